/* The lists on the left: mine, the queue, all; and what single events change in their lines before the server's
   next `inbox` says it again. */
import type { ChatEvent, ConversationSummary } from "../../shared/wire";
import type { Action, InboxLoaded } from "./actions";
import type { ConsoleState, Lists } from "./model";

export function reduceLists(state: ConsoleState, action: Action): ConsoleState {
  switch (action.type) {
    case "inbox.loaded":
      return { ...state, lists: loaded(state.lists, action) };
    case "accepting":
      return { ...state, lists: { ...state.lists, accepting: toggled(state, action) } };
    case "event":
      return { ...state, lists: afterEvent(state, action.event) };
    case "chat.opened":
      return { ...state, lists: withoutFlag(state.lists, action.detail.conversation_id) };
    case "read":
      return { ...state, lists: read(state, action.conversationId, action.marks.agent ?? 0) };
    case "browse":
      return { ...state, browse: { ...state.browse, ...action.patch } };
    case "browse.loaded": {
      const items = action.more ? [...state.browse.items, ...action.items] : action.items;
      return { ...state, browse: { ...state.browse, items, next: action.next, phase: "ready" } };
    }
    default:
      return state;
  }
}

function loaded(lists: Lists, inbox: InboxLoaded): Lists {
  const { version, mine, queue, offered } = inbox;
  const held = new Set(mine.map((line) => line.conversation_id));
  const reopened = new Set([...lists.reopened].filter((id) => held.has(id)));
  return { ...lists, loaded: true, version, mine, queue, offered, reopened };
}

function toggled(state: ConsoleState, action: { conversationId: string; on: boolean }): ReadonlySet<string> {
  const accepting = new Set(state.lists.accepting);
  if (action.on) accepting.add(action.conversationId);
  else accepting.delete(action.conversationId);
  return accepting;
}

function afterEvent(state: ConsoleState, event: ChatEvent): Lists {
  const { lists } = state;
  if (event.type === "conversation.reopened")
    return { ...lists, reopened: new Set([...lists.reopened, event.conversation_id]) };
  if (event.type === "message.redacted") return afterRedacting(state, event);
  if (event.type !== "message.sent") return lists;
  const change = (line: ConversationSummary): ConversationSummary =>
    line.conversation_id === event.conversation_id ? withMessage(line, event, isNew(state, event)) : line;
  return { ...lists, mine: lists.mine.map(change), queue: lists.queue.map(change) };
}

/** The excerpt of a text that is gone goes with it. */
function afterRedacting(state: ConsoleState, event: Extract<ChatEvent, { type: "message.redacted" }>): Lists {
  const { lists, chats } = state;
  const id = event.conversation_id;
  const said = chats[id]?.log.events.filter((one) => one.type === "message.sent") ?? [];
  if (said[said.length - 1]?.seq !== event.data.seq) return lists;
  const blank = (line: ConversationSummary): ConversationSummary =>
    line.conversation_id === id && line.last_message
      ? { ...line, last_message: { ...line.last_message, text: "", redacted: true } }
      : line;
  return { ...lists, mine: lists.mine.map(blank), queue: lists.queue.map(blank) };
}

/** An event that was already applied (another tab, a second delivery) must not count twice. */
function isNew(state: ConsoleState, event: ChatEvent): boolean {
  const chat = state.chats[event.conversation_id];
  return !chat || event.seq > chat.log.applied;
}

function withMessage(
  line: ConversationSummary,
  event: Extract<ChatEvent, { type: "message.sent" }>,
  fresh: boolean,
): ConversationSummary {
  const unread = line.unread + (fresh && event.actor.kind === "contact" ? 1 : 0);
  const last_message = { text: event.data.text, actor_kind: event.actor.kind, redacted: false };
  return { ...line, unread, last_message, updated_at: event.at };
}

function read(state: ConsoleState, id: string, mark: number): Lists {
  const chat = state.chats[id];
  if (!chat || mark < lastContactMessage(chat.log.events)) return state.lists;
  const clear = (line: ConversationSummary): ConversationSummary =>
    line.conversation_id === id && line.unread > 0 ? { ...line, unread: 0 } : line;
  return withoutFlag({ ...state.lists, mine: state.lists.mine.map(clear) }, id);
}

function lastContactMessage(events: readonly ChatEvent[]): number {
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (event?.type === "message.sent" && event.actor.kind === "contact") return event.seq;
  }
  return 0;
}

function withoutFlag(lists: Lists, id: string): Lists {
  if (!lists.reopened.has(id)) return lists;
  return { ...lists, reopened: new Set([...lists.reopened].filter((other) => other !== id)) };
}
