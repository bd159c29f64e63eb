/* Tickets: the list with its filters, the one that is open, and what can be chosen for them. */
import type { Colleague, ConsoleTicket, ConsoleTicketLine, TicketKindView } from "../../shared/wire";
import type { Action } from "./actions";
import type { ConsoleState, Ui } from "./model";

export type TicketState = ConsoleTicketLine["state"];

export interface TicketFilters {
  state: TicketState | "unsolved" | "overdue" | "all";
  /** A kind's id; empty for all. */
  kind: string;
  assignee: "all" | "me" | "none";
  query: string;
}

export interface TicketDesk {
  filters: TicketFilters;
  items: readonly ConsoleTicketLine[];
  next: string | null;
  phase: "idle" | "loading" | "ready" | "failed";
  kinds: readonly TicketKindView[];
  agents: readonly Colleague[];
  /** The ticket that stands in the place of a conversation. */
  selected: string | null;
  open: ConsoleTicket | null;
  /** Why the selected one could not be loaded. */
  problem: string | null;
  /** A change of the open ticket is on its way. */
  busy: boolean;
}

export type TicketAction =
  | { type: "tickets"; patch: Partial<Pick<TicketDesk, "phase" | "busy" | "filters">> }
  | { type: "tickets.loaded"; items: ConsoleTicketLine[]; next: string | null; more: boolean }
  | { type: "tickets.choices"; kinds: TicketKindView[]; agents: Colleague[] }
  | { type: "ticket.select"; ticketId: string | null; pane: Ui["pane"] }
  | { type: "ticket.loaded"; ticket: ConsoleTicket }
  | { type: "ticket.failed"; ticketId: string; problem: string };

export const TICKET_STATES: readonly TicketState[] = [
  "open",
  "waiting_for_carrier",
  "waiting_for_merchant",
  "solved",
];

export const NO_TICKETS: TicketDesk = {
  filters: { state: "unsolved", kind: "", assignee: "all", query: "" },
  items: [],
  next: null,
  phase: "idle",
  kinds: [],
  agents: [],
  selected: null,
  open: null,
  problem: null,
  busy: false,
};

export function reduceTickets(state: ConsoleState, action: Action): ConsoleState {
  const tickets = reduce(state.tickets, action);
  return tickets === state.tickets ? state : { ...state, tickets };
}

function reduce(tickets: TicketDesk, action: Action): TicketDesk {
  switch (action.type) {
    case "select":
      // A conversation takes the place of the ticket.
      return action.conversationId ? { ...tickets, selected: null, open: null, problem: null } : tickets;
    case "ticket.select":
      return action.ticketId === tickets.selected
        ? tickets
        : { ...tickets, selected: action.ticketId, open: null, problem: null };
    case "ticket.loaded":
      return loaded(tickets, action.ticket);
    case "ticket.failed":
      return action.ticketId === tickets.selected ? { ...tickets, problem: action.problem } : tickets;
    case "tickets":
      return { ...tickets, ...action.patch };
    case "tickets.loaded": {
      const items = action.more ? [...tickets.items, ...action.items] : action.items;
      return { ...tickets, items, next: action.next, phase: "ready" };
    }
    case "tickets.choices":
      return { ...tickets, kinds: action.kinds, agents: action.agents };
    default:
      return tickets;
  }
}

/** The open one, and its line in the list: an answer to a ticket that was left meanwhile changes the line alone. */
function loaded(tickets: TicketDesk, ticket: ConsoleTicket): TicketDesk {
  const { ticket: line } = ticket;
  const items = tickets.items.map((one) => (one.ticket_id === line.ticket_id ? line : one));
  if (line.ticket_id !== tickets.selected) return { ...tickets, items };
  return { ...tickets, items, open: ticket, problem: null };
}
