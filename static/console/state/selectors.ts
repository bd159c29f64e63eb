/* Questions to the state that more than one view asks. */
import type { ConversationDetail, ConversationSummary } from "../../shared/wire";
import type { Chat, ConsoleState, Draft } from "./model";
import { EMPTY_DRAFT } from "./model";

/** The queue as the agent sees it: chats offered to this agent first, then as the server orders them. */
export function waiting(state: ConsoleState): ConversationSummary[] {
  const { queue, offered } = state.lists;
  const first = new Set(offered);
  const mine = queue.filter((line) => first.has(line.conversation_id));
  return [...mine, ...queue.filter((line) => !first.has(line.conversation_id))];
}

/** Who has waited longest by the clock, which need not be who is next. */
export function longestWaiting(state: ConsoleState): ConversationSummary | null {
  return state.lists.queue.reduce<ConversationSummary | null>(
    (longest, line) => (!longest || line.queued_at < longest.queued_at ? line : longest),
    null,
  );
}

export function unreadTotal(state: ConsoleState): number {
  return state.lists.mine.reduce((sum, line) => sum + line.unread, 0);
}

export function summaryOf(state: ConsoleState, id: string): ConversationSummary | null {
  const { mine, queue } = state.lists;
  const known = [...mine, ...queue, ...state.browse.items].find((line) => line.conversation_id === id);
  return known ?? state.chats[id]?.detail ?? null;
}

export function selectedChat(state: ConsoleState): Chat | null {
  return (state.ui.selected && state.chats[state.ui.selected]) || null;
}

/** What the merchant said of the conversation; the words stand in the log only. */
export function ratingOf(chat: Chat | null): { score: number; comment: string } | null {
  const score = chat?.detail?.rating;
  if (!chat || !score) return null;
  const given = chat.log.events.filter((event) => event.type === "rating.given");
  return { score, comment: given[given.length - 1]?.data.comment ?? "" };
}

export function draftOf(state: ConsoleState, id: string): Draft {
  return state.drafts[id] ?? EMPTY_DRAFT;
}

export function hasDraft(state: ConsoleState, id: string): boolean {
  const draft = draftOf(state, id);
  return draft.reply.trim() !== "" || draft.note.trim() !== "" || draft.article !== null;
}

/** True when this agent holds the conversation and may reply. */
export function holds(state: ConsoleState, detail: ConversationDetail): boolean {
  return detail.status === "active" && detail.agent?.id === state.agent?.id;
}

export function openChats(state: ConsoleState): number {
  return state.lists.mine.filter((line) => line.status === "active").length;
}

export function hasRoom(state: ConsoleState): boolean {
  return state.agent !== null && openChats(state) < state.agent.capacity;
}

/** Messages written and not yet on the server. */
export function unsentCount(state: ConsoleState): number {
  return state.outbox.filter((item) => item.state !== "sent" && item.state !== "failed").length;
}

/** The list that holds the conversation, in the order of the keys j and k. */
export function visibleList(state: ConsoleState): readonly ConversationSummary[] {
  if (state.ui.list === "mine") return state.lists.mine;
  if (state.ui.list === "tickets") return [];
  return state.ui.list === "queue" ? waiting(state) : state.browse.items;
}
