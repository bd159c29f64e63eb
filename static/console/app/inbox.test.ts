/* The lists are fresh without being asked for twice at the same time. */

import { deepEqual, equal } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { AgentsDesk, inbox, line } from "../../testing/console_desk.test";
import { createInbox, type Inbox } from "./inbox";

let amirs: AgentsDesk;
let lists: Inbox;

beforeEach(() => {
  amirs = new AgentsDesk();
  lists = createInbox(amirs.desk);
});

const empty = { version: 1, mine: [], queue: [], offered: [] };

describe("The lists", () => {
  test("are asked for when their version is another, and not while it is the same", async () => {
    amirs.dispatch(inbox([]));
    lists.heard(7);
    equal(amirs.to("inbox").length, 0);
    lists.heard(8);
    equal(amirs.to("inbox").length, 1);
  });

  test("are asked for once more when they changed during an answer, not twice at once", async () => {
    const all = [lists.refresh(), lists.refresh(), lists.refresh()];
    equal(amirs.to("inbox").length, 1);
    await amirs.last("inbox").answer(empty);
    equal(amirs.to("inbox").length, 2);
    await amirs.last("inbox").answer({ ...empty, version: 9 });
    await Promise.all(all);
    equal(amirs.to("inbox").length, 2);
    equal(amirs.state.lists.version, 9);
  });

  test("hold what is offered once, on top of the queue", async () => {
    const refreshing = lists.refresh();
    const [a, b] = [line("a"), line("b")];
    await amirs.last("inbox").answer({ ...empty, queue: [b], offered: [a, b] });
    await refreshing;
    deepEqual(
      amirs.state.lists.queue.map((one) => one.conversation_id),
      ["a", "b"],
    );
    deepEqual(amirs.state.lists.offered, ["a", "b"]);
  });
});
