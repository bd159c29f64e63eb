/* Puts the pieces together; the only place where they are made. */
import type { LocaleName } from "../state/model";
import { EMPTY_DRAFT, initialState } from "../state/model";
import { createHttp } from "../transport/http";
import { createSocket, type SocketHandlers } from "../transport/socket";
import { type Act, createAct } from "./act";
import { createAlerts } from "./alerts";
import { createAvailability } from "./availability";
import { createBrowsing } from "./browse";
import { createChats } from "./chats";
import { createCheckIns } from "./check_ins";
import { createChime } from "./chime";
import type { Desk } from "./desk";
import { createFollowing } from "./following";
import { createHelpers } from "./helpers";
import { createInbox } from "./inbox";
import { createHandlers, type Parts } from "./incoming";
import { readPlace, writePlace } from "./route";
import { createSender } from "./sending";
import { createSession } from "./session";
import { available, createKeep } from "./storage";
import { createStore, type Store } from "./store";
import { createTicketing } from "./tickets";

export interface Console {
  store: Store;
  act: Act;
}

export function startConsole(locale: LocaleName, title: Parameters<typeof createAlerts>[2]): Console {
  const keep = createKeep(
    available(() => localStorage),
    available(() => sessionStorage),
    locale,
  );
  const store = createStore(initialState(keep.prefs()));
  const csrf = () => store.get().csrf;
  // The socket's handlers need the parts, and the parts need the socket: the handlers look them up when called.
  const handlers: SocketHandlers = createHandlers(() => parts);
  const desk: Desk = { store, keep, http: createHttp(csrf), live: createSocket(csrf, handlers) };
  const inbox = createInbox(desk);
  const following = createFollowing(desk);
  const chats = createChats(desk, inbox, following);
  const sender = createSender(desk, following);
  const session = createSession(desk);
  const availability = createAvailability(desk);
  const browsing = createBrowsing(desk);
  const checkIns = createCheckIns(desk);
  const helpers = createHelpers(desk);
  const ticketing = createTicketing(desk);
  const alerts = createAlerts(desk, createChime(), title);
  const parts: Parts = {
    desk,
    alerts,
    availability,
    browsing,
    chats,
    following,
    helpers,
    inbox,
    sender,
    session,
    ticketing,
  };
  const act = createAct({
    desk,
    availability,
    chats,
    checkIns,
    helpers,
    browsing,
    sender,
    session,
    ticketing,
  });
  remember(desk);
  followAddress(desk, act);
  followPrefs(desk);
  void session.resume();
  return { store, act };
}

/** Writes down what must survive a reload, before anything is sent. */
function remember({ store, keep }: Desk): void {
  let before = store.get();
  store.subscribe(() => {
    const now = store.get();
    const agentId = now.agent?.id;
    if (now.prefs !== before.prefs) keep.savePrefs(now.prefs);
    if (agentId && agentId === before.agent?.id) {
      if (now.outbox !== before.outbox) keep.saveOutbox(agentId, before.outbox, now.outbox);
      for (const [id, draft] of Object.entries(now.drafts)) {
        if (draft === before.drafts[id]) continue;
        const empty = !draft.reply && !draft.note && !draft.article && draft.mode === EMPTY_DRAFT.mode;
        keep.saveDraft(agentId, id, empty ? null : draft);
      }
    }
    before = now;
  });
  keep.onChoiceElsewhere(
    () => store.get().agent?.id ?? null,
    (availability) => store.dispatch({ type: "availability.set", availability }),
  );
}

function followAddress({ store }: Desk, act: Act): void {
  let known = location.hash;
  const go = () => {
    known = location.hash;
    const { page, conversationId, ticketId, pane } = readPlace(location.hash);
    const { selected } = store.get().ui;
    if (page !== "chats") act.showPage(page);
    else if (pane === "lists") act.showPane("lists");
    else if (ticketId) act.openTicket(ticketId, pane);
    else act.select(conversationId ?? selected, pane);
  };
  go();
  addEventListener("hashchange", go);
  store.subscribe(() => {
    if (location.hash !== known) return; // the agent has just gone elsewhere, and `go` is about to hear of it
    const { ui, tickets } = store.get();
    const { page, selected, pane } = ui;
    const wanted = writePlace({ page, conversationId: selected, ticketId: tickets.selected, pane });
    if (wanted === (location.hash || "#/")) return;
    if (store.get().phase === "ready") history.pushState(null, "", wanted);
    // Whoever logs in next starts afresh.
    else if (store.get().phase === "login") history.replaceState(null, "", wanted);
    known = location.hash;
  });
}

function followPrefs({ store }: Desk): void {
  const root = document.documentElement;
  const apply = () => {
    const { locale, theme } = store.get().prefs;
    root.lang = locale;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  apply();
  store.subscribe(apply);
}
