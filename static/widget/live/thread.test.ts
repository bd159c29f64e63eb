/* The messages as rows: who said what, when, and whether it has arrived. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import { AMIR, amir, lucia, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { type Chat, newChat, receive, signalled, withOutbox } from "../state/chat";
import { type Bubble, type Row, rows } from "./thread";

function chatOf(stored: StoredLog, outbox: readonly OutboxItem[] = []): Chat {
  const chat = newChat({ conversation_id: stored.conversation_id, status: "active" });
  return receive(withOutbox(chat, outbox), stored.events);
}

function written(text: string, queued_at: string, more: Partial<OutboxItem> = {}): OutboxItem {
  const conversation_id = "conversation_1";
  return {
    client_id: `id-${text}`,
    conversation_id,
    text,
    state: "pending",
    attempts: 0,
    queued_at,
    ...more,
  };
}

const bubbles = (all: readonly Row[]): Bubble[] => all.flatMap((row) => (row.is === "bubble" ? [row] : []));
const said = (all: readonly Row[]) => bubbles(all).map((bubble) => bubble.text);

/** What a reader sees, a word a row. */
function outline(all: readonly Row[]): string[] {
  return all.map((row) => (row.is === "bubble" ? row.text : row.is === "line" ? row.say : row.key));
}

describe("The thread", () => {
  test("tells the story in order: question, agent, messages, end", () => {
    const stored = new StoredLog();
    stored.asked("Where is my parcel?");
    stored.queued();
    stored.assigned(AMIR);
    stored.said(amir, "On its way.");
    stored.resolved();
    stored.reopened(AMIR);
    deepEqual(outline(rows(chatOf(stored))), [
      "day-2026-03-02",
      "Where is my parcel?",
      "joined",
      "On its way.",
      "resolved",
      "reopened",
    ]);
  });

  test("says that one waits again only when one has waited before", () => {
    const stored = new StoredLog();
    stored.queued();
    stored.assigned(AMIR);
    stored.queued();
    stored.abandoned();
    deepEqual(outline(rows(chatOf(stored))), ["day-2026-03-02", "joined", "gone_back", "left"]);
  });

  test("shows a question asked again in the same words once", () => {
    const stored = new StoredLog();
    stored.asked("Parcel?", "question_1");
    stored.asked("Parcel?", "question_2");
    stored.asked("Invoice?", "question_3");
    deepEqual(said(rows(chatOf(stored))), ["Parcel?", "Invoice?"]);
  });

  test("begins a day once, by the browser's midnight", () => {
    const stored = new StoredLog();
    stored.said(vera, "one");
    stored.now = Date.parse("2026-03-02T22:59:00Z");
    stored.said(vera, "two");
    stored.said(vera, "three");
    deepEqual(outline(rows(chatOf(stored))), ["day-2026-03-02", "one", "two", "day-2026-03-03", "three"]);
  });
});

describe("Lines of one person", () => {
  test("within five minutes stand together, name above and time below", () => {
    const stored = new StoredLog();
    stored.said(amir, "one");
    stored.said(amir, "two");
    stored.said(lucia, "three");
    stored.said(vera, "four");
    stored.now += 10 * 60_000;
    stored.said(vera, "five");
    deepEqual(
      bubbles(rows(chatOf(stored))).map((bubble) => [bubble.text, bubble.first, bubble.last]),
      [
        ["one", true, false],
        ["two", false, true],
        ["three", true, true],
        ["four", true, true],
        ["five", true, true],
      ],
    );
  });
});

describe("A message of one's own", () => {
  const now = new StoredLog();
  const at = new Date(now.now).toISOString();

  test("keeps its key from the first moment to its event: the bubble on screen stays the same", () => {
    const item = written("Hello", at);
    const [before] = bubbles(rows(chatOf(now, [item])));
    const [sent] = bubbles(rows(chatOf(now, [{ ...item, state: "sent", seq: 1 }])));
    const stored = new StoredLog();
    stored.said(vera, "Hello", item.client_id);
    const after = bubbles(rows(chatOf(stored, [item])));
    equal(after.length, 1, "not twice");
    deepEqual([before?.key, sent?.key, after[0]?.key], ["id-Hello", "id-Hello", "id-Hello"]);
    deepEqual([before?.delivery, sent?.delivery, after[0]?.delivery], ["pending", "sent", "sent"]);
    ok(before?.mine && after[0]?.mine);
  });

  test("is pending while it is sent, and failed with the reason when it was refused", () => {
    const items = [
      written("one", at, { state: "sending" }),
      written("two", at, { state: "failed", error: "too_large" }),
    ];
    deepEqual(
      bubbles(rows(chatOf(now, items))).map((bubble) => [bubble.delivery, bubble.error]),
      [
        ["pending", undefined],
        ["failed", "too_large"],
      ],
    );
  });

  test("that failed stands alone, so that its buttons are its own", () => {
    const items = [written("one", at, { state: "failed", error: "invalid" }), written("two", at)];
    deepEqual(
      bubbles(rows(chatOf(now, items))).map((bubble) => [bubble.first, bubble.last]),
      [
        [true, true],
        [true, true],
      ],
    );
  });

  test("is seen when the agent has read as far", () => {
    const stored = new StoredLog();
    stored.said(vera, "one");
    stored.said(vera, "two");
    const read = { type: "read", conversation_id: "conversation_1", reader: "agent", seq: 1 } as const;
    const all = bubbles(rows(signalled(chatOf(stored), read, 0)));
    deepEqual(
      all.map((bubble) => bubble.delivery),
      ["seen", "sent"],
    );
  });

  test("stands below everything the log shows", () => {
    const stored = new StoredLog();
    stored.said(amir, "from the log");
    deepEqual(said(rows(chatOf(stored, [written("mine", at)]))), ["from the log", "mine"]);
  });
});

describe("A message of an agent", () => {
  test("has a name and no delivery", () => {
    const stored = new StoredLog();
    stored.said(amir, "Hello", "id-of-the-agent");
    const [bubble] = bubbles(rows(chatOf(stored)));
    deepEqual([bubble?.name, bubble?.mine, bubble?.delivery], ["Amir", false, undefined]);
    equal(bubble?.key, "event-1");
  });

  test("carries its article, until it is redacted", () => {
    const stored = new StoredLog();
    const data = { text: "Read this", article_id: "tracking", article_title: "Tracking" };
    const event = stored.add({ type: "message.sent", actor: amir, data });
    const chat = chatOf(stored);
    deepEqual(bubbles(rows(chat))[0]?.article, { article_id: "tracking", title: "Tracking" });
    const [bubble] = bubbles(rows(receive(chat, [stored.redacted(event.seq)])));
    ok(bubble?.redacted);
    equal(bubble.article, undefined);
    equal(bubble.text, "");
  });

  test("that was redacted before we came is known as such by its own word", () => {
    const stored = new StoredLog();
    const { seq } = stored.said(amir, "secret");
    stored.redacted(seq);
    ok(bubbles(rows(chatOf(stored)))[0]?.redacted);
    const alone = new StoredLog();
    alone.add({ type: "message.sent", actor: amir, data: { text: "", redacted: true } });
    ok(bubbles(rows(chatOf(alone)))[0]?.redacted);
  });
});
