/* The thread as the agent sees it, line by line. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { applyEvents, applyRead, emptyLog, type Log } from "../../shared/log";
import type { OutboxItem } from "../../shared/outbox";
import type { ChatEvent } from "../../shared/wire";
import { AMIR, amir, lucia, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { lastSeq, type MessageRow, type Row, timeline, unsentRows } from "./timeline";

const logOf = (stored: StoredLog): Log<ChatEvent> => applyEvents(emptyLog(), stored.events);
const said = (rows: readonly Row[]): MessageRow[] =>
  rows.flatMap((row) => (row.row === "message" || row.row === "note" ? [row] : []));

/** What a reader sees, a word a row. */
const outline = (rows: readonly Row[]) =>
  rows.map((row) =>
    "text" in row ? `${row.row}: ${row.text}` : row.row === "system" ? row.event.type : row.key,
  );

describe("The agent's thread", () => {
  test("shows questions, messages, notes and what happened; what was suggested stands in the story", () => {
    const stored = new StoredLog();
    stored.asked("Parcel?");
    const data = { question_id: "question_1", level: "none", suggestions: [] } as const;
    stored.add({ type: "suggestions.shown", actor: vera, data: { ...data, suggestions: [] } });
    stored.queued();
    stored.assigned(AMIR);
    stored.noted("Sounds upset");
    stored.said(amir, "On its way.");
    stored.resolved();
    stored.rated(5);
    const rows = timeline(logOf(stored), null);
    deepEqual(outline(rows), [
      "day-2026-03-02",
      "message: Parcel?",
      "conversation.queued",
      "conversation.assigned",
      "note: Sounds upset",
      "message: On its way.",
      "conversation.resolved",
      "rating.given",
    ]);
    deepEqual(
      said(rows).map((row) => row.question),
      [true, false, false],
    );
  });

  test("begins a day once", () => {
    const stored = new StoredLog();
    stored.said(vera, "one");
    stored.now += 24 * 3_600_000;
    stored.said(vera, "two");
    stored.said(vera, "three");
    deepEqual(outline(timeline(logOf(stored), null)), [
      ...["day-2026-03-02", "message: one", "day-2026-03-03", "message: two", "message: three"],
    ]);
  });

  test("says a name once for lines of one person within five minutes, notes apart from messages", () => {
    const stored = new StoredLog();
    for (const text of ["one", "two"]) stored.said(amir, text);
    stored.noted("three");
    stored.said(amir, "four");
    stored.said(lucia, "five");
    stored.now += 4 * 60_000; // with the minute that each takes: five
    stored.said(lucia, "six");
    stored.queued();
    stored.said(lucia, "seven");
    deepEqual(
      said(timeline(logOf(stored), null)).map((row) => row.follows),
      [false, true, false, false, false, false, false],
    );
  });
});

describe("The line for new messages", () => {
  const stored = new StoredLog();
  stored.said(vera, "old");
  stored.noted("a note");
  stored.said(amir, "a reply");
  stored.said(vera, "new");
  stored.said(vera, "newer");

  test("stands once, above the first message of the merchant that was not read", () => {
    const rows = outline(timeline(logOf(stored), 1));
    equal(rows.indexOf("new"), rows.indexOf("message: new") - 1);
    equal(rows.lastIndexOf("new"), rows.indexOf("new"));
    ok(outline(timeline(logOf(stored), 0)).indexOf("new") < 2, "nothing was read");
  });

  test("is not there when everything was read, or nothing is known of it", () => {
    ok(!outline(timeline(logOf(stored), 5)).includes("new"));
    ok(!outline(timeline(logOf(stored), null)).includes("new"));
  });
});

describe("A line", () => {
  test("of an agent is read when the merchant has read as far; nobody else's ever is", () => {
    const stored = new StoredLog();
    stored.said(vera, "one");
    stored.said(amir, "two");
    stored.said(amir, "three");
    const rows = said(timeline(applyRead(logOf(stored), { contact: 2, agent: 3 }), null));
    deepEqual(
      rows.map((row) => row.read),
      [false, true, false],
    );
  });

  test("that was redacted is marked, whether we saw it happen or came later", () => {
    const stored = new StoredLog();
    stored.said(vera, "my card is 4242");
    const before = logOf(stored);
    const event = stored.redacted(1);
    for (const log of [applyEvents(before, [event]), logOf(stored)]) {
      const [row] = said(timeline(log, null));
      ok(row?.redacted);
      equal(row.text, "");
    }
    const late = { ...logOf(stored), redacted: new Set<number>() };
    ok(said(timeline(late, null))[0]?.redacted, "the stored message says so itself");
  });

  test("carries the article that was sent with it, by its id when the title is not known", () => {
    const stored = new StoredLog();
    const message = { type: "message.sent", actor: amir } as const;
    stored.add({
      ...message,
      data: { text: "Read this", article_id: "tracking", article_title: "Tracking" },
    });
    stored.add({ ...message, data: { text: "And this", article_id: "returns" } });
    deepEqual(
      said(timeline(logOf(stored), null)).map((row) => row.article),
      [
        { articleId: "tracking", title: "Tracking" },
        { articleId: "returns", title: "returns" },
      ],
    );
  });
});

describe("What is not sent yet", () => {
  const item = (client_id: string, conversation_id: string): OutboxItem => ({
    ...{ client_id, conversation_id, text: client_id, state: "pending", attempts: 0 },
    queued_at: "2026-03-02T09:00:00Z",
  });

  test("stands below, for this conversation alone", () => {
    const rows = unsentRows([item("a", "one"), item("b", "two"), item("c", "one")], "one");
    deepEqual(
      rows.map((row) => row.key),
      ["oa", "oc"],
    );
  });

  test("does not move the number up to which the agent has read", () => {
    const stored = new StoredLog();
    equal(lastSeq(logOf(stored)), 0);
    stored.said(vera, "one");
    stored.noted("two");
    equal(lastSeq(logOf(stored)), 2);
  });
});
