/* One conversation as its merchant sees it, by events, catch-ups, signals and what was just written. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import type { CaughtUp } from "../../shared/wire";
import { AMIR, amir, LUCIA, vera } from "../../testing/people.test";
import { MONDAY, StoredLog } from "../../testing/stored_log.test";
import { type Chat, caughtUp, newChat, receive, signalled, silent, withOutbox, withShared } from "./chat";

function written(client_id: string, more: Partial<OutboxItem> = {}): OutboxItem {
  const conversation_id = "conversation_1";
  const queued_at = "2026-03-02T09:00:00Z";
  return { client_id, conversation_id, text: client_id, state: "pending", attempts: 0, queued_at, ...more };
}

const waiting = newChat({ conversation_id: "conversation_1", status: "queued", position: 3 });
const ids = (chat: Chat) => chat.outbox.map((item) => item.client_id);

/** The chat after everything that is stored. */
const told = (stored: StoredLog, chat = waiting) => receive(chat, stored.events.slice(chat.log.applied));

describe("A conversation", () => {
  test("starts as the server told of it", () => {
    const wait = { low_s: 60, high_s: 120 };
    const chat = newChat({ conversation_id: "c", status: "queued", position: 3, wait });
    deepEqual(
      [chat.status, chat.position, chat.wait, chat.agent, chat.rated],
      ["queued", 3, wait, null, false],
    );
    ok(!chat.loaded);
  });

  test("leaves the queue when an agent takes it, and nobody is asked about leaving any more", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.assigned(AMIR);
    const chat = told(stored, { ...waiting, leaving: true, wait: { low_s: 1, high_s: 2 } });
    deepEqual([chat.status, chat.agent, chat.position, chat.wait], ["active", AMIR, null, null]);
    ok(!chat.leaving);
  });

  test("goes back to the queue without an agent", () => {
    const stored = new StoredLog();
    stored.assigned(AMIR);
    stored.queued();
    deepEqual([told(stored).status, told(stored).agent], ["queued", null]);
  });

  test("reopens in the hands of its agent, or in the queue", () => {
    const stored = new StoredLog();
    stored.assigned(AMIR);
    stored.resolved();
    equal(told(stored).status, "resolved");
    stored.reopened(LUCIA);
    deepEqual([told(stored).status, told(stored).agent], ["active", LUCIA]);
    stored.resolved();
    stored.reopened();
    deepEqual([told(stored).status, told(stored).agent], ["queued", null]);
  });

  test("ends when the merchant leaves the queue", () => {
    const stored = new StoredLog();
    stored.abandoned();
    const chat = told(stored, { ...waiting, leaving: true });
    deepEqual([chat.status, chat.position, chat.leaving], ["abandoned", null, false]);
  });

  test("is rated once the log says so", () => {
    const stored = new StoredLog();
    stored.resolved();
    ok(!told(stored).rated);
    stored.rated(5);
    ok(told(stored).rated);
  });

  test("takes an event once, and one beyond a gap not at all", () => {
    const stored = new StoredLog();
    stored.assigned(AMIR);
    stored.resolved();
    const chat = told(stored);
    equal(receive(chat, stored.events), chat);
    const gap = receive(waiting, stored.events.slice(1));
    equal(gap.status, "queued");
    equal(gap.log.head, 2);
  });
});

describe("Catching up", () => {
  test("brings the state by the server's word, and counts as loaded when nothing is missing", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.assigned(AMIR);
    const first: CaughtUp = stored.catchUp(0, 1);
    const half = caughtUp(waiting, first);
    equal(half.status, "active");
    ok(!half.loaded, "there is more to come");
    const whole = caughtUp(half, stored.catchUp(1));
    ok(whole.loaded);
    deepEqual(whole.agent, AMIR);
    ok(caughtUp(whole, { ...stored.catchUp(2), head: 9 }).loaded, "what was loaded stays so");
  });
});

describe("Signals", () => {
  const active = { ...waiting, status: "active" as const };

  test("of typing are believed for six seconds, and end with the message", () => {
    const typing = { type: "typing", conversation_id: "conversation_1", actor: amir } as const;
    const chat = signalled(active, typing, MONDAY);
    deepEqual(chat.typing, { name: "Amir", until: MONDAY + 6000 });
    equal(silent(chat, MONDAY + 5999), chat);
    equal(silent(chat, MONDAY + 6000).typing, null);
    const longer = signalled(chat, typing, MONDAY + 3000);
    equal(silent(longer, MONDAY + 6000), longer);
    const stored = new StoredLog();
    stored.said(vera, "Hello?");
    ok(told(stored, chat).typing, "one's own message does not end it");
    stored.said(amir, "Hello!");
    const said = told(stored, chat);
    equal(said.typing, null);
    const more = signalled(said, typing, MONDAY);
    stored.said(vera, "Where is my parcel?");
    ok(told(stored, more).typing, "neither does an older one of the agent");
  });

  test("of one's own typing in another tab are not shown", () => {
    const own = { type: "typing", conversation_id: "conversation_1", actor: vera } as const;
    equal(signalled(active, own, MONDAY).typing, null);
  });

  test("move the place in the queue and the read marks", () => {
    const wait = { low_s: 30, high_s: 90 };
    const queue = { type: "queue", conversation_id: "conversation_1", position: 1, wait } as const;
    deepEqual([signalled(waiting, queue, 0).position, signalled(waiting, queue, 0).wait], [1, wait]);
    const read = { type: "read", conversation_id: "conversation_1", reader: "agent", seq: 4 } as const;
    equal(signalled(active, read, 0).log.read.agent, 4);
  });

  test("of heads tell that something is missing here, and nothing about other conversations", () => {
    const heads = { conversation_1: 5, conversation_2: 9 };
    equal(signalled(active, { type: "heads", heads }, 0).log.head, 5);
    equal(signalled(active, { type: "heads", heads: { conversation_2: 9 } }, 0).log.head, 0);
  });

  test("of another conversation change nothing", () => {
    const queue = { type: "queue", conversation_id: "conversation_2", position: 1, wait: null } as const;
    equal(signalled(waiting, queue, 0), waiting);
    const typing = { type: "typing", conversation_id: "conversation_2", actor: amir } as const;
    equal(signalled(waiting, typing, 0), waiting);
  });
});

describe("What was written", () => {
  const chat = withOutbox(waiting, [written("one"), written("two")]);

  test("leaves the outbox with its event, known by the client_id", () => {
    const stored = new StoredLog();
    stored.said(vera, "one", "one");
    deepEqual(ids(told(stored, chat)), ["two"]);
    deepEqual(ids(caughtUp(chat, stored.catchUp())), ["two"]);
  });

  test("stays while its event waits behind a gap", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.said(vera, "one", "one");
    deepEqual(ids(receive(chat, stored.events.slice(1))), ["one", "two"]);
  });

  test("elsewhere does not belong to this conversation", () => {
    deepEqual(ids(withOutbox(waiting, [written("one", { conversation_id: "conversation_2" })])), []);
  });

  test("does not come back from the storage once the log shows it", () => {
    const stored = new StoredLog();
    stored.said(vera, "one", "one");
    deepEqual(ids(withOutbox(told(stored, chat), [written("one")])), []);
  });

  test("in another tab shows here, and what waits for its event stays", () => {
    const acknowledged = withOutbox(waiting, [written("one", { state: "sent", seq: 4 }), written("two")]);
    deepEqual(ids(withShared(acknowledged, [written("three")])), ["one", "three"]);
  });
});
