/* One conversation as its merchant sees it: the log, the outbox, and what signals say of it. Pure. */

import {
  applyCatchUp,
  applyEvents,
  applyHead,
  applyRead,
  emptyLog,
  isBehind,
  type Log,
} from "../../shared/log";
import { type Outbox, settle } from "../../shared/outbox";
import type {
  AgentRef,
  AttachmentView,
  CaughtUp,
  ChatEvent,
  ConversationState,
  Signal,
  Wait,
} from "../../shared/wire";
import type { Upload } from "./tickets";

export type Connection = "connecting" | "online" | "offline";

export interface Chat {
  conversation_id: string;
  status: ConversationState["status"];
  agent: AgentRef | null;
  position: number | null;
  wait: Wait | null;
  rated: boolean;
  log: Log<ChatEvent>;
  /** True once the history was there: from then on additions are spoken. */
  loaded: boolean;
  outbox: Outbox;
  connection: Connection;
  /** Name of the agent who writes, and until when (milliseconds) that is believed. */
  typing: { name: string; until: number } | null;
  draft: string;
  /** Files that go along with the draft, and those on their way. */
  files: readonly AttachmentView[];
  uploads: readonly Upload[];
  /** Asked to confirm leaving the queue. */
  leaving: boolean;
  rating: Rating;
}

export interface Rating {
  score: number;
  comment: string;
  busy: boolean;
  failed: boolean;
}

const unrated = { score: 0, comment: "", busy: false, failed: false };

export function newChat(known: ConversationState): Chat {
  return {
    conversation_id: known.conversation_id,
    ...standing(known),
    log: emptyLog(),
    loaded: false,
    outbox: [],
    connection: "connecting",
    typing: null,
    draft: "",
    files: [],
    uploads: [],
    leaving: false,
    rating: unrated,
  };
}

export function receive(chat: Chat, events: readonly ChatEvent[]): Chat {
  const log = applyEvents(chat.log, events);
  if (log === chat.log) return chat;
  const fresh = log.events.filter((event) => event.seq > chat.log.applied);
  return settled(fresh.reduce(told, { ...chat, log }));
}

/** What an event says of the conversation as a whole; its words stand in the log. */
function told(chat: Chat, event: ChatEvent): Chat {
  switch (event.type) {
    case "conversation.queued":
      return { ...chat, status: "queued", agent: null };
    case "conversation.assigned":
      return {
        ...chat,
        status: "active",
        agent: event.data.agent,
        position: null,
        wait: null,
        leaving: false,
      };
    case "conversation.transferred":
      return { ...chat, agent: event.data.to, typing: null };
    case "conversation.resolved":
      return { ...chat, status: "resolved", typing: null };
    case "conversation.abandoned":
      return { ...chat, status: "abandoned", position: null, wait: null, leaving: false };
    case "conversation.reopened":
      return {
        ...chat,
        status: event.data.agent ? "active" : "queued",
        agent: event.data.agent ?? null,
        rated: false,
        rating: unrated,
      };
    case "rating.given":
      return { ...chat, rated: true };
    case "message.sent":
      return event.actor.kind === "agent" ? { ...chat, typing: null } : chat;
    default:
      return chat;
  }
}

export function caughtUp(chat: Chat, answer: CaughtUp): Chat {
  const log = applyCatchUp(chat.log, answer);
  return settled({ ...chat, ...standing(answer.conversation), log, loaded: chat.loaded || !isBehind(log) });
}

/** How a conversation stands, by the server's word. */
function standing({ status, agent, position, wait, rated }: ConversationState) {
  return {
    status,
    agent: agent ?? null,
    position: position ?? null,
    wait: wait ?? null,
    rated: rated ?? false,
  };
}

export function signalled(chat: Chat, signal: Signal, now: number): Chat {
  if ("conversation_id" in signal && signal.conversation_id !== chat.conversation_id) return chat;
  switch (signal.type) {
    case "typing": // shown for 6 s; whoever types on repeats it every 3 s
      return signal.actor.kind === "contact"
        ? chat
        : { ...chat, typing: { name: signal.actor.name ?? "", until: now + 6000 } };
    case "read":
      return { ...chat, log: applyRead(chat.log, { [signal.reader]: signal.seq }) };
    case "queue":
      return { ...chat, position: signal.position, wait: signal.wait };
    case "heads":
      return { ...chat, log: applyHead(chat.log, signal.heads[chat.conversation_id] ?? 0) };
    default:
      return chat;
  }
}

export function silent(chat: Chat, now: number): Chat {
  return chat.typing && chat.typing.until <= now ? { ...chat, typing: null } : chat;
}

export function withOutbox(chat: Chat, outbox: Outbox): Chat {
  return settled({ ...chat, outbox: outbox.filter((item) => item.conversation_id === chat.conversation_id) });
}

/** Another tab changed the outbox that both share; what only waits for its event here stays. */
export function withShared(chat: Chat, stored: Outbox): Chat {
  return withOutbox(chat, [...chat.outbox.filter((item) => item.state === "sent"), ...stored]);
}

function settled(chat: Chat): Chat {
  if (!chat.outbox.length) return chat;
  const seen = new Set<string>();
  for (const event of chat.log.events) {
    if (event.type === "message.sent" && event.data.client_id) seen.add(event.data.client_id);
  }
  return { ...chat, outbox: settle(chat.outbox, chat.log.applied, seen) };
}
