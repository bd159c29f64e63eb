/* What the server says on its own: ready, events, signals, and the end of a connection. */
import type { ChatEvent, Signal } from "../../shared/wire";
import { summaryOf, unsentCount } from "../state/selectors";
import type { SocketHandlers } from "../transport/socket";
import type { Alerts } from "./alerts";
import type { AvailabilityChoice } from "./availability";
import type { Browsing } from "./browse";
import type { Chats } from "./chats";
import { type Desk, dispatch, state, tell } from "./desk";
import type { Following } from "./following";
import type { Helpers } from "./helpers";
import type { Inbox } from "./inbox";
import type { Sender } from "./sending";
import type { Session } from "./session";
import type { Ticketing } from "./tickets";

/** How long "is typing" shows without being repeated (contract). */
const TYPING_MS = 6_000;

export interface Parts {
  desk: Desk;
  alerts: Alerts;
  availability: AvailabilityChoice;
  browsing: Browsing;
  chats: Chats;
  following: Following;
  helpers: Helpers;
  inbox: Inbox;
  sender: Sender;
  session: Session;
  ticketing: Ticketing;
}

export function createHandlers(parts: () => Parts): SocketHandlers {
  return {
    onReady: (now) => void started(parts(), now),
    onEvent: (event) => happened(parts(), event),
    onSignal: (signal) => heard(parts(), signal),
    onLost() {
      const { desk } = parts();
      if (state(desk).phase === "ready") dispatch(desk, { type: "connection", connection: "offline" });
    },
    onRefused: () => parts().session.recheck(),
  };
}

/** Reconnecting is starting again: the same calls bring the first load and everything missed. */
async function started(parts: Parts, now: string): Promise<void> {
  const { desk, availability, chats, following, inbox, sender, session } = parts;
  session.settled();
  const again = state(desk).connection === "offline";
  const unsent = unsentCount(state(desk));
  dispatch(desk, { type: "clock", skew: Date.parse(now) - Date.now() });
  dispatch(desk, { type: "connection", connection: "online" });
  if (again) tell(desk, { code: "back", unsent });
  const { selected, list } = state(desk).ui;
  for (const [id, chat] of Object.entries(state(desk).chats))
    if (id !== selected && chat.phase === "ready") following.check(id);
  sender.flush();
  if (state(desk).canned.phase === "idle") void parts.helpers.loadCanned();
  if (state(desk).tickets.kinds.length === 0) void parts.ticketing.loadTicketChoices();
  parts.ticketing.refreshTickets();
  await Promise.all([
    availability.repeatChoice(),
    inbox.refresh(),
    selected ? chats.view(selected) : null,
    list === "all" ? parts.browsing.refresh() : null,
  ]);
}

function happened(parts: Parts, event: ChatEvent): void {
  const { desk, alerts, following } = parts;
  alerts.onEvent(event);
  dispatch(desk, { type: "event", event });
  following.follow(event.conversation_id);
  if (event.type !== "conversation.reopened" || event.data.agent?.id !== state(desk).agent?.id) return;
  const contact = summaryOf(state(desk), event.conversation_id)?.contact.name ?? event.actor.name ?? "";
  tell(desk, { code: "reopened", contact });
}

function heard(parts: Parts, signal: Signal): void {
  const { desk } = parts;
  switch (signal.type) {
    case "typing":
      typing(desk, signal);
      return;
    case "read":
      dispatch(desk, {
        type: "read",
        conversationId: signal.conversation_id,
        marks: { [signal.reader]: signal.seq },
      });
      return;
    case "heads":
      dispatch(desk, { type: "heads", heads: signal.heads });
      for (const id of Object.keys(signal.heads)) parts.following.follow(id);
      return;
    case "lists":
      parts.inbox.heard(signal.version);
      if (state(desk).ui.list === "all") parts.browsing.refresh();
      parts.ticketing.refreshTickets();
      return;
    default:
      // `queue` and `presence` are for visitors; the lists tell agents the same and more.
      return;
  }
}

function typing(desk: Desk, signal: Extract<Signal, { type: "typing" }>): void {
  const { actor, conversation_id } = signal;
  const { agent, chats } = state(desk);
  if (actor.kind === "agent" && actor.id === agent?.id) return;
  const detail = chats[conversation_id]?.detail;
  const name = actor.name ?? (actor.kind === "contact" && detail ? detail.contact.name : "");
  const until = Date.now() + TYPING_MS;
  dispatch(desk, { type: "typing", conversationId: conversation_id, kind: actor.kind, name, until });
  setTimeout(() => dispatch(desk, { type: "typing.expired", now: Date.now() }), TYPING_MS + 50);
}
