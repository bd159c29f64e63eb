/* What people wrote: always text, never markup. Only web addresses become links. */
import type { ComponentChildren } from "preact";

/** Ends at white space, brackets, quotes and at characters that turn or hide text. */
const ADDRESS = /https?:\/\/[^\s<>"'`()[\]{}\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g;

export function Prose({ text }: { text: string }) {
  return (
    <p class="prose" dir="auto">
      {linked(text)}
    </p>
  );
}

function linked(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?]+$/, "");
    if (!URL.canParse(address)) continue;
    parts.push(text.slice(at, match.index));
    parts.push(
      <a key={match.index} href={address} target="_blank" rel="noopener noreferrer nofollow ugc">
        {address}
      </a>,
    );
    at = match.index + address.length;
  }
  parts.push(text.slice(at));
  return parts;
}
