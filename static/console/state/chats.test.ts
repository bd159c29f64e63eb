/* The conversations in an agent's hands: what events, catch-ups and signals make of them. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { isBehind } from "../../shared/log";
import type { OutboxItem } from "../../shared/outbox";
import type { ConversationDetail } from "../../shared/wire";
import { after, detail, happened, loggedIn, opened } from "../../testing/console_desk.test";
import { AMIR, amir, LUCIA, lucia, vera } from "../../testing/people.test";
import { MONDAY, StoredLog } from "../../testing/stored_log.test";
import { applyToDetail } from "./chats";
import type { Chat, ConsoleState } from "./model";
import { reduce } from "./reducer";

const ID = "conversation_1";

function chat(state: ConsoleState): Chat {
  const known = state.chats[ID];
  ok(known);
  return known;
}

const numbers = (state: ConsoleState) => chat(state).log.events.map((event) => event.seq);
const opening = { type: "chat.opening", conversationId: ID } as const;

function caughtUp(stored: StoredLog, after = 0, limit?: number) {
  const { events, head, read } = stored.catchUp(after, limit);
  return { type: "chat.caught_up", conversationId: stored.conversation_id, events, head, read } as const;
}

describe("Opening a conversation", () => {
  const stored = new StoredLog();
  stored.queued();
  stored.said(vera, "Hello?");

  test("shows that it loads, then the log", () => {
    const loading = reduce(loggedIn, opening);
    equal(chat(loading).phase, "loading");
    const ready = reduce(loading, opened(stored));
    equal(chat(ready).phase, "ready");
    deepEqual(numbers(ready), [1, 2]);
  });

  test("again keeps what is there while it is asked for anew", () => {
    const ready = reduce(loggedIn, opened(stored));
    equal(reduce(ready, opening), ready);
    const failed = { type: "chat.failed", conversationId: ID, problem: "offline" } as const;
    equal(chat(reduce(ready, failed)).phase, "ready");
  });

  test("that failed says why, and can be tried again", () => {
    const failed = after(loggedIn, opening, {
      type: "chat.failed",
      conversationId: ID,
      problem: "not_found",
    });
    deepEqual([chat(failed).phase, chat(failed).problem], ["failed", "not_found"]);
    equal(chat(reduce(failed, opening)).phase, "loading");
    equal(chat(reduce(failed, opened(stored))).problem, null);
  });

  test("puts the line for new messages after the last one read, and leaves it there", () => {
    stored.read = { contact: 0, agent: 1 };
    const ready = reduce(loggedIn, opened(stored, { unread: 1 }));
    equal(chat(ready).unreadAfter, 1);
    stored.read = { contact: 0, agent: 2 };
    equal(chat(reduce(ready, opened(stored, { unread: 0 }))).unreadAfter, 1);
    equal(chat(reduce(loggedIn, opened(stored, { unread: 0 }))).unreadAfter, null);
  });
});

describe("An event", () => {
  test("is applied once, and one beyond a gap only tells that something is missing", () => {
    const stored = new StoredLog();
    stored.said(vera, "one");
    const state = reduce(loggedIn, opened(stored));
    const [two, three] = [stored.said(vera, "two"), stored.said(vera, "three")];
    const gap = reduce(state, happened(three));
    deepEqual(numbers(gap), [1]);
    ok(isBehind(chat(gap).log));
    const whole = after(gap, happened(two), caughtUp(stored, 2), happened(three), caughtUp(stored));
    deepEqual(numbers(whole), [1, 2, 3]);
    ok(!isBehind(chat(whole).log));
  });

  test("of a conversation that is not in memory is left to the lists", () => {
    equal(reduce(loggedIn, happened(new StoredLog().said(vera, "Hello?"))).chats, loggedIn.chats);
  });

  test("heads and read marks reach the log they speak of, and no other", () => {
    const state = reduce(loggedIn, opened(new StoredLog()));
    const heads = { type: "heads", heads: { [ID]: 3, elsewhere: 9 } } as const;
    equal(chat(reduce(state, heads)).log.head, 3);
    deepEqual(Object.keys(reduce(state, heads).chats), [ID]);
    const read = { type: "read", conversationId: ID, marks: { contact: 2 } } as const;
    equal(chat(reduce(state, read)).log.read.contact, 2);
  });
});

describe("The head of a conversation", () => {
  const start = detail(ID, { status: "queued", agent: null, position: 2 });
  const told = (stored: StoredLog, from: ConversationDetail = start) => applyToDetail(from, stored.events, 0);
  const brief = (of: ConversationDetail | null) => [of?.status, of?.agent?.name, of?.position, of?.rating];

  test("follows who takes it, how it ends and what it was worth", () => {
    const stored = new StoredLog();
    stored.assigned(AMIR);
    deepEqual(brief(told(stored)), ["active", "Amir", null, null]);
    stored.resolved();
    stored.rated(4);
    deepEqual(brief(told(stored)), ["resolved", "Amir", null, 4]);
    stored.reopened(LUCIA);
    deepEqual(brief(told(stored)), ["active", "Lucía", null, null]);
    stored.resolved();
    stored.reopened();
    deepEqual(brief(told(stored)).slice(0, 2), ["queued", undefined]);
    stored.abandoned();
    equal(told(stored)?.status, "abandoned");
    stored.assigned(AMIR);
    stored.queued();
    deepEqual(brief(told(stored)).slice(0, 2), ["queued", undefined]);
  });

  test("hears of every event once: an old copy does not bring the past back", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.assigned(AMIR);
    stored.resolved();
    const state = reduce(loggedIn, opened(stored, { status: "resolved" }));
    const again = after(state, ...stored.events.map(happened), caughtUp(stored));
    equal(chat(again).detail?.status, "resolved");
    equal(applyToDetail(null, stored.events, 0), null);
  });
});

describe("What the agent wrote", () => {
  const item = (client_id: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
    ...{ client_id, conversation_id: ID, text: client_id, state: "sending", attempts: 1 },
    ...{ queued_at: "2026-03-02T09:00:00Z", ...more },
  });
  const writing = (...outbox: OutboxItem[]): ConsoleState => ({
    ...reduce(loggedIn, opened(new StoredLog())),
    outbox,
  });
  const ids = (state: ConsoleState) => state.outbox.map((one) => one.client_id);

  test("leaves the outbox with its event, a note like a message", () => {
    const stored = new StoredLog();
    const state = writing(item("reply"), item("note", { kind: "note" }), item("later"));
    const events = [stored.said(amir, "reply", "reply"), stored.noted("note", "note")];
    deepEqual(ids(after(state, ...events.map(happened))), ["later"]);
    deepEqual(ids(reduce(state, caughtUp(stored))), ["later"]);
  });

  test("leaves it by its number when the log has come as far", () => {
    const stored = new StoredLog();
    const state = writing(item("reply", { state: "sent", seq: 2 }));
    stored.said(vera, "one");
    deepEqual(ids(reduce(state, caughtUp(stored))), ["reply"]);
    stored.said(amir, "reply");
    deepEqual(ids(reduce(state, caughtUp(stored))), []);
  });

  test("in another conversation stays, whatever number it has", () => {
    const stored = new StoredLog();
    const elsewhere = { conversation_id: "elsewhere" };
    const [there, waits] = [item("there", { ...elsewhere, state: "sent", seq: 1 }), item("waits", elsewhere)];
    const event = happened(stored.said(amir, "here", "here"));
    deepEqual(ids(reduce(writing(there, waits), event)), ["there", "waits"]);
    deepEqual(ids(reduce(writing(there, item("here"), waits), event)), ["there", "waits"]);
  });
});

describe("Who is typing", () => {
  const types = (name: string, kind: "contact" | "agent", until: number) =>
    ({ type: "typing", conversationId: ID, kind, name, until }) as const;
  const names = (state: ConsoleState) => (state.typing[ID] ?? []).map((one) => one.name);
  const both = after(
    loggedIn,
    types("Vera", "contact", MONDAY + 6000),
    types("Lucía", "agent", MONDAY + 8000),
  );

  test("is shown once each, for as long as it is repeated", () => {
    const again = reduce(both, types("Vera", "contact", MONDAY + 9000));
    deepEqual(names(again), ["Lucía", "Vera"]);
    deepEqual(names(reduce(again, { type: "typing.expired", now: MONDAY + 8000 })), ["Vera"]);
    const gone = reduce(again, { type: "typing.expired", now: MONDAY + 9000 });
    deepEqual(gone.typing, {});
  });

  test("ends with the message, for whoever has sent it", () => {
    const stored = new StoredLog();
    deepEqual(names(reduce(both, happened(stored.said(vera, "Hello?")))), ["Lucía"]);
    deepEqual(names(reduce(both, happened(stored.said(lucia, "Hello!")))), ["Vera"]);
    deepEqual(names(reduce(both, happened(stored.noted("hm")))), ["Vera", "Lucía"]);
  });
});
