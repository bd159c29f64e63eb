/* The log and the outbox as rows to draw. Pure. */

import type { OutboxItem } from "../../shared/outbox";
import { dayKey } from "../../shared/time";
import type { AttachmentView, ChatEvent } from "../../shared/wire";
import type { Chat } from "../state/chat";

export type Delivery = "pending" | "sent" | "seen" | "failed";

export interface Bubble {
  is: "bubble";
  key: string;
  mine: boolean;
  name: string;
  /** First and last of a run by the same person within five minutes: name above, time below. */
  first: boolean;
  last: boolean;
  text: string;
  at: string;
  redacted: boolean;
  article?: { article_id: string; title?: string };
  files?: readonly AttachmentView[] | undefined;
  delivery?: Delivery;
  error?: string;
}

export type Row =
  | Bubble
  | { is: "day"; key: string; at: string }
  | {
      is: "line";
      key: string;
      say: "joined" | "resolved" | "reopened" | "left" | "gone_back" | "ticket_opened";
      name: string;
      ticket_id?: string;
    };

const RUN = 300_000;

export function rows(chat: Chat): Row[] {
  const all: Row[] = [];
  let day = "";
  let queuedBefore = false;
  const add = (row: Row, at: string) => {
    const today = dayKey(at);
    if (today !== day) all.push({ is: "day", key: `day-${today}`, at });
    day = today;
    all.push(row);
  };
  let asked = "";
  for (const event of chat.log.events) {
    if (event.type === "question.asked") {
      if (event.data.text === asked) continue; // asked again in the same words: one bubble is enough
      asked = event.data.text;
    }
    const row = bubbleOf(event, chat) ?? lineOf(event, queuedBefore);
    if (event.type === "conversation.queued") queuedBefore = true;
    if (row) add(row, event.at);
  }
  for (const item of chat.outbox) add(waiting(item), item.queued_at);
  return joined(all);
}

function bubbleOf(event: ChatEvent, chat: Chat): Bubble | undefined {
  if (event.type !== "message.sent" && event.type !== "question.asked") return undefined;
  const { data, actor, seq, at } = event;
  const mine = actor.kind === "contact";
  const sent = event.type === "message.sent" ? event.data : undefined;
  const redacted = chat.log.redacted.has(seq) || !!sent?.redacted;
  const bubble: Bubble = {
    is: "bubble",
    // The same key before and after the server knew it: the bubble on screen stays the same element.
    key: mine && sent?.client_id ? sent.client_id : `event-${seq}`,
    mine,
    name: actor.name ?? "",
    first: true,
    last: true,
    text: data.text,
    at,
    redacted,
  };
  if (sent?.article_id && !redacted) {
    bubble.article = {
      article_id: sent.article_id,
      ...(sent.article_title && { title: sent.article_title }),
    };
  }
  if (!redacted) bubble.files = sent?.attachments;
  if (mine) bubble.delivery = chat.log.read.agent >= seq ? "seen" : "sent";
  return bubble;
}

function lineOf(event: ChatEvent, queuedBefore: boolean): Row | undefined {
  const line = (say: Extract<Row, { is: "line" }>["say"], name = "") =>
    ({ is: "line", key: `event-${event.seq}`, say, name }) as const;
  switch (event.type) {
    case "conversation.assigned":
      return line("joined", event.data.agent.name);
    case "conversation.transferred":
      return line("joined", event.data.to.name);
    case "conversation.resolved":
      return line("resolved");
    case "conversation.reopened":
      return line("reopened");
    case "conversation.abandoned":
      return line("left");
    case "conversation.queued":
      return queuedBefore ? line("gone_back") : undefined;
    case "ticket.opened":
      return { ...line("ticket_opened", event.data.reference), ticket_id: event.data.ticket_id };
    default:
      return undefined;
  }
}

function waiting(item: OutboxItem): Bubble {
  return {
    is: "bubble",
    key: item.client_id,
    mine: true,
    name: "",
    first: true,
    last: true,
    text: item.text,
    files: item.attachments,
    at: item.queued_at,
    redacted: false,
    delivery: item.state === "sending" ? "pending" : item.state,
    ...(item.error && { error: item.error }),
  };
}

function joined(all: readonly Row[]): Row[] {
  const together = (a: Row | undefined, b: Row | undefined) =>
    a?.is === "bubble" &&
    b?.is === "bubble" &&
    a.mine === b.mine &&
    (a.mine || a.name === b.name) &&
    a.delivery !== "failed" &&
    Math.abs(Date.parse(b.at) - Date.parse(a.at)) < RUN;
  return all.map((row, i) =>
    row.is === "bubble"
      ? { ...row, first: !together(all[i - 1], row), last: !together(row, all[i + 1]) }
      : row,
  );
}
