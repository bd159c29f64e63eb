/* Everything that only a conversation needs: the socket, the outbox, who has read what. Loaded on escalation, or with
   the page while a conversation is open. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import { h } from "preact";
import { isBehind, unreadCount } from "../../shared/log";
import type { ChatEvent, ConversationState, Signal } from "../../shared/wire";
import { openSession } from "../actions/session";
import css from "../css/chat.css";
import {
  type Connection,
  caughtUp,
  newChat,
  receive,
  signalled,
  silent,
  withOutbox,
  withShared,
} from "../state/chat";
import { isOpen } from "../state/open";
import { here, type State } from "../state/state";
import { addStyle } from "../style";
import { troubleOf } from "../transport/http";
import { recall, remember, watch } from "../transport/keep";
import { update, type Widget } from "../widget";
import { chatActions } from "./chat_actions";
import { ChatView } from "./chat_view";
import { call, closeConnection, openConnection } from "./connection";
import { ITEM, keptOutbox } from "./kept_outbox";
import { change, type Live, refocus, withFiles } from "./line";
import { pump } from "./sender";

const lives = new WeakMap<Widget, Live>();

/** What the conversation opens elsewhere in the panel. Handed in, so that this chunk shares nothing with the other. */
export interface Doors {
  article(article_id: string): void;
  /** Asks for a person again with the same question. */
  person(): void;
}

/** Shows this conversation and keeps it up to date. */
export function follow(widget: Widget, known: ConversationState, doors: Doors): void {
  const live = lives.get(widget) ?? begin(widget, doors);
  if (widget.state.chat?.conversation_id !== known.conversation_id) {
    live.marked = 0;
    const draft = recall(widget.keep, "reply") ?? "";
    update(widget, (state) => ({
      ...state,
      chat: withOutbox({ ...newChat(known), draft }, keptOutbox(widget.keep)),
    }));
  }
  refocus(widget);
  connect(live);
  catchUp(live);
}

function begin(widget: Widget, doors: Doors): Live {
  const live: Live = {
    widget,
    catching: false,
    sending: false,
    retry: 0,
    typedAt: 0,
    marked: 0,
    silence: 0,
  };
  lives.set(widget, live);
  addStyle(widget.bridge.root, css);
  const act = chatActions(live, doors);
  widget.screens.chat = ({ state, language, act: { openTickets } }) =>
    state.chat
      ? h(ChatView, {
          state,
          chat: state.chat,
          language,
          act,
          openTickets,
          rating: live.rating,
          files: live.files,
        })
      : null;
  watch(widget.keep, (key) => {
    if (key.startsWith(ITEM)) change(widget, (chat) => withShared(chat, keptOutbox(widget.keep)));
  });
  widget.listeners.add((state, before) => changed(live, state, before));
  document.addEventListener("visibilitychange", () => markRead(live));
  return live;
}

function connect(live: Live): void {
  const { widget } = live;
  live.connection ??= openConnection(widget.bridge.base, {
    token: () => widget.token,
    renew: () => openSession(widget),
    ready: () => catchUp(live),
    event: (event) => heard(live, event),
    signal: (signal) => told(live, signal),
    down: (tried) => down(live, tried),
  });
}

function disconnect(live: Live): void {
  closeConnection(live.connection);
  delete live.connection;
  clearTimeout(live.retry);
  clearTimeout(live.silence);
}

function heard(live: Live, event: ChatEvent): void {
  const { widget } = live;
  const { chat } = widget.state;
  const { conversation_id, type, actor, seq } = event;
  if (conversation_id !== chat?.conversation_id) return;
  change(widget, (now) => receive(now, [event]));
  if (chat.loaded && seq > chat.log.applied) {
    if (type === "conversation.resolved") widget.bridge.emit("resolved", { conversation_id });
    if (type === "message.sent" && actor.kind === "agent") {
      widget.bridge.emit("message", { conversation_id, from: actor.name });
    }
  }
  catchUpIfBehind(live);
}

function told(live: Live, signal: Signal): void {
  const { widget } = live;
  if (signal.type === "presence") update(widget, (state) => ({ ...state, available: signal.available }));
  change(widget, (chat) => signalled(chat, signal, Date.now()));
  if (signal.type === "typing") setTimeout(() => change(widget, (chat) => silent(chat, Date.now())), 6100);
  catchUpIfBehind(live);
}

function catchUpIfBehind(live: Live): void {
  const { chat } = live.widget.state;
  if (chat && isBehind(chat.log)) catchUp(live);
}

/** Serves the first load, every reconnect and every gap; asks on until nothing is missing. */
async function catchUp(live: Live): Promise<void> {
  const { widget } = live;
  const { chat } = widget.state;
  if (live.catching || !chat || !live.connection?.ready) return;
  live.catching = true;
  const { conversation_id, log } = chat;
  let more = false;
  try {
    const answer = await call(live.connection, "catch_up", { conversation_id, after: log.applied });
    change(widget, (now) => (now.conversation_id === conversation_id ? caughtUp(now, answer) : now));
    more = answer.events.length > 0 || widget.state.chat?.conversation_id !== conversation_id;
    clearTimeout(live.silence);
    line(live, "online");
    pump(live);
  } catch (error) {
    troubleOf(error);
  }
  live.catching = false;
  if (more) catchUpIfBehind(live);
}

/** A short break is nobody's business; a longer one is said. */
function down(live: Live, tried: boolean): void {
  clearTimeout(live.silence);
  if (tried || !navigator.onLine) line(live, "offline");
  else live.silence = window.setTimeout(() => line(live, "connecting"), 1500);
}

function line(live: Live, connection: Connection): void {
  change(live.widget, (chat) => ({ ...chat, connection }));
}

function changed(live: Live, state: State, before: State): void {
  const { keep, bridge } = live.widget;
  const { chat } = state;
  if (!chat) {
    if (before.chat) disconnect(live);
    return;
  }
  if (state.open && !before.open) connect(live);
  if (!state.open && !isOpen(chat)) disconnect(live);
  if (chat.status === "abandoned" && before.chat?.status === "queued") refocus(live.widget);
  if (chat.status === "resolved" && !live.rating) fetchRating(live);
  const brought = chat.log !== before.chat?.log && chat.log.events.some(brings);
  if (brought) withFiles(live, () => {});
  markRead(live);
  if (!chat.loaded) return;
  const unread = unreadCount(chat.log, "contact");
  const talk = { conversation_id: chat.conversation_id, open: isOpen(chat), unread };
  bridge.badge(unread);
  if (JSON.stringify(talk) !== JSON.stringify(recall(keep, "talk"))) remember(keep, "talk", talk);
}

function brings({ type, data }: ChatEvent): boolean {
  return type === "message.sent" && !!data.attachments;
}

function fetchRating(live: Live): void {
  import("./rating").then(
    ({ dress, Rating }) => {
      dress(live.widget);
      live.rating ??= Rating;
      change(live.widget, (chat) => ({ ...chat })); // drawn again, with it
    },
    () => {}, // nobody needs to rate
  );
}

/** What is on screen counts as read. */
function markRead(live: Live): void {
  const { state } = live.widget;
  const { chat } = state;
  if (!chat?.loaded || !state.open || here(state).at !== "chat" || document.hidden) return;
  const { conversation_id, log } = chat;
  const seq = log.applied;
  if (seq <= Math.max(live.marked, log.read.contact)) return;
  live.marked = seq;
  call(live.connection, "mark_read", { conversation_id, seq }).catch(() => {
    live.marked = 0;
  });
  told(live, { type: "read", conversation_id, reader: "contact", seq });
}
