/* What was written and is not yet known to be on the server's disk. Items are stored before they are first sent,
   keep their client_id for ever, and leave only when the server's answer or event shows them. Pure. */

import type { AttachmentView } from "./wire";

export { newClientId } from "./client_id";

export type OutboxState = "pending" | "sending" | "sent" | "failed";

export interface OutboxItem {
  client_id: string;
  conversation_id: string;
  text: string;
  article_id?: string;
  /** Uploaded already; they go along by their ids. */
  attachments?: readonly AttachmentView[];
  /** The console's notes travel the same way. */
  kind?: "message" | "note";
  state: OutboxState;
  attempts: number;
  queued_at: string;
  /** Number that the acknowledgement gave. The item stays until the event itself has been applied. */
  seq?: number;
  /** Error code of the final refusal. */
  error?: string;
}

export type Outbox = readonly OutboxItem[];

export type OutboxAction =
  | { do: "queue"; item: OutboxItem }
  | { do: "sending"; client_id: string }
  | { do: "sent"; client_id: string; seq: number }
  | { do: "delayed"; client_id: string }
  | { do: "refused"; client_id: string; error: string }
  | { do: "again"; client_id: string }
  | { do: "drop"; client_id: string };

/** Errors that trying again cannot cure; all others (and no answer at all) are tried again. */
const FINAL = new Set([
  "invalid",
  "too_large",
  "not_found",
  "conflict",
  "closed",
  "question_required",
  "unauthenticated",
]);

export function isFinal(code: string): boolean {
  return FINAL.has(code);
}

export function outboxReducer(outbox: Outbox, action: OutboxAction): Outbox {
  if (action.do === "queue") return [...outbox, action.item];
  if (action.do === "drop") return outbox.filter((item) => item.client_id !== action.client_id);
  return outbox.map((item) => (item.client_id === action.client_id ? step(item, action) : item));
}

function step(item: OutboxItem, action: Exclude<OutboxAction, { do: "queue" | "drop" }>): OutboxItem {
  switch (action.do) {
    case "sending":
      return { ...item, state: "sending", attempts: item.attempts + 1 };
    case "sent":
      return { ...item, state: "sent", seq: action.seq };
    case "delayed":
      return { ...item, state: "pending" };
    case "refused":
      return { ...item, state: "failed", error: action.error };
    case "again": {
      const { error: _, ...rest } = item;
      return { ...rest, state: "pending", attempts: 0 };
    }
  }
}

/** Drops items whose event has been applied: by their number, or by the client_id that the event carries. */
export function settle(outbox: Outbox, applied: number, seen: ReadonlySet<string>): Outbox {
  const left = outbox.filter(
    (item) => !seen.has(item.client_id) && !(item.seq !== undefined && item.seq <= applied),
  );
  return left.length === outbox.length ? outbox : left;
}

/** After a reload nothing is in flight: what was being sent is sent again under the same client_id. */
export function revived(outbox: Outbox): Outbox {
  return outbox.map((item) => (item.state === "sending" ? { ...item, state: "pending" } : item));
}

/** The next to send: the oldest that waits, one in flight per conversation, nothing past one still waiting. */
export function nextToSend(outbox: Outbox, conversation_id: string): OutboxItem | undefined {
  const open = outbox.filter((item) => item.conversation_id === conversation_id && item.state !== "sent");
  const first = open.find((item) => item.state !== "failed");
  return first?.state === "pending" ? first : undefined;
}

/** Milliseconds before try number `attempts + 1`: doubling from 0.5 s to 20 s, half of it random so that many
    clients cut off at once do not come back at once. */
export function retryDelay(attempts: number, random: number): number {
  const full = Math.min(20_000, 500 * 2 ** Math.max(0, attempts - 1));
  return full / 2 + (full / 2) * random;
}
