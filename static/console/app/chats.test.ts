/* Taking a chat that others want too, and saying how far it was read. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { AgentsDesk, detail, inbox, line, opened } from "../../testing/console_desk.test";
import { LUCIA, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { type Chats, createChats } from "./chats";
import { createFollowing } from "./following";
import { createInbox } from "./inbox";

const ID = "conversation_1";
let amirs: AgentsDesk;
let chats: Chats;

beforeEach(sit);

/** One conversation waits in the queue. */
function sit(): void {
  amirs = new AgentsDesk();
  chats = createChats(amirs.desk, createInbox(amirs.desk), createFollowing(amirs.desk));
  amirs.dispatch(inbox([], [line(ID, { status: "queued", agent: null })]));
}

const notice = () => amirs.state.ui.notice;
const empty = { version: 1, mine: [], queue: [], offered: [] };

describe("Accepting a conversation", () => {
  test("shows nothing before the server has said yes", async () => {
    const accepting = chats.accept(ID);
    deepEqual([...amirs.state.lists.accepting], [ID]);
    deepEqual(amirs.state.lists.mine, []);
    await amirs.last("accept_conversation").answer({});
    await amirs.last("inbox").answer({ ...empty, mine: [line(ID)] });
    ok(await accepting);
    deepEqual([...amirs.state.lists.accepting], []);
    equal(amirs.state.lists.mine.length, 1);
    deepEqual(notice(), { code: "accepted", contact: "Vera", id: 1 });
  });

  test("asks once, however often it is pressed", async () => {
    void chats.accept(ID);
    equal(await chats.accept(ID), false);
    equal(amirs.to("accept_conversation").length, 1);
  });

  /** The server refuses; the conversation is looked up to learn why. */
  async function refused(code: "taken" | "conflict" | "not_found", now = detail(ID)): Promise<void> {
    const accepting = chats.accept(ID);
    await amirs.last("accept_conversation").refuse(code);
    await amirs.last("inbox").answer(empty);
    if (code === "not_found") await amirs.last("open_conversation").refuse("not_found");
    else await amirs.last("open_conversation").answer({ ...new StoredLog().catchUp(), conversation: now });
    equal(await accepting, false);
  }

  test("that somebody else has won says who, and does not stay there", async () => {
    await refused("taken", detail(ID, { agent: LUCIA }));
    deepEqual(notice(), { code: "taken", contact: "Vera", by: "Lucía", id: 1 });
    equal(amirs.to("close_view").length, 1);
  });

  test("that is taken stays in view for whoever looked at it", async () => {
    amirs.dispatch({ type: "select", conversationId: ID, pane: "thread" });
    await refused("taken", detail(ID, { agent: LUCIA }));
    equal(amirs.to("close_view").length, 0);
  });

  test("that no longer waits says so", async () => {
    await refused("not_found");
    equal(notice()?.code, "gone");
    sit();
    await refused("conflict", detail(ID, { status: "abandoned", agent: null }));
    equal(notice()?.code, "gone");
  });

  test("beyond the capacity says how many there are", async () => {
    await refused("conflict", detail(ID, { status: "queued", agent: null }));
    deepEqual(notice(), { code: "at_capacity", capacity: 3, id: 1 });
  });

  test("while away says that one must be online", async () => {
    amirs.dispatch({ type: "availability.set", availability: "away" });
    await refused("conflict", detail(ID, { status: "queued", agent: null }));
    equal(notice()?.code, "not_available");
  });
});

describe("Reading", () => {
  const stored = new StoredLog();
  stored.said(vera, "Hello?");

  test("is told once for each number, and counts when the server has heard it", async () => {
    amirs.dispatch(opened(stored));
    chats.markRead(ID, 1);
    chats.markRead(ID, 1);
    equal(amirs.to("mark_read").length, 1);
    equal(amirs.state.chats[ID]?.log.read.agent, 0);
    await amirs.last("mark_read").answer({});
    equal(amirs.state.chats[ID]?.log.read.agent, 1);
    chats.markRead(ID, 1);
    equal(amirs.to("mark_read").length, 1);
  });

  test("what another agent holds is not told: the merchant would take it for an answer", () => {
    amirs.dispatch(opened(stored, { agent: LUCIA }));
    chats.markRead(ID, 1);
    equal(amirs.to("mark_read").length, 0);
  });
});
