/* Addresses in a message become links; those into our own help centre open inside the panel. */

import type { ComponentChildren } from "preact";
import { inside } from "../views/inside";
import type { ChatActions } from "./chat_actions";

const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;
const ARTICLE = /\/help\/[a-z-]{2,5}\/([A-Za-z0-9._-]+)$/;

export function linked(text: string, act: Pick<ChatActions, "base" | "doors">): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, match.index), link(match[0], act));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

function link(address: string, act: Pick<ChatActions, "base" | "doors">): ComponentChildren {
  const article = address.startsWith(act.base) ? ARTICLE.exec(address)?.[1] : undefined;
  const props = article ? { onClick: inside(() => act.doors.article(article)) } : {};
  return (
    <a href={address} target="_blank" rel="noopener nofollow ugc" dir="ltr" {...props}>
      {address}
    </a>
  );
}
