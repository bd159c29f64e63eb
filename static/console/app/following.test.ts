/* Logs are kept whole: whatever is missing is asked for, page by page, and never in circles. */

import { deepEqual, equal } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { AgentsDesk, happened, opened } from "../../testing/console_desk.test";
import { settled } from "../../testing/fake_clock.test";
import { vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { createFollowing, type Following } from "./following";

const ID = "conversation_1";
let amirs: AgentsDesk;
let following: Following;
let stored: StoredLog;

beforeEach(() => {
  amirs = new AgentsDesk();
  following = createFollowing(amirs.desk);
  stored = new StoredLog();
  stored.said(vera, "one");
  amirs.dispatch(opened(stored));
});

const applied = () => amirs.state.chats[ID]?.log.applied;
const asked = () => amirs.to("catch_up").map((one) => one.payload.after);

/** Two messages are lost on the way, the third arrives. */
function gap(): void {
  stored.said(vera, "two");
  stored.said(vera, "three");
  amirs.dispatch(happened(stored.said(vera, "four")));
  following.follow(ID);
}

describe("Following a conversation", () => {
  test("asks for nothing while nothing is missing", () => {
    following.follow(ID);
    following.follow("unknown");
    deepEqual(asked(), []);
  });

  test("asks from the last number applied, page by page, until nothing is missing", async () => {
    gap();
    await amirs.last("catch_up").answer(stored.catchUp(1, 2));
    equal(applied(), 3);
    await amirs.last("catch_up").answer(stored.catchUp(3, 2));
    equal(applied(), 4);
    deepEqual(asked(), [1, 3]);
  });

  test("asks once at a time", async () => {
    gap();
    gap();
    following.check(ID);
    deepEqual(asked(), [1]);
    await amirs.last("catch_up").answer(stored.catchUp(1));
    equal(applied(), stored.head);
    deepEqual(asked(), [1]);
  });

  test("does not go in circles when an answer brings nothing new", async () => {
    gap();
    await amirs.last("catch_up").answer({ ...stored.catchUp(1), events: [] });
    await settled();
    deepEqual(asked(), [1]);
  });

  test("gives up when the line is down, and takes up again later", async () => {
    gap();
    await amirs.last("catch_up").lose();
    deepEqual(asked(), [1]);
    following.follow(ID);
    deepEqual(asked(), [1, 1]);
  });

  test("asks after a reconnect even when nothing seems to be missing", async () => {
    stored.said(vera, "two");
    following.check(ID);
    await amirs.last("catch_up").answer(stored.catchUp(1));
    equal(applied(), 2);
  });
});
