/* The list of all conversations shows what was searched for last. */

import { deepEqual, equal } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Conversations } from "../../shared/wire";
import { AgentsDesk, line, loggedIn } from "../../testing/console_desk.test";
import { FakeClock, settled } from "../../testing/fake_clock.test";
import { MONDAY } from "../../testing/stored_log.test";
import { fine, type Result } from "../transport/result";
import { createBrowsing } from "./browse";

describe("Searching all conversations", () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock(MONDAY);
  });
  afterEach(() => clock.putAway());

  test("shows the answer to the last search only", async () => {
    const answers: ((found: Result<Conversations>) => void)[] = [];
    const conversations = () => new Promise<Result<Conversations>>((answer) => answers.push(answer));
    const searching = new AgentsDesk(loggedIn, { conversations });
    const browsing = createBrowsing(searching.desk);
    browsing.search({ query: "ver" });
    browsing.search({ query: "vera" });
    await clock.pass(250);
    equal(answers.length, 1, "one for two keys");
    browsing.search({ query: "vera l" });
    await clock.pass(250);
    answers[1]?.(fine({ conversations: [line("new")], next: null }));
    answers[0]?.(fine({ conversations: [line("old")], next: null }));
    await settled();
    deepEqual(
      searching.state.browse.items.map((item) => item.conversation_id),
      ["new"],
    );
  });
});
