/* Everything the console knows at one moment. Plain data: the reducer makes the next one, views draw it. */
import type { Log } from "../../shared/log";
import type { Outbox } from "../../shared/outbox";
import type {
  AgentView,
  Article,
  CannedReplyView,
  ChatEvent,
  ConsoleSession,
  ConversationDetail,
  ConversationSummary,
} from "../../shared/wire";
import { type CheckInList, NO_CHECK_INS } from "./check_ins";

export type PageName = "chats" | "check_ins";

import { NO_TICKETS, type TicketDesk } from "./tickets";

export type Availability = AgentView["availability"];
export type Status = ConversationSummary["status"];
export type Phase = "starting" | "login" | "ready";
export type Connection = "connecting" | "online" | "offline";
export type ListName = "mine" | "queue" | "all" | "tickets";
export type Mode = "reply" | "note";
export type LocaleName = "en" | "es";
export type Theme = "system" | "light" | "dark";
export type DialogName = "palette" | "shortcuts" | "canned" | "redact" | "ticket" | "transfer";

export interface ConsoleState {
  phase: Phase;
  agent: AgentView | null;
  csrf: string;
  /** Where mails to merchants go; "files" means that none leaves the server. */
  mail: ConsoleSession["mail"];
  login: LoginState;
  /** What the agent chose and the server has not confirmed yet. */
  choosing: Availability | null;
  connection: Connection;
  /** Milliseconds to add to this machine's clock to get the server's. */
  skew: number;
  lists: Lists;
  browse: Browse;
  tickets: TicketDesk;
  chats: Readonly<Record<string, Chat>>;
  outbox: Outbox;
  drafts: Readonly<Record<string, Draft>>;
  typing: Readonly<Record<string, readonly Typist[]>>;
  canned: Canned;
  checkIns: CheckInList;
  ui: Ui;
  prefs: Prefs;
}

export interface LoginState {
  busy: boolean;
  /** Error code of the last try, or "expired" when a session ended by itself. */
  problem: string | null;
  retryAfterS: number | null;
}

export interface Lists {
  loaded: boolean;
  version: number | null;
  mine: readonly ConversationSummary[];
  queue: readonly ConversationSummary[];
  /** Offered to this agent before the others; they stand on top of the queue. */
  offered: readonly string[];
  /** Conversations the agent is just accepting. */
  accepting: ReadonlySet<string>;
  /** Resolved by this agent and open again through a reply, until looked at. */
  reopened: ReadonlySet<string>;
}

export interface Browse {
  query: string;
  status: Status | "all";
  items: readonly ConversationSummary[];
  next: string | null;
  phase: "idle" | "loading" | "ready" | "failed";
}

export interface Chat {
  detail: ConversationDetail | null;
  log: Log<ChatEvent>;
  phase: "loading" | "ready" | "failed";
  problem: string | null;
  /** Number of the last event the agent had read when opening: the "new" line stands after it. */
  unreadAfter: number | null;
}

export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
  article: { article_id: string; title: string; locale: string } | null;
}

export interface Typist {
  kind: "contact" | "agent" | "system";
  name: string;
  until: number;
}

export interface Canned {
  phase: "idle" | "loading" | "ready" | "failed";
  items: readonly CannedReplyView[];
}

export interface Ui {
  page: PageName;
  list: ListName;
  selected: string | null;
  /** Which pane shows when only one fits. */
  pane: "lists" | "thread" | "contact";
  dialog: DialogName | null;
  redacting: { conversationId: string; seq: number } | null;
  article: ArticleDrawer | null;
  notice: (Notice & { id: number }) | null;
  /** A short sentence for screen readers that has no place on the page. */
  spoken: string;
}

export interface ArticleDrawer {
  articleId: string;
  locale: string;
  phase: "loading" | "ready" | "failed";
  article: Article | null;
}

export interface Prefs {
  locale: LocaleName;
  theme: Theme;
  sound: boolean;
  singleKeys: boolean;
}

/** What the agent is told in passing; the words stand in i18n under the same code. */
export type Notice =
  | { code: "accepted" | "resolved" | "reopened"; contact: string }
  | { code: "taken"; contact: string; by: string | null }
  | { code: "at_capacity"; capacity: number }
  | { code: "not_available" | "gone" | "redacted" | "cannedSaved" | "cannedDeleted" | "ticketChanged" }
  | { code: "ticketOpened"; reference: string }
  | { code: "transferred"; to: string }
  | { code: "notTransferred" }
  | { code: "checkInDone"; contact: string; next: string | null }
  | { code: "back"; unsent: number }
  | { code: "failed"; error: string };

export const EMPTY_DRAFT: Draft = { mode: "reply", reply: "", note: "", article: null };

export function initialState(prefs: Prefs): ConsoleState {
  return {
    phase: "starting",
    agent: null,
    csrf: "",
    mail: "smtp",
    login: { busy: false, problem: null, retryAfterS: null },
    choosing: null,
    connection: "connecting",
    skew: 0,
    lists: {
      loaded: false,
      version: null,
      mine: [],
      queue: [],
      offered: [],
      accepting: new Set(),
      reopened: new Set(),
    },
    browse: { query: "", status: "all", items: [], next: null, phase: "idle" },
    tickets: NO_TICKETS,
    chats: {},
    outbox: [],
    drafts: {},
    typing: {},
    canned: { phase: "idle", items: [] },
    checkIns: NO_CHECK_INS,
    ui: {
      page: "chats",
      list: "mine",
      selected: null,
      pane: "lists",
      dialog: null,
      redacting: null,
      article: null,
      notice: null,
      spoken: "",
    },
    prefs,
  };
}
