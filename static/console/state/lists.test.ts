/* The lists between two words of the server: what single events change in their lines. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConversationSummary } from "../../shared/wire";
import { after, happened, inbox, line, loggedIn, opened } from "../../testing/console_desk.test";
import { AMIR, amir, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import type { ConsoleState } from "./model";
import { reduce } from "./reducer";

const mine = (state: ConsoleState): ConversationSummary | undefined => state.lists.mine[0];

/** Amir holds the conversation and has read what Vera said so far. */
function holding(): { stored: StoredLog; state: ConsoleState } {
  const stored = new StoredLog();
  stored.assigned(AMIR);
  stored.said(vera, "Where is my parcel?");
  stored.read = { contact: 2, agent: 2 };
  const lists = inbox([line("conversation_1"), line("conversation_2")], [line("conversation_3")]);
  return { stored, state: after(loggedIn, lists, opened(stored)) };
}

describe("A message of the merchant", () => {
  test("counts as unread and is the excerpt of its own line alone", () => {
    const { stored, state } = holding();
    const event = stored.said(vera, "Hello?");
    const next = reduce(state, happened(event));
    equal(mine(next)?.unread, 1);
    deepEqual(mine(next)?.last_message, { text: "Hello?", actor_kind: "contact", redacted: false });
    equal(mine(next)?.updated_at, event.at);
    equal(next.lists.mine[1], state.lists.mine[1]);
    deepEqual(next.lists.queue, state.lists.queue);
  });

  test("that comes a second time counts once", () => {
    const { stored, state } = holding();
    const event = stored.said(vera, "Hello?");
    equal(mine(after(state, happened(event), happened(event)))?.unread, 1);
  });

  test("counts in a conversation that was never opened, and in the queue", () => {
    const waiting = new StoredLog("conversation_3");
    const next = reduce(holding().state, happened(waiting.said(vera, "Anybody?")));
    equal(next.lists.queue[0]?.unread, 1);
  });
});

describe("What is no message of the merchant", () => {
  test("counts nothing: a reply of the agent is only the excerpt", () => {
    const { stored, state } = holding();
    const next = reduce(state, happened(stored.said(amir, "On its way.")));
    equal(mine(next)?.unread, 0);
    equal(mine(next)?.last_message?.text, "On its way.");
  });

  test("a note is neither counted nor an excerpt: it never reads like a message to the merchant", () => {
    const { stored, state } = holding();
    const next = reduce(state, happened(stored.noted("Sounds upset")));
    deepEqual(next.lists, state.lists);
  });
});

describe("Reading", () => {
  const read = (agent: number) =>
    ({ type: "read", conversationId: "conversation_1", marks: { agent } }) as const;

  test("as far as the last message of the merchant clears the count", () => {
    const { stored, state } = holding();
    const event = stored.said(vera, "Hello?");
    const { seq } = event;
    const said = reduce(state, happened(event));
    equal(mine(reduce(said, read(seq - 1)))?.unread, 1, "not as far");
    equal(mine(reduce(said, read(seq)))?.unread, 0);
  });

  test("needs not go as far as one's own reply or note behind it", () => {
    const { stored, state } = holding();
    const events = [stored.said(vera, "Hello?"), stored.noted("hm"), stored.said(amir, "Hello!")];
    const said = after(state, ...events.map(happened));
    equal(mine(reduce(said, read(3)))?.unread, 0);
  });
});

describe("A redacted message", () => {
  test("leaves the excerpt, too", () => {
    const { stored, state } = holding();
    const event = stored.said(vera, "My card is 4242");
    const said = reduce(state, happened(event));
    const next = reduce(said, happened(stored.redacted(event.seq)));
    deepEqual(mine(next)?.last_message, { text: "", actor_kind: "contact", redacted: true });
  });

  test("leaves the excerpt of a later one alone", () => {
    const { stored, state } = holding();
    const said = reduce(state, happened(stored.said(amir, "On its way.")));
    const next = reduce(said, happened(stored.redacted(2)));
    equal(mine(next)?.last_message?.text, "On its way.");
  });
});

describe("A conversation that the merchant reopened", () => {
  const stored = new StoredLog();
  stored.resolved();
  const reopened = reduce(holding().state, happened(stored.reopened(AMIR)));

  test("is flagged until it is looked at", () => {
    deepEqual([...reopened.lists.reopened], ["conversation_1"]);
    deepEqual([...reduce(reopened, opened(stored)).lists.reopened], []);
  });

  test("stays flagged while it is held, and not when somebody else has it", () => {
    const lists = [line("conversation_2"), line("conversation_1")];
    deepEqual([...reduce(reopened, inbox(lists)).lists.reopened], ["conversation_1"]);
    deepEqual([...reduce(reopened, inbox([line("conversation_2")])).lists.reopened], []);
  });
});

describe("The server's word on the lists", () => {
  test("replaces them", () => {
    const next = reduce(holding().state, inbox([line("a", { unread: 4 })], [line("b")], ["b"]));
    const { mine, queue, offered, version, loaded } = next.lists;
    deepEqual([mine[0]?.unread, mine.length, queue.length, offered], [4, 1, 1, ["b"]]);
    deepEqual([version, loaded], [7, true]);
  });

  test("on accepting marks the line until it has come", () => {
    const on = after(loggedIn, { type: "accepting", conversationId: "a", on: true });
    const both = reduce(on, { type: "accepting", conversationId: "b", on: true });
    deepEqual([...both.lists.accepting], ["a", "b"]);
    const off = reduce(both, { type: "accepting", conversationId: "a", on: false });
    deepEqual([...off.lists.accepting], ["b"]);
    deepEqual([...both.lists.accepting], ["a", "b"], "the state before stays as it was");
  });
});

describe("The list of all conversations", () => {
  const page = (more: boolean, ...ids: string[]) =>
    ({ type: "browse.loaded", items: ids.map((id) => line(id)), next: "cursor", more }) as const;
  const ids = (state: ConsoleState) => state.browse.items.map((item) => item.conversation_id);

  test("grows page by page, and begins anew with another search", () => {
    const two = after(loggedIn, page(false, "a", "b"), page(true, "c"));
    deepEqual(ids(two), ["a", "b", "c"]);
    equal(two.browse.phase, "ready");
    const searching = reduce(two, { type: "browse", patch: { query: "vera", phase: "loading" } });
    deepEqual(
      [searching.browse.query, searching.browse.phase, ids(searching).length],
      ["vera", "loading", 3],
    );
    deepEqual(ids(reduce(searching, page(false, "d"))), ["d"]);
  });
});
