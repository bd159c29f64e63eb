/* The address bar remembers which conversation or ticket is open, so that reload, back and forward work as anywhere else:
   #/chat/ID or #/ticket/ID (ids are URL-safe by contract), and .../contact where only one pane fits. Other pages have an
   address of their own. */
import type { PageName, Ui } from "../state/model";

export interface Place {
  page: PageName;
  conversationId: string | null;
  /** A ticket in the place of a conversation. */
  ticketId?: string | null;
  pane: Ui["pane"];
}

export const CHECK_INS = "#/check-ins";
export const CHATS = "#/";
const TICKET = /^#\/ticket\/([A-Za-z0-9._-]+)(\/contact)?$/;

export function readPlace(hash: string): Place {
  if (hash === CHECK_INS) return { page: "check_ins", conversationId: null, pane: "lists" };
  const ticket = TICKET.exec(hash);
  if (ticket?.[1])
    return {
      page: "chats",
      conversationId: null,
      ticketId: ticket[1],
      pane: ticket[2] ? "contact" : "thread",
    };
  const match = /^#\/chat\/([A-Za-z0-9._-]+)(\/contact)?$/.exec(hash);
  const id = match?.[1];
  if (!id) return { page: "chats", conversationId: null, pane: "lists" };
  return { page: "chats", conversationId: id, pane: match[2] ? "contact" : "thread" };
}

export function writePlace({ page, conversationId, ticketId, pane }: Place): string {
  if (page === "check_ins") return CHECK_INS;
  const place = ticketId ? `ticket/${ticketId}` : conversationId ? `chat/${conversationId}` : "";
  if (!place || pane === "lists") return CHATS;
  return `#/${place}${pane === "contact" ? "/contact" : ""}`;
}
