/* What a client may rely on in its copy of a conversation: each event once, in order, and never without knowing. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { AMIR, amir, vera } from "../testing/people.test";
import { StoredLog } from "../testing/stored_log.test";
import {
  applyCatchUp,
  applyEvents,
  applyHead,
  applyRead,
  emptyLog,
  isBehind,
  type Log,
  unreadCount,
} from "./log";
import type { ChatEvent } from "./wire";

const nothing = emptyLog<ChatEvent>();

/** Five events: queued, assigned, and three messages. */
function chat(): StoredLog {
  const stored = new StoredLog();
  stored.queued();
  stored.assigned(AMIR);
  stored.said(vera, "Where is my parcel?");
  stored.said(amir, "On its way.");
  stored.said(vera, "Thanks!");
  return stored;
}

const numbers = (log: Log) => log.events.map((event) => event.seq);

function textOf(log: Log<ChatEvent>, seq: number): string | undefined {
  const event = log.events.find((one) => one.seq === seq);
  return event?.type === "message.sent" ? event.data.text : undefined;
}

describe("The log of a conversation: events", () => {
  test("are applied in the order of their numbers, whatever order they come in", () => {
    const log = applyEvents(nothing, [...chat().events].reverse());
    deepEqual(numbers(log), [1, 2, 3, 4, 5]);
    equal(log.applied, 5);
  });

  test("that were applied before are dropped, and the log stays the very same", () => {
    const { events } = chat();
    const log = applyEvents(nothing, events);
    equal(applyEvents(log, events.slice(1, 3)), log);
    equal(applyEvents(log, []), log);
  });

  test("that come twice at once are applied once", () => {
    const { events } = chat();
    deepEqual(numbers(applyEvents(nothing, [...events, ...events])), [1, 2, 3, 4, 5]);
  });

  test("beyond a gap wait for what is missing: they only tell that something is", () => {
    const { events } = chat();
    const log = applyEvents(applyEvents(nothing, events.slice(0, 2)), events.slice(3));
    deepEqual(numbers(log), [1, 2]);
    equal(log.applied, 2);
    equal(log.head, 5);
    ok(isBehind(log));
  });

  test("that fill the gap bring nothing of what was dropped behind it: that is caught up with", () => {
    const stored = chat();
    const gap = applyEvents(nothing, stored.events.slice(1));
    const log = applyEvents(gap, stored.events.slice(0, 1));
    deepEqual(numbers(log), [1]);
    ok(isBehind(log));
    deepEqual(numbers(applyCatchUp(log, stored.catchUp(log.applied))), [1, 2, 3, 4, 5]);
  });

  test("leave the log that was there before untouched", () => {
    const { events } = chat();
    const before = applyEvents(nothing, events.slice(0, 2));
    applyEvents(before, events);
    deepEqual(numbers(before), [1, 2]);
    equal(nothing.events.length, 0);
  });
});

describe("The log of a conversation: catching up", () => {
  test("brings events, the head and the read marks", () => {
    const stored = chat();
    stored.read = { contact: 4, agent: 3 };
    const log = applyCatchUp(nothing, stored.catchUp(0, 2));
    equal(log.applied, 2);
    equal(log.head, 5);
    deepEqual(log.read, { contact: 4, agent: 3 });
    ok(isBehind(log), "two of five events: there is more to ask for");
  });

  test("ends when the last page is there", () => {
    const stored = chat();
    let log = applyCatchUp(nothing, stored.catchUp(0, 2));
    let pages = 1;
    for (; isBehind(log) && pages < 9; pages++) log = applyCatchUp(log, stored.catchUp(log.applied, 2));
    equal(pages, 3);
    deepEqual(log.events, stored.events);
  });

  test("survives pages that come late, twice, or the second before the first", () => {
    const stored = chat();
    const [first, second] = [stored.catchUp(0, 3), stored.catchUp(3, 3)];
    const early = applyCatchUp(nothing, second);
    deepEqual(numbers(early), []);
    ok(isBehind(early));
    let log = applyCatchUp(early, first);
    for (const page of [first, second, first, second]) log = applyCatchUp(log, page);
    deepEqual(log.events, stored.events);
    ok(!isBehind(log));
  });

  test("is not needed for an empty conversation", () => {
    ok(!isBehind(applyCatchUp(nothing, new StoredLog().catchUp())));
  });
});

describe("The log of a conversation: heads", () => {
  test("larger than what was applied tell that something is missing", () => {
    const log = applyEvents(nothing, chat().events);
    ok(!isBehind(log));
    const later = applyHead(log, 6);
    ok(isBehind(later));
    equal(later.applied, 5);
  });

  test("never go back", () => {
    const log = applyHead(applyEvents(nothing, chat().events), 9);
    equal(applyHead(log, 7), log);
    equal(applyHead(log, 9), log);
    equal(applyEvents(log, chat().events).head, 9);
  });
});

describe("The log of a conversation: a redacted message", () => {
  test("loses its text at once, and keeps its place", () => {
    const stored = chat();
    const before = applyEvents(nothing, stored.events);
    equal(textOf(before, 3), "Where is my parcel?");
    const log = applyEvents(before, [stored.redacted(3)]);
    equal(textOf(log, 3), "");
    ok(log.redacted.has(3));
    deepEqual(numbers(log), [1, 2, 3, 4, 5, 6]);
    equal(textOf(log, 4), "On its way.");
  });

  test("loses it too when message and redaction come together", () => {
    const stored = chat();
    const [third] = stored.events.slice(2, 3);
    stored.redacted(3);
    const log = applyEvents(
      nothing,
      stored.events.map((event) => (event.seq === 3 && third ? third : event)),
    );
    equal(textOf(log, 3), "");
  });

  test("gets no text back from a copy that was still on its way", () => {
    const stored = chat();
    const old = [...stored.events];
    const log = applyEvents(applyEvents(nothing, old), [stored.redacted(3)]);
    equal(textOf(applyEvents(log, old), 3), "");
  });

  test("keeps its text while the redaction waits behind a gap, and loses it with the catch-up", () => {
    const stored = chat();
    const before = applyEvents(nothing, stored.events);
    stored.said(amir, "One moment");
    const gap = applyEvents(before, [stored.redacted(3)]);
    equal(textOf(gap, 3), "Where is my parcel?");
    ok(isBehind(gap));
    equal(textOf(applyCatchUp(gap, stored.catchUp(gap.applied)), 3), "");
  });
});

describe("The log of a conversation: reading", () => {
  test("moves forward only, each side by itself", () => {
    const log = applyRead(nothing, { contact: 4 });
    deepEqual(log.read, { contact: 4, agent: 0 });
    deepEqual(applyRead(log, { agent: 3 }).read, { contact: 4, agent: 3 });
    equal(applyRead(log, { contact: 2 }), log);
    equal(applyRead(log, {}), log);
  });

  test("counts as unread what others said beyond the mark", () => {
    const log = applyEvents(nothing, chat().events);
    equal(unreadCount(log, "contact"), 1);
    equal(unreadCount(log, "agent"), 2);
    equal(unreadCount(applyRead(log, { agent: 3 }), "agent"), 1);
    equal(unreadCount(applyRead(log, { contact: 4 }), "contact"), 0);
  });

  test("never counts notes and what merely happened", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.noted("Sounds upset");
    stored.resolved();
    const log = applyEvents(nothing, stored.events);
    equal(unreadCount(log, "contact"), 0);
    equal(unreadCount(log, "agent"), 0);
  });
});
