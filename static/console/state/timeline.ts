/* What the thread shows, line by line, made from the log, the outbox and the read marks. */
import type { Log } from "../../shared/log";
import type { OutboxItem } from "../../shared/outbox";
import { dayKey } from "../../shared/time";
import type { ChatEvent, MessageSent } from "../../shared/wire";

export interface MessageRow {
  row: "message" | "note";
  key: string;
  seq: number;
  at: string;
  who: "contact" | "agent" | "system";
  name: string;
  text: string;
  article: { articleId: string; title: string } | null;
  redacted: boolean;
  /** Asked in the widget, before or after people were asked for. */
  question: boolean;
  /** Said by the same person within a few minutes of the line before: no name again. */
  follows: boolean;
  read: boolean;
}

export interface SystemRow {
  row: "system";
  key: string;
  at: string;
  event: ChatEvent;
}

export type Row =
  | MessageRow
  | SystemRow
  | { row: "day"; key: string; at: string }
  | { row: "new"; key: string }
  | { row: "unsent"; key: string; item: OutboxItem };

/** Lines of one person closer together than this stand as one block. */
const BLOCK_MS = 5 * 60_000;

/** Events that the thread shows as a line of its own; what was suggested and read stands in the story. */
const SYSTEM = new Set([
  "conversation.queued",
  "conversation.assigned",
  "conversation.transferred",
  "conversation.resolved",
  "conversation.reopened",
  "conversation.abandoned",
  "rating.given",
  "ticket.opened",
]);

export function timeline(log: Log<ChatEvent>, unreadAfter: number | null): Row[] {
  const rows: Row[] = [];
  let day = "";
  let last: MessageRow | null = null;
  let marked = unreadAfter === null;
  for (const event of log.events) {
    const row = rowOf(event, log, last);
    if (!row) continue;
    const today = dayKey(event.at);
    if (today !== day) {
      rows.push({ row: "day", key: `day-${today}`, at: event.at });
      day = today;
    }
    if (!marked && event.seq > (unreadAfter ?? 0) && row.row === "message" && row.who === "contact") {
      rows.push({ row: "new", key: "new" });
      marked = true;
    }
    rows.push(row);
    last = row.row === "system" ? null : row;
  }
  return rows;
}

function rowOf(
  event: ChatEvent,
  log: Log<ChatEvent>,
  last: MessageRow | null,
): MessageRow | SystemRow | null {
  switch (event.type) {
    case "question.asked":
    case "note.added":
    case "message.sent":
      return messageRow(event, log, last);
    default:
      return SYSTEM.has(event.type) ? { row: "system", key: `e${event.seq}`, at: event.at, event } : null;
  }
}

type Said = Extract<ChatEvent, { type: "question.asked" | "note.added" | "message.sent" }>;

function messageRow(event: Said, log: Log<ChatEvent>, last: MessageRow | null): MessageRow {
  const row = event.type === "note.added" ? "note" : "message";
  const who = event.actor.kind;
  const name = event.actor.name ?? "";
  const close = last !== null && Date.parse(event.at) - Date.parse(last.at) < BLOCK_MS;
  return {
    row,
    key: `e${event.seq}`,
    seq: event.seq,
    at: event.at,
    who,
    name,
    text: event.data.text,
    article: event.type === "message.sent" ? articleOf(event.data) : null,
    redacted: log.redacted.has(event.seq) || ("redacted" in event.data && event.data.redacted === true),
    question: event.type === "question.asked",
    follows: close && last?.row === row && last.who === who && last.name === name,
    read: who === "agent" && event.seq <= log.read.contact,
  };
}

function articleOf(data: MessageSent): MessageRow["article"] {
  const { article_id, article_title } = data;
  return article_id ? { articleId: article_id, title: article_title ?? article_id } : null;
}

/** Pending, failed and just acknowledged lines, below everything the log shows. */
export function unsentRows(outbox: readonly OutboxItem[], conversationId: string): Row[] {
  return outbox
    .filter((item) => item.conversation_id === conversationId)
    .map((item) => ({ row: "unsent", key: `o${item.client_id}`, item }));
}

/** The number to confirm as read: the last event that the agent sees. */
export function lastSeq(log: Log<ChatEvent>): number {
  return log.events[log.events.length - 1]?.seq ?? 0;
}
