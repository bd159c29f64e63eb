/* Everything that views can ask for, in one list. */
import type { Availability, DialogName, Draft, ListName, PageName, Prefs, Ui } from "../state/model";
import { draftOf, holds, longestWaiting, visibleList, waiting } from "../state/selectors";
import type { AvailabilityChoice } from "./availability";
import type { Browsing } from "./browse";
import type { Chats } from "./chats";
import type { CheckInDesk } from "./check_ins";
import { type Desk, dispatch, state } from "./desk";
import type { Helpers } from "./helpers";
import type { Sender, Writing } from "./sending";
import type { Session } from "./session";
import type { Ticketing } from "./tickets";

export interface Act extends Chats, Helpers, Browsing, CheckInDesk, Ticketing {
  logIn(email: string, password: string): Promise<void>;
  logOut(): Promise<void>;
  setAvailability(availability: Availability): Promise<void>;
  /** Shows a conversation; the address bar follows. */
  select(conversationId: string | null, pane?: Ui["pane"]): void;
  showPage(page: PageName): void;
  showPane(pane: Ui["pane"]): void;
  showList(list: ListName): void;
  /** Shows the next or previous conversation of the list on screen and gives its id. */
  step(by: 1 | -1): string | null;
  /** Accepts the selected conversation if it waits, otherwise the first of the queue; gives the id if it worked. */
  acceptNext(): Promise<string | null>;
  acceptAndOpen(conversationId: string): Promise<string | null>;
  send(conversationId: string, writing: Writing): void;
  sendAgain(clientId: string): void;
  discard(clientId: string): void;
  saveDraft(conversationId: string, draft: Draft): void;
  isTyping(conversationId: string): void;
  openDialog(dialog: DialogName | null): void;
  askRedact(conversationId: string, seq: number): void;
  closeArticle(): void;
  setPrefs(prefs: Partial<Prefs>): void;
  dismiss(): void;
  say(text: string): void;
}

export interface ActParts {
  desk: Desk;
  availability: AvailabilityChoice;
  chats: Chats;
  checkIns: CheckInDesk;
  helpers: Helpers;
  browsing: Browsing;
  sender: Sender;
  session: Session;
  ticketing: Ticketing;
}

/** The typing signal is repeated at most this often (contract: 3 s). */
const TYPING_EVERY_MS = 3_000;

export function createAct(parts: ActParts): Act {
  const { desk, availability, chats, checkIns, helpers, browsing, sender, session, ticketing } = parts;
  let typedAt = 0;

  const act: Act = {
    ...chats,
    ...helpers,
    ...browsing,
    ...ticketing,
    ...checkIns,
    logIn: session.logIn,
    logOut: session.logOut,
    setAvailability: availability.setAvailability,
    ...navigation(parts, () => act),
    send: sender.send,
    sendAgain: sender.again,
    discard: sender.drop,
    saveDraft: (conversationId, draft) => dispatch(desk, { type: "draft", conversationId, draft }),
    isTyping(conversationId) {
      const detail = state(desk).chats[conversationId]?.detail;
      if (!detail || !holds(state(desk), detail) || Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      void desk.live.call("typing", { conversation_id: conversationId });
    },
    openDialog: (dialog) => dispatch(desk, { type: "dialog", dialog }),
    askRedact: (conversationId, seq) => dispatch(desk, { type: "redacting", conversationId, seq }),
    closeArticle: () => dispatch(desk, { type: "article.closed" }),
    setPrefs: (prefs) => dispatch(desk, { type: "prefs", prefs }),
    dismiss: () => dispatch(desk, { type: "notice", notice: null }),
    say: (text) => dispatch(desk, { type: "say", text }),
  };
  return act;
}

type Navigation = Pick<
  Act,
  "select" | "openTicket" | "showPage" | "showPane" | "showList" | "step" | "acceptNext" | "acceptAndOpen"
>;

function navigation({ desk, chats, browsing, ticketing }: ActParts, act: () => Act): Navigation {
  return {
    select(conversationId, pane = "thread") {
      const before = state(desk).ui.selected;
      dispatch(desk, { type: "select", conversationId, pane: conversationId ? pane : "lists" });
      if (before && before !== conversationId) chats.leave(before);
      if (conversationId && before !== conversationId) void chats.view(conversationId);
    },
    openTicket(ticketId, pane) {
      const before = state(desk).ui.selected;
      ticketing.openTicket(ticketId, pane);
      if (before) chats.leave(before);
    },
    showPage: (page) => dispatch(desk, { type: "page", page }),
    showPane: (pane) => dispatch(desk, { type: "pane", pane }),
    showList(list) {
      dispatch(desk, { type: "list", list });
      if (list === "all") browsing.refresh();
      if (list === "tickets") ticketing.refreshTickets();
    },
    step(by) {
      if (state(desk).ui.list === "tickets") return stepTickets(desk, act(), by);
      const list = visibleList(state(desk));
      const at = list.findIndex((line) => line.conversation_id === state(desk).ui.selected);
      const next = list[at < 0 ? 0 : at + by];
      if (next) act().select(next.conversation_id, state(desk).ui.pane);
      return next?.conversation_id ?? null;
    },
    async acceptNext() {
      const { selected } = state(desk).ui;
      const line =
        waiting(state(desk)).find((one) => one.conversation_id === selected) ??
        waiting(state(desk))[0] ??
        longestWaiting(state(desk));
      return line ? act().acceptAndOpen(line.conversation_id) : null;
    },
    async acceptAndOpen(conversationId) {
      if (!(await chats.accept(conversationId))) return null;
      const draft = draftOf(state(desk), conversationId);
      // Whoever looked first and noted something now wants to reply.
      if (!draft.note) act().saveDraft(conversationId, { ...draft, mode: "reply" });
      act().showList("mine");
      if (state(desk).ui.selected === conversationId) await chats.view(conversationId);
      act().select(conversationId);
      return conversationId;
    },
  };
}

function stepTickets(desk: Desk, act: Act, by: 1 | -1): string | null {
  const { items, selected } = state(desk).tickets;
  const at = items.findIndex((line) => line.ticket_id === selected);
  const next = items[at < 0 ? 0 : at + by];
  if (next) act.openTicket(next.ticket_id, state(desk).ui.pane);
  return next?.ticket_id ?? null;
}
