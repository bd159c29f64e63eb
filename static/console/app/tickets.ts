/* What an agent does with tickets. Nothing on screen changes before the server has said yes. */
import { newClientId } from "../../shared/client_id";
import type { LoggedCall, OpenTicketFromChatCommand } from "../../shared/wire";
import type { Ui } from "../state/model";
import type { TicketFilters, TicketState } from "../state/tickets";
import type { Problem, Result } from "../transport/result";
import type { TicketBodies } from "../transport/ticket_http";
import { type Desk, dispatch, state, tell, tellFailed } from "./desk";

export interface Ticketing {
  filterTickets(patch: Partial<TicketFilters>): void;
  moreTickets(): void;
  /** Shows the list again as it is now, and the open ticket. */
  refreshTickets(): void;
  openTicket(ticketId: string, pane?: Ui["pane"]): void;
  reloadTicket(): Promise<void>;
  answerTicket(ticketId: string, text: string, next: TicketState | null): Promise<boolean>;
  noteOnTicket(ticketId: string, text: string): Promise<boolean>;
  moveTicket(ticketId: string, next: TicketState): Promise<boolean>;
  assignTicket(ticketId: string, agentId: string | null): Promise<boolean>;
  /** Gives what is wrong, or null once the ticket is there and shown. */
  ticketFromChat(conversationId: string, body: OpenTicketFromChatCommand): Promise<Problem | null>;
  loadTicketChoices(): Promise<void>;
  calls(contactId: string): Promise<Result<{ calls: LoggedCall[] }>>;
  logCall(contactId: string, topic: string): Promise<boolean>;
}

/** Between the last key, or the server's word that something changed, and the question to the server. */
const PAUSE_MS = 250;

export function createTicketing(desk: Desk): Ticketing {
  const list = createList(desk);
  const again = createRetries();
  const locale = () => state(desk).prefs.locale;

  async function change<W extends keyof TicketBodies>(
    ticketId: string,
    what: W,
    body: TicketBodies[W],
  ): Promise<boolean> {
    if (state(desk).tickets.busy) return false;
    dispatch(desk, { type: "tickets", patch: { busy: true } });
    const answer = await desk.http.changeTicket(ticketId, what, body, locale());
    dispatch(desk, { type: "tickets", patch: { busy: false } });
    if (answer.ok) dispatch(desk, { type: "ticket.loaded", ticket: answer.value });
    else if (answer.problem.code === "conflict") {
      tell(desk, { code: "ticketChanged" });
      await reloadTicket(desk);
    } else tellFailed(desk, answer.problem.code);
    return answer.ok;
  }

  /** The same words sent again after a lost answer are the same reply; once they arrived, the next are new ones. */
  async function say(
    ticketId: string,
    what: "replies" | "notes",
    body: object & { text: string },
  ): Promise<boolean> {
    const key = `${what}/${ticketId}/${JSON.stringify(body)}`;
    const sent = await change(ticketId, what, { ...body, client_id: again.idOf(key) });
    if (sent) again.done(key);
    return sent;
  }

  return {
    ...list,
    openTicket: (ticketId, pane = "thread") => show(desk, ticketId, pane),
    reloadTicket: () => reloadTicket(desk),
    answerTicket: (ticketId, text, next) =>
      say(ticketId, "replies", { text, ...(next ? { state: next } : {}) }),
    noteOnTicket: (ticketId, text) => say(ticketId, "notes", { text }),
    moveTicket: (ticketId, next) => change(ticketId, "state", { state: next }),
    assignTicket(ticketId, agentId) {
      const holder = state(desk).tickets.open?.ticket.agent?.id ?? null;
      return change(ticketId, "assign", { agent_id: agentId, instead_of: holder });
    },
    async ticketFromChat(conversationId, body) {
      const answer = await desk.http.openTicket(conversationId, body, locale());
      if (!answer.ok) return answer.problem;
      const { ticket } = answer.value;
      tell(desk, { code: "ticketOpened", reference: ticket.reference });
      show(desk, ticket.ticket_id, "thread");
      return null;
    },
    async loadTicketChoices() {
      const [kinds, agents] = await Promise.all([desk.http.ticketKinds(locale()), desk.http.agents()]);
      if (!kinds.ok || !agents.ok) return;
      const { ticket_kinds } = kinds.value;
      dispatch(desk, { type: "tickets.choices", kinds: ticket_kinds, agents: agents.value.agents });
    },
    calls: (contactId) => desk.http.calls(contactId),
    async logCall(contactId, topic) {
      const key = `call/${contactId}/${topic}`;
      const answer = await desk.http.logCall(contactId, { topic, client_id: again.idOf(key) });
      if (answer.ok) again.done(key);
      else tellFailed(desk, answer.problem.code);
      return answer.ok;
    },
  };
}

type TicketList = Pick<Ticketing, "filterTickets" | "moreTickets" | "refreshTickets">;

function createList(desk: Desk): TicketList {
  let timer = 0;
  let asked = 0;

  async function load(before: string | null): Promise<void> {
    const number = ++asked;
    const { tickets, prefs } = state(desk);
    const answer = await desk.http.tickets(tickets.filters, before, prefs.locale);
    if (number !== asked) return;
    if (answer.ok) {
      const { tickets: items, next } = answer.value;
      dispatch(desk, { type: "tickets.loaded", items, next, more: before !== null });
    } else dispatch(desk, { type: "tickets", patch: { phase: "failed" } });
  }

  function later(pause: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(null), pause);
  }

  return {
    filterTickets(patch) {
      const filters = { ...state(desk).tickets.filters, ...patch };
      dispatch(desk, { type: "tickets", patch: { filters, phase: "loading" } });
      later("query" in patch ? PAUSE_MS : 0);
    },
    moreTickets() {
      const { next, phase } = state(desk).tickets;
      if (!next || phase === "loading") return;
      dispatch(desk, { type: "tickets", patch: { phase: "loading" } });
      void load(next);
    },
    refreshTickets() {
      if (state(desk).ui.list === "tickets") {
        if (state(desk).tickets.phase === "idle")
          dispatch(desk, { type: "tickets", patch: { phase: "loading" } });
        later(PAUSE_MS);
      }
      void reloadTicket(desk);
    },
  };
}

function show(desk: Desk, ticketId: string, pane: Ui["pane"]): void {
  dispatch(desk, { type: "ticket.select", ticketId, pane });
  void reloadTicket(desk);
}

/** Loads the selected ticket; what is on screen stays there until the answer comes. */
async function reloadTicket(desk: Desk): Promise<void> {
  const id = state(desk).tickets.selected;
  if (!id) return;
  const answer = await desk.http.ticket(id, state(desk).prefs.locale);
  if (answer.ok) dispatch(desk, { type: "ticket.loaded", ticket: answer.value });
  else dispatch(desk, { type: "ticket.failed", ticketId: id, problem: answer.problem.code });
}

/** Client ids by what they were given to, until it arrived. */
function createRetries() {
  const ids = new Map<string, string>();
  return {
    idOf(key: string): string {
      const id = ids.get(key) ?? newClientId();
      ids.set(key, id);
      return id;
    },
    done: (key: string) => void ids.delete(key),
  };
}
