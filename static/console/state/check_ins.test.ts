/* Check-ins by urgency: what is overdue, what wants an appointment now, and what can wait. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import { checkIn } from "../../testing/check_ins.test";
import { after, loggedIn } from "../../testing/console_desk.test";
import { daysUntil, grouped, urgency } from "./check_ins";

const MONDAY = Date.parse("2026-03-02T09:00:00Z");

describe("A check-in", () => {
  test("is overdue when the server says so, soon within a week, else later", () => {
    equal(urgency(checkIn("a", "2026-03-01T11:00:00Z", { overdue: true }), MONDAY), "overdue");
    equal(urgency(checkIn("b", "2026-03-02T11:00:00Z"), MONDAY), "soon");
    equal(urgency(checkIn("c", "2026-03-09T11:00:00Z"), MONDAY), "soon");
    equal(urgency(checkIn("d", "2026-03-10T11:00:00Z"), MONDAY), "later");
  });

  test("is due in whole days, whatever the hour is", () => {
    const late = Date.parse("2026-03-02T22:30:00Z");
    equal(daysUntil("2026-03-04T11:00:00Z", MONDAY), 2);
    equal(daysUntil("2026-03-04T11:00:00Z", late), 2);
    equal(daysUntil("2026-02-27T11:00:00Z", MONDAY), -3);
    equal(daysUntil("2026-04-01T11:00:00Z", MONDAY), 30, "over the change of clocks");
  });

  test("stands in its group, and groups without any are left out", () => {
    const items = [checkIn("a", "2026-03-03T11:00:00Z"), checkIn("b", "2026-05-03T11:00:00Z")];
    deepEqual(
      grouped(items, MONDAY).map(([name, members]) => [name, members.map((one) => one.check_in_id)]),
      [
        ["soon", ["a"]],
        ["later", ["b"]],
      ],
    );
  });
});

describe("The list of check-ins", () => {
  const a = checkIn("a", "2026-03-03T11:00:00Z");
  const b = checkIn("b", "2026-05-03T11:00:00Z");

  test("is replaced by a first page and grows by a further one", () => {
    const first = after(loggedIn, { type: "check_ins.loaded", items: [a], next: "n", more: false });
    const both = after(first, { type: "check_ins.loaded", items: [b], next: null, more: true });
    deepEqual(both.checkIns.items, [a, b]);
    equal(both.checkIns.next, null);
    const again = after(both, { type: "check_ins.loaded", items: [b], next: null, more: false });
    deepEqual(again.checkIns.items, [b]);
  });

  test("is nobody else's after logging out", () => {
    const loaded = after(loggedIn, { type: "check_ins.loaded", items: [a], next: null, more: false });
    deepEqual(after(loaded, { type: "session.ended", expired: false }).checkIns.items, []);
    deepEqual(after(loaded, { type: "session.ended", expired: true }).checkIns.items, []);
  });

  test("gives way to the chats as soon as one is shown", () => {
    const there = after(loggedIn, { type: "page", page: "check_ins" });
    equal(there.ui.page, "check_ins");
    equal(after(there, { type: "select", conversationId: "c", pane: "thread" }).ui.page, "chats");
    equal(after(there, { type: "list", list: "queue" }).ui.page, "chats");
    equal(after(there, { type: "session.ended", expired: true }).ui.page, "check_ins");
    equal(after(there, { type: "session.ended", expired: false }).ui.page, "chats");
  });
});
