/* What the browser keeps for an agent, and that the next one finds nothing of it. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import { memory, PREFS } from "../../testing/console_desk.test";
import type { Draft } from "../state/model";
import { available, createKeep } from "./storage";

const item = (text: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  ...{ client_id: `id-${text}`, conversation_id: "c", text, state: "pending", attempts: 0 },
  ...{ queued_at: `2026-03-02T09:00:0${text.length}.000Z`, ...more },
});
const draft: Draft = { mode: "note", reply: "half", note: "hm", article: null };

describe("What was written", () => {
  test("is found again after a reload, oldest first and on its way anew", () => {
    const local = memory();
    const written = [item("four", { state: "sending", attempts: 2 }), item("a", { state: "failed" })];
    createKeep(local, null, "en").saveOutbox("amir", [], written);
    deepEqual(
      createKeep(local, null, "en")
        .open("amir")
        .outbox.map((one) => [one.text, one.state, one.client_id, one.attempts]),
      [
        ["a", "failed", "id-a", 0],
        ["four", "pending", "id-four", 2],
      ],
    );
  });

  test("is written when it is new or changed, and removed when it is gone", () => {
    const local = memory();
    const keep = createKeep(local, null, "en");
    const [a, b] = [item("a"), item("bb")];
    keep.saveOutbox("amir", [], [a, b]);
    const sent: OutboxItem = { ...b, state: "sent", seq: 4 };
    keep.saveOutbox("amir", [a, b], [sent]);
    deepEqual(keep.open("amir").outbox, [sent]);
  });

  test("in another tab is not touched", () => {
    const local = memory();
    const [left, right] = [createKeep(local, null, "en"), createKeep(local, null, "en")];
    left.saveOutbox("amir", [], [item("left")]);
    right.saveOutbox("amir", [], [item("right")]);
    left.saveOutbox("amir", [item("left")], []);
    deepEqual(
      right.open("amir").outbox.map((one) => one.text),
      ["right"],
    );
  });
});

describe("A draft", () => {
  test("is kept for each conversation, until it is empty", () => {
    const keep = createKeep(memory(), null, "en");
    keep.saveDraft("amir", "one", draft);
    keep.saveDraft("amir", "two", draft);
    keep.saveDraft("amir", "one", null);
    deepEqual(keep.open("amir").drafts, { two: draft });
  });
});

describe("Another agent in the same browser", () => {
  test("finds nothing, and neither does the first one afterwards", () => {
    const local = memory();
    const keep = createKeep(local, null, "en");
    keep.saveOutbox("amir", [], [item("secret")]);
    keep.saveDraft("amir", "c", draft);
    local.setItem("another.page", "stays");
    deepEqual(keep.open("lucia"), { outbox: [], drafts: {} });
    deepEqual(keep.open("amir"), { outbox: [], drafts: {} });
    equal(local.getItem("another.page"), "stays");
  });

  test("whose id begins the same is another one", () => {
    const keep = createKeep(memory(), null, "en");
    keep.saveOutbox("agent_11", [], [item("secret")]);
    deepEqual(keep.open("agent_1").outbox, []);
    deepEqual(keep.open("agent_11").outbox, []);
  });
});

describe("Preferences", () => {
  test("are those of before, and the page's language at first", () => {
    const local = memory();
    deepEqual(createKeep(local, null, "es").prefs(), { ...PREFS, locale: "es" });
    createKeep(local, null, "es").savePrefs({ ...PREFS, sound: false });
    deepEqual(createKeep(local, null, "es").prefs(), { ...PREFS, sound: false });
  });

  test("survive an older version that knew less, and nonsense", () => {
    const local = memory();
    local.setItem("console.prefs", '{"theme":"dark"}');
    deepEqual(createKeep(local, null, "en").prefs(), { ...PREFS, theme: "dark" });
    local.setItem("console.prefs", "{nonsense");
    deepEqual(createKeep(local, null, "en").prefs(), PREFS);
  });
});

describe("The choice of availability", () => {
  test("is this tab's: a reload keeps it, another tab and tomorrow do not", () => {
    const [local, tab] = [memory(), memory()];
    createKeep(local, tab, "en").saveChoice("amir", "away");
    equal(createKeep(local, tab, "en").choice("amir"), "away");
    equal(createKeep(local, memory(), "en").choice("amir"), null);
    equal(createKeep(local, tab, "en").choice("lucia"), null);
  });
});

describe("Without storage, or with a full one", () => {
  test("everything lives as long as the page", () => {
    const refusing = () => {
      throw new Error("SecurityError");
    };
    equal(available(refusing), null);
    const full = Object.assign(memory(), { setItem: refusing });
    for (const local of [null, full]) {
      const keep = createKeep(local, local, "en");
      keep.saveOutbox("amir", [], [item("a")]);
      keep.savePrefs(PREFS);
      deepEqual(keep.open("amir"), { outbox: [], drafts: {} });
      deepEqual(keep.prefs(), PREFS);
    }
  });

  test("a usable one is used, and nothing is left in it by trying", () => {
    const storage = memory();
    equal(
      available(() => storage),
      storage,
    );
    deepEqual(Object.keys(storage), []);
  });
});
