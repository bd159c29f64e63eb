/* An agent's desk without a browser: the state, a server that answers when the test says so, and a storage. */

import type { Desk } from "../console/app/desk";
import { createKeep } from "../console/app/storage";
import { createStore } from "../console/app/store";
import type { Action } from "../console/state/actions";
import { type ConsoleState, initialState, type Prefs } from "../console/state/model";
import { reduce } from "../console/state/reducer";
import type { Http } from "../console/transport/http";
import { fine, problem, refused } from "../console/transport/result";
import type {
  AgentView,
  ChatEvent,
  ConversationDetail,
  ConversationSummary,
  ErrorCode,
} from "../shared/wire";
import { settled } from "./fake_clock.test";
import { AMIR } from "./people.test";
import type { StoredLog } from "./stored_log.test";

export const PREFS: Prefs = { locale: "en", theme: "system", sound: true, singleKeys: true };

export const amirsAccount: AgentView = {
  ...AMIR,
  email: "amir@parcelo.example",
  admin: true,
  languages: [],
  capacity: 3,
  availability: "online",
};

export function line(conversation_id: string, more: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    conversation_id,
    status: "active",
    contact: {
      id: "contact_vera",
      name: "Vera",
      plan: "small_shop",
      country: "ES",
      locale: "es",
      verified: true,
    },
    agent: AMIR,
    question: "Where is my parcel?",
    queued_at: "2026-03-02T09:00:00.000Z",
    updated_at: "2026-03-02T09:00:00.000Z",
    last_message: null,
    unread: 0,
    position: null,
    place: null,
    ...more,
  };
}

export function detail(conversation_id: string, more: Partial<ConversationDetail> = {}): ConversationDetail {
  const rest = { time_zone: null, page: null, email: null, previous: [], rating: null, attributes: {} };
  return { ...line(conversation_id), ...rest, ...more };
}

export function after(state: ConsoleState, ...actions: Action[]): ConsoleState {
  return actions.reduce(reduce, state);
}

/** Amir has logged in and holds nothing yet. */
export const loggedIn = after(initialState(PREFS), {
  ...{ type: "session.started", agent: amirsAccount, csrf: "csrf-token", mail: "smtp" },
  ...{ outbox: [], drafts: {} },
});

/** The server's answer on the lists, with what is offered to Amir before the others. */
export function inbox(
  mine: ConversationSummary[],
  queue: ConversationSummary[] = [],
  offered: string[] = [],
): Action {
  return { type: "inbox.loaded", version: 7, mine, queue, offered };
}

export function opened(stored: StoredLog, more: Partial<ConversationDetail> = {}): Action {
  const { events, head, read } = stored.catchUp();
  return { type: "chat.opened", detail: detail(stored.conversation_id, more), events, head, read };
}

export const happened = (event: ChatEvent): Action => ({ type: "event", event });

/** A storage as browsers have it: what is kept shows among its keys. */
class MemoryStorage implements Storage {
  [key: string]: unknown;

  get length(): number {
    return Object.keys(this).length;
  }

  key(at: number): string | null {
    return Object.keys(this)[at] ?? null;
  }

  getItem(key: string): string | null {
    const value = Object.hasOwn(this, key) ? this[key] : null;
    return typeof value === "string" ? value : null;
  }

  setItem(key: string, value: string): void {
    this[key] = value;
  }

  removeItem(key: string): void {
    delete this[key];
  }

  clear(): void {
    for (const key of Object.keys(this)) delete this[key];
  }
}

export const memory = (): Storage => new MemoryStorage();

export interface Asked {
  command: string;
  payload: { [field: string]: unknown };
  /** The server acknowledges with this. */
  answer(body: object): Promise<void>;
  refuse(code: ErrorCode, retryAfterS?: number): Promise<void>;
  /** No answer came. */
  lose(): Promise<void>;
}

export class AgentsDesk {
  readonly asked: Asked[] = [];
  readonly storage = memory();
  readonly desk: Desk;
  ready = true;

  constructor(state: ConsoleState = loggedIn, http: Partial<Http> = {}) {
    this.desk = {
      store: createStore(state),
      keep: createKeep(this.storage, memory(), "en"),
      http: { ...NO_HTTP, ...http },
      live: {
        connect: () => {},
        disconnect: () => {},
        isReady: () => this.ready,
        call: (command, payload) =>
          new Promise((resolve) => {
            const reply = (result: Parameters<typeof resolve>[0]) => {
              resolve(result);
              return settled();
            };
            this.asked.push({
              command,
              payload: { ...payload },
              // As it comes over the wire: the shape is the contract's.
              answer: (body) => reply(fine(JSON.parse(JSON.stringify(body)))),
              refuse: (code, retry_after_s) =>
                reply(refused({ code, message: code, ...(retry_after_s && { retry_after_s }) })),
              lose: () => reply(problem("timeout")),
            });
          }),
      },
    };
  }

  get state(): ConsoleState {
    return this.desk.store.get();
  }

  dispatch(...actions: Action[]): void {
    for (const action of actions) this.desk.store.dispatch(action);
  }

  /** All calls of one command, oldest first. */
  to(command: string): Asked[] {
    return this.asked.filter((one) => one.command === command);
  }

  last(command: string): Asked {
    const one = this.to(command).at(-1);
    if (!one) throw new Error(`nobody called ${command}`);
    return one;
  }
}

const notHere = (): never => {
  throw new Error("this test has no HTTP");
};

const NO_HTTP: Http = {
  ...{ readSession: notHere, logIn: notHere, logOut: notHere, cannedReplies: notHere },
  ...{ saveCannedReply: notHere, deleteCannedReply: notHere, conversations: notHere, article: notHere },
  ...{ tickets: notHere, ticket: notHere, changeTicket: notHere, openTicket: notHere, ticketKinds: notHere },
  ...{ agents: notHere, calls: notHere, logCall: notHere },
  ...{ checkIns: notHere, recordCheckIn: notHere },
};
