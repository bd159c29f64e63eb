/* The page of check-ins: shows what was asked for last, and says what became of what was written down. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { CheckIns } from "../../shared/wire";
import { checkIn } from "../../testing/check_ins.test";
import { AgentsDesk, loggedIn } from "../../testing/console_desk.test";
import { settled } from "../../testing/fake_clock.test";
import { fine, problem, type Result } from "../transport/result";
import { createCheckIns } from "./check_ins";

const DUE = checkIn("a", "2026-03-03T11:00:00Z");
const NEXT = checkIn("b", "2026-06-03T11:00:00Z");

/** A server that answers when the test says so. */
function slow() {
  const asked: { mine: boolean; after: string | null; answer(found: Result<CheckIns>): Promise<void> }[] = [];
  const checkIns = (mine: boolean, after: string | null) =>
    new Promise<Result<CheckIns>>((resolve) => {
      const answer = (found: Result<CheckIns>) => {
        resolve(found);
        return settled();
      };
      asked.push({ mine, after, answer });
    });
  return { asked, checkIns };
}

describe("The check-ins", () => {
  test("shown are those that were asked for last", async () => {
    const { asked, checkIns } = slow();
    const desk = new AgentsDesk(loggedIn, { checkIns });
    const page = createCheckIns(desk.desk);
    void page.loadCheckIns();
    page.showCheckInsOf("all");
    deepEqual(
      asked.map(({ mine }) => mine),
      [true, false],
    );
    await asked[1]?.answer(fine({ check_ins: [NEXT], next: null }));
    await asked[0]?.answer(fine({ check_ins: [DUE], next: null }));
    deepEqual(desk.state.checkIns.items, [NEXT]);
  });

  test("go on page by page", async () => {
    const { asked, checkIns } = slow();
    const desk = new AgentsDesk(loggedIn, { checkIns });
    const page = createCheckIns(desk.desk);
    void page.loadCheckIns();
    await asked[0]?.answer(fine({ check_ins: [DUE], next: "cursor" }));
    void page.moreCheckIns();
    void page.moreCheckIns();
    equal(asked.length, 2, "one for two presses");
    equal(asked[1]?.after, "cursor");
    await asked[1]?.answer(fine({ check_ins: [NEXT], next: null }));
    deepEqual(desk.state.checkIns.items, [DUE, NEXT]);
  });

  test("that do not come can be asked for again", async () => {
    const { asked, checkIns } = slow();
    const desk = new AgentsDesk(loggedIn, { checkIns });
    const page = createCheckIns(desk.desk);
    void page.loadCheckIns();
    await asked[0]?.answer(problem("offline"));
    equal(desk.state.checkIns.phase, "failed");
    void page.loadCheckIns();
    await asked[1]?.answer(fine({ check_ins: [], next: null }));
    equal(desk.state.checkIns.phase, "ready");
  });

  test("that are written down give way to the next", async () => {
    const recorded = { check_in_id: "a", done_at: "2026-03-02T09:00:00.000Z", next_due_at: NEXT.due_at };
    const desk = new AgentsDesk(loggedIn, {
      checkIns: async () => fine({ check_ins: [NEXT], next: null }),
      recordCheckIn: async () => fine(recorded),
    });
    equal(await createCheckIns(desk.desk).recordCheckIn("a", "Paula", { notes: "Smaller boxes." }), null);
    deepEqual(desk.state.checkIns.items, [NEXT]);
    const { notice } = desk.state.ui;
    equal(notice?.code === "checkInDone" && notice.next, NEXT.due_at);
  });

  test("that are refused stay, with the reason", async () => {
    const desk = new AgentsDesk(loggedIn, { recordCheckIn: async () => problem("conflict") });
    const wrong = await createCheckIns(desk.desk).recordCheckIn("a", "Paula", { notes: "x" });
    equal(wrong?.code, "conflict");
    equal(desk.state.ui.notice, null);
  });
});
