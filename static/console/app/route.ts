/* The address bar remembers which conversation is open, so that reload, back and forward work as anywhere else:
   #/chat/ID (ids are URL-safe by contract), and #/chat/ID/contact where only one pane fits. */
import type { Ui } from "../state/model";

export interface Place {
  conversationId: string | null;
  pane: Ui["pane"];
}

export function readPlace(hash: string): Place {
  const match = /^#\/chat\/([A-Za-z0-9._-]+)(\/contact)?$/.exec(hash);
  const id = match?.[1];
  if (!id) return { conversationId: null, pane: "lists" };
  return { conversationId: id, pane: match[2] ? "contact" : "thread" };
}

export function writePlace({ conversationId, pane }: Place): string {
  if (!conversationId || pane === "lists") return "#/";
  return `#/chat/${conversationId}${pane === "contact" ? "/contact" : ""}`;
}
