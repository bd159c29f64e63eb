/* Everything that can happen to the console's state, in one list. */
import type { Outbox, OutboxAction } from "../../shared/outbox";
import type {
  AgentView,
  Article,
  CannedReplyView,
  ChatEvent,
  ConsoleSession,
  ConversationDetail,
  ConversationSummary,
  ReadMarks,
} from "../../shared/wire";
import type { CheckInAction } from "./check_ins";
import type {
  Availability,
  Browse,
  Connection,
  DialogName,
  Draft,
  ListName,
  Notice,
  PageName,
  Prefs,
  Ui,
} from "./model";
import type { TicketAction } from "./tickets";

export interface SessionStarted {
  type: "session.started";
  agent: AgentView;
  csrf: string;
  mail: ConsoleSession["mail"];
  outbox: Outbox;
  drafts: Record<string, Draft>;
}

export type Action =
  | TicketAction
  | SessionStarted
  | { type: "session.missing" }
  | { type: "session.ended"; expired: boolean }
  | { type: "login.started" }
  | { type: "login.failed"; problem: string; retryAfterS: number | null }
  | { type: "availability.choosing"; availability: Availability | null }
  | { type: "availability.set"; availability: Availability }
  | { type: "connection"; connection: Connection }
  | { type: "clock"; skew: number }
  | InboxLoaded
  | { type: "accepting"; conversationId: string; on: boolean }
  | { type: "browse"; patch: Partial<Browse> }
  | { type: "browse.loaded"; items: ConversationSummary[]; next: string | null; more: boolean }
  | { type: "chat.opening"; conversationId: string }
  | ChatOpened
  | { type: "chat.failed"; conversationId: string; problem: string }
  | { type: "chat.caught_up"; conversationId: string; events: ChatEvent[]; head: number; read: ReadMarks }
  | { type: "event"; event: ChatEvent }
  | { type: "heads"; heads: Record<string, number> }
  | { type: "read"; conversationId: string; marks: Partial<ReadMarks> }
  | {
      type: "typing";
      conversationId: string;
      kind: "contact" | "agent" | "system";
      name: string;
      until: number;
    }
  | { type: "typing.expired"; now: number }
  | { type: "outbox"; action: OutboxAction }
  | { type: "draft"; conversationId: string; draft: Draft }
  | { type: "canned"; phase: "loading" | "failed" }
  | { type: "canned.loaded"; items: CannedReplyView[] }
  | CheckInAction
  | { type: "page"; page: PageName }
  | { type: "select"; conversationId: string | null; pane: Ui["pane"] }
  | { type: "list"; list: ListName }
  | { type: "pane"; pane: Ui["pane"] }
  | { type: "dialog"; dialog: DialogName | null }
  | { type: "redacting"; conversationId: string; seq: number }
  | { type: "article.opening"; articleId: string; locale: string }
  | { type: "article.loaded"; article: Article }
  | { type: "article.failed" }
  | { type: "article.closed" }
  | { type: "notice"; notice: Notice | null }
  | { type: "say"; text: string }
  | { type: "prefs"; prefs: Partial<Prefs> };

export interface InboxLoaded {
  type: "inbox.loaded";
  version: number;
  mine: ConversationSummary[];
  queue: ConversationSummary[];
  offered: string[];
}

export interface ChatOpened {
  type: "chat.opened";
  detail: ConversationDetail;
  events: ChatEvent[];
  head: number;
  read: ReadMarks;
}
