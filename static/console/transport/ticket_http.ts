/* The calls about tickets and phone calls, one function each. Labels come in the language that is asked for. */
import type {
  Agents,
  AnswerTicketCommand,
  AssignTicketCommand,
  ConsoleTicket,
  ConsoleTickets,
  LogCallCommand,
  LoggedCall,
  LoggedCalls,
  MoveTicketCommand,
  NoteOnTicketCommand,
  OpenTicketFromChatCommand,
  TicketKinds,
} from "../../shared/wire";
import type { TicketFilters } from "../state/tickets";
import type { Result } from "./result";

export interface TicketBodies {
  replies: AnswerTicketCommand;
  notes: NoteOnTicketCommand;
  state: MoveTicketCommand;
  assign: AssignTicketCommand;
}

export interface TicketHttp {
  tickets(filters: TicketFilters, before: string | null, locale: string): Promise<Result<ConsoleTickets>>;
  ticket(id: string, locale: string): Promise<Result<ConsoleTicket>>;
  changeTicket<W extends keyof TicketBodies>(
    id: string,
    what: W,
    body: TicketBodies[W],
    locale: string,
  ): Promise<Result<ConsoleTicket>>;
  openTicket(
    conversationId: string,
    body: OpenTicketFromChatCommand,
    locale: string,
  ): Promise<Result<ConsoleTicket>>;
  ticketKinds(locale: string): Promise<Result<TicketKinds>>;
  agents(): Promise<Result<Agents>>;
  calls(contactId: string): Promise<Result<LoggedCalls>>;
  logCall(contactId: string, body: LogCallCommand): Promise<Result<LoggedCall>>;
}

type Call = <T>(method: string, path: string, body?: object) => Promise<Result<T>>;

export function createTicketHttp(call: Call): TicketHttp {
  const path = encodeURIComponent;
  const query = (fields: Record<string, string>) => new URLSearchParams(fields);
  return {
    tickets: ({ state, kind, assignee, query: q }, before, locale) =>
      call(
        "GET",
        `tickets?${query({ state, kind, assignee, q: q.trim(), locale, ...(before ? { before } : {}) })}`,
      ),
    ticket: (id, locale) => call("GET", `tickets/${path(id)}?${query({ locale })}`),
    changeTicket: (id, what, body, locale) =>
      call("POST", `tickets/${path(id)}/${what}?${query({ locale })}`, body),
    openTicket: (conversationId, body, locale) =>
      call("POST", `conversations/${path(conversationId)}/ticket?${query({ locale })}`, body),
    ticketKinds: (locale) => call("GET", `ticket-kinds?${query({ locale })}`),
    agents: () => call("GET", "agents"),
    calls: (contactId) => call("GET", `contacts/${path(contactId)}/calls`),
    logCall: (contactId, body) => call("POST", `contacts/${path(contactId)}/calls`, body),
  };
}
