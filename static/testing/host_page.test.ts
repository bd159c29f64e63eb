/* A page that hosts the widget, without a browser: time that stands still, a server that answers when the test says
   so, and a widget that draws nothing. */

import type { Session } from "../shared/wire";
import texts from "../widget/i18n/locales/en";
import type { Options } from "../widget/loader";
import { initialState } from "../widget/state/state";
import type { Keep } from "../widget/transport/keep";
import type { Widget } from "../widget/widget";
import { FakeClock, settled } from "./fake_clock.test";
import { MONDAY } from "./stored_log.test";

export interface Call {
  /** Below /api/widget/. */
  path: string;
  body: Record<string, unknown>;
  authorization: string | undefined;
  /** Answers with this body; an error when it has a code. */
  answer(body: object): Promise<void>;
  /** The line is down. */
  fail(): Promise<void>;
}

const PREFIX = "support-chat:default:";

export function keepIn(box: Record<string, string>): Keep {
  return { prefix: PREFIX, box, tab: {}, homeless: new Set() };
}

export class HostPage {
  readonly clock = new FakeClock(MONDAY);
  readonly calls: Call[] = [];
  /** What the widget told the page, and what it could only complain about. */
  readonly told: [string, unknown][] = [];
  readonly complaints: unknown[] = [];
  readonly #before = { fetch: globalThis.fetch, error: console.error };

  constructor() {
    globalThis.fetch = (to, init) =>
      new Promise((resolve, reject) => this.#called(to, init, resolve, reject));
    console.error = (complaint) => this.complaints.push(complaint);
    const place = { origin: "https://shop.example", pathname: "/orders", search: "?customer=7" };
    Object.assign(globalThis, { location: place, document: { hidden: false } });
  }

  leave(): void {
    globalThis.fetch = this.#before.fetch;
    console.error = this.#before.error;
    Object.assign(globalThis, { location: undefined, document: undefined });
    this.clock.putAway();
  }

  /** The calls of one kind, oldest first. */
  to(path: string): Call[] {
    return this.calls.filter((call) => call.path === path);
  }

  last(path: string): Call {
    const call = this.to(path).at(-1);
    if (!call) throw new Error(`nobody called ${path}`);
    return call;
  }

  /** A widget that has its session already; `box` is what the browser keeps. */
  widget(options: Options = {}, box: Record<string, string> = {}): Widget {
    const silent = () => {};
    const noBrowser = (): never => {
      throw new Error("there is no browser here");
    };
    return {
      bridge: {
        get root() {
          return noBrowser();
        },
        base: "https://chat.example/",
        options,
        prefix: PREFIX,
        emit: (event, detail) => this.told.push([event, detail]),
        badge: silent,
        expanded: silent,
        focus: silent,
      },
      keep: keepIn(box),
      language: { locale: "es", texts },
      state: { ...initialState(false), open: true },
      listeners: new Set(),
      token: "visitor-token",
      asking: { timer: 0 },
      handing: { question_id: "", client_id: "", timer: 0 },
      screens: {},
      calm: 0,
    };
  }

  #called(
    to: RequestInfo | URL,
    init: RequestInit | undefined,
    resolve: (response: Response) => void,
    reject: (error: Error) => void,
  ): void {
    this.calls.push({
      path: String(to).replace("https://chat.example/api/widget/", ""),
      body: JSON.parse(String(init?.body ?? "{}")),
      authorization: new Headers(init?.headers).get("Authorization") ?? undefined,
      answer: (body) => {
        const status = "code" in body ? 400 : 200;
        resolve(Response.json(status === 200 ? body : { error: body }, { status }));
        return settled();
      },
      fail: () => {
        reject(new TypeError("network"));
        return settled();
      },
    });
  }
}

export function session(visitor_token: string, more: Partial<Session> = {}): Session {
  return {
    visitor_token,
    contact: null,
    plan: "small_shop",
    plan_name: "Small shop",
    plans_url: "https://platform.example/settings/plans",
    locale: "es",
    channels: [{ kind: "chat", available: true }],
    notices: [],
    open_conversation: null,
    last_conversation: null,
    unread: 0,
    unsent_question: null,
    ...more,
  };
}
