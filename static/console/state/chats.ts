/* The conversations held in memory: their log, their head data, who is typing, and what leaves the outbox once the
   log shows it. */
import { applyCatchUp, applyEvents, applyHead, applyRead, emptyLog } from "../../shared/log";
import { type Outbox, settle } from "../../shared/outbox";
import type { ChatEvent, ConversationDetail } from "../../shared/wire";
import type { Action, ChatOpened } from "./actions";
import type { Chat, ConsoleState } from "./model";

const CLOSED_CHAT: Chat = {
  detail: null,
  log: emptyLog<ChatEvent>(),
  phase: "loading",
  problem: null,
  unreadAfter: null,
};

export function reduceChats(state: ConsoleState, action: Action): ConsoleState {
  switch (action.type) {
    case "chat.opening": {
      const known = state.chats[action.conversationId];
      return known?.phase === "ready" ? state : withChat(state, action.conversationId, CLOSED_CHAT);
    }
    case "chat.opened":
      return opened(state, action);
    case "chat.failed":
      return changed(state, action.conversationId, (chat) =>
        chat.phase === "ready" ? chat : { ...chat, phase: "failed", problem: action.problem },
      );
    case "chat.caught_up":
      return settled(
        changed(state, action.conversationId, (chat) => ({
          ...chat,
          log: applyCatchUp(chat.log, action),
          detail: applyToDetail(chat.detail, action.events, chat.log.applied),
        })),
        action.conversationId,
        action.events,
      );
    case "event":
      return afterEvent(state, action.event);
    case "heads":
      return Object.entries(action.heads).reduce(
        (next, [id, head]) => changed(next, id, (chat) => ({ ...chat, log: applyHead(chat.log, head) })),
        state,
      );
    case "read":
      return changed(state, action.conversationId, (chat) => ({
        ...chat,
        log: applyRead(chat.log, action.marks),
      }));
    case "typing":
      return typing(state, action);
    case "typing.expired":
      return expired(state, action.now);
    default:
      return state;
  }
}

function opened(state: ConsoleState, action: ChatOpened): ConsoleState {
  const id = action.detail.conversation_id;
  const known = state.chats[id];
  const before = known?.phase === "ready" ? known : CLOSED_CHAT;
  const chat: Chat = {
    detail: action.detail,
    log: applyCatchUp(before.log, action),
    phase: "ready",
    problem: null,
    unreadAfter: action.detail.unread > 0 ? action.read.agent : before.unreadAfter,
  };
  return settled(withChat(state, id, chat), id, action.events);
}

function afterEvent(state: ConsoleState, event: ChatEvent): ConsoleState {
  const id = event.conversation_id;
  const next = changed(state, id, (chat) => ({
    ...chat,
    log: applyEvents(chat.log, [event]),
    detail: applyToDetail(chat.detail, [event], chat.log.applied),
  }));
  const quiet = event.type === "message.sent" ? silenced(next, id, event.actor.kind) : next;
  return settled(quiet, id, [event]);
}

/** Carries what events say about status, agent and rating into the head data, each event once. */
export function applyToDetail(
  detail: ConversationDetail | null,
  events: readonly ChatEvent[],
  applied: number,
): ConversationDetail | null {
  if (!detail) return null;
  return events.filter((event) => event.seq > applied).reduce(detailAfter, detail);
}

function detailAfter(detail: ConversationDetail, event: ChatEvent): ConversationDetail {
  switch (event.type) {
    case "conversation.queued":
      return { ...detail, status: "queued", agent: null };
    case "conversation.assigned":
      return { ...detail, status: "active", agent: event.data.agent, position: null };
    case "conversation.transferred":
      return { ...detail, agent: event.data.to };
    case "conversation.resolved":
      return { ...detail, status: "resolved" };
    case "conversation.abandoned":
      return { ...detail, status: "abandoned", position: null };
    case "conversation.reopened":
      return reopened(detail, event.data.agent ?? null);
    case "rating.given":
      return { ...detail, rating: event.data.score };
    default:
      return detail;
  }
}

/** With an agent the chat is straight back in those hands, without one it waits again. */
function reopened(detail: ConversationDetail, agent: ConversationDetail["agent"]): ConversationDetail {
  return { ...detail, status: agent ? "active" : "queued", agent, rating: null };
}

/** Takes out of the outbox what the log of this conversation now shows. */
function settled(state: ConsoleState, id: string, events: readonly ChatEvent[]): ConsoleState {
  const own = state.outbox.filter((item) => item.conversation_id === id);
  if (own.length === 0) return state;
  const seen = new Set<string>();
  for (const event of events) {
    if ((event.type === "message.sent" || event.type === "note.added") && event.data.client_id)
      seen.add(event.data.client_id);
  }
  const left: Outbox = settle(own, state.chats[id]?.log.applied ?? 0, seen);
  if (left.length === own.length) return state;
  return { ...state, outbox: [...state.outbox.filter((item) => item.conversation_id !== id), ...left] };
}

function typing(state: ConsoleState, action: Extract<Action, { type: "typing" }>): ConsoleState {
  const { conversationId, kind, name, until } = action;
  const others = (state.typing[conversationId] ?? []).filter((one) => one.kind !== kind || one.name !== name);
  return { ...state, typing: { ...state.typing, [conversationId]: [...others, { kind, name, until }] } };
}

function silenced(state: ConsoleState, id: string, kind: string): ConsoleState {
  const typists = state.typing[id];
  if (!typists?.length) return state;
  return { ...state, typing: { ...state.typing, [id]: typists.filter((one) => one.kind !== kind) } };
}

function expired(state: ConsoleState, now: number): ConsoleState {
  const left = Object.entries(state.typing)
    .map(([id, typists]) => [id, typists.filter((one) => one.until > now)] as const)
    .filter(([, typists]) => typists.length > 0);
  return { ...state, typing: Object.fromEntries(left) };
}

function changed(state: ConsoleState, id: string, change: (chat: Chat) => Chat): ConsoleState {
  const chat = state.chats[id];
  return chat ? withChat(state, id, change(chat)) : state;
}

function withChat(state: ConsoleState, id: string, chat: Chat): ConsoleState {
  return { ...state, chats: { ...state.chats, [id]: chat } };
}
