/* Questions to the state: who is next, who may reply, what is unread and unsent. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem, OutboxState } from "../../shared/outbox";
import type { ConversationSummary } from "../../shared/wire";
import { after, detail, inbox, line, loggedIn, opened } from "../../testing/console_desk.test";
import { AMIR, LUCIA } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import type { Action } from "./actions";
import { EMPTY_DRAFT } from "./model";
import {
  draftOf,
  hasDraft,
  hasRoom,
  holds,
  longestWaiting,
  ratingOf,
  selectedChat,
  summaryOf,
  unreadTotal,
  unsentCount,
  visibleList,
  waiting,
} from "./selectors";

const queued = (id: string, queued_at = "2026-03-02T09:00:00Z") =>
  line(id, { status: "queued", agent: null, queued_at });
const ids = (lines: readonly ConversationSummary[]) => lines.map((one) => one.conversation_id);

describe("The queue", () => {
  test("shows what is offered to this agent first, otherwise the server's order", () => {
    const lines = [queued("a"), queued("b"), queued("c"), queued("d")];
    deepEqual(ids(waiting(after(loggedIn, inbox([], lines, ["d", "b"])))), ["b", "d", "a", "c"]);
    deepEqual(ids(waiting(after(loggedIn, inbox([], lines)))), ["a", "b", "c", "d"]);
  });

  test("knows who has waited longest, who need not be next", () => {
    const lines = [queued("a", "2026-03-02T09:05:00Z"), queued("b", "2026-03-02T09:01:00Z"), queued("c")];
    equal(longestWaiting(after(loggedIn, inbox([], lines)))?.conversation_id, "c");
    equal(longestWaiting(loggedIn), null);
  });
});

describe("An agent", () => {
  test("may reply to an active conversation that this agent holds, and to no other", () => {
    ok(holds(loggedIn, detail("a")));
    ok(!holds(loggedIn, detail("a", { agent: LUCIA })));
    ok(!holds(loggedIn, detail("a", { status: "resolved", agent: AMIR })));
    ok(!holds(loggedIn, detail("a", { status: "queued", agent: null })));
  });

  test("has room below the capacity; what is resolved takes none", () => {
    const three = [line("a"), line("b"), line("c", { status: "resolved" })];
    ok(hasRoom(after(loggedIn, inbox(three))));
    ok(!hasRoom(after(loggedIn, inbox([...three, line("d")]))));
    ok(!hasRoom({ ...loggedIn, agent: null }));
  });

  test("sees how much is unread in what this agent holds, not in the queue", () => {
    const state = after(
      loggedIn,
      inbox([line("a", { unread: 2 }), line("b", { unread: 1 })], [line("c", { unread: 5 })]),
    );
    equal(unreadTotal(state), 3);
  });
});

describe("A conversation", () => {
  const stored = new StoredLog("open");
  const browsed: Action = { type: "browse.loaded", items: [line("old")], next: null, more: false };
  const state = after(loggedIn, inbox([line("held")], [queued("waiting")]), browsed, opened(stored));

  test("is known from any list, or because it is open", () => {
    for (const id of ["held", "waiting", "old", "open"]) equal(summaryOf(state, id)?.conversation_id, id);
    equal(summaryOf(state, "unknown"), null);
  });

  test("is selected, or none is", () => {
    equal(selectedChat(state), null);
    const selected = after(state, { type: "select", conversationId: "open", pane: "thread" });
    equal(selectedChat(selected)?.detail?.conversation_id, "open");
    equal(selectedChat(after(state, { type: "select", conversationId: "unknown", pane: "thread" })), null);
  });

  test("is found by the keys in the list on screen", () => {
    const lists = (["mine", "queue", "all"] as const).map((list) => after(state, { type: "list", list }));
    deepEqual(
      lists.map((one) => ids(visibleList(one))),
      [["held"], ["waiting"], ["old"]],
    );
  });

  test("shows the last rating with its words, and none after it was reopened", () => {
    const rated = new StoredLog();
    rated.rated(2, "slow");
    rated.rated(5, "better");
    const chat = (more: object) => after(loggedIn, opened(rated, more)).chats.conversation_1 ?? null;
    deepEqual(ratingOf(chat({ rating: 5 })), { score: 5, comment: "better" });
    equal(ratingOf(chat({ rating: null })), null);
    equal(ratingOf(null), null);
  });
});

describe("A draft", () => {
  test("is one as soon as there is a word or an article, and blanks are none", () => {
    const withDraft = (draft: object) =>
      hasDraft({ ...loggedIn, drafts: { a: { ...EMPTY_DRAFT, ...draft } } }, "a");
    ok(withDraft({ reply: "Hello" }) && withDraft({ note: "hm" }));
    ok(withDraft({ article: { article_id: "tracking", title: "Tracking", locale: "es" } }));
    ok(!withDraft({ reply: " \n", mode: "note" }));
    equal(draftOf(loggedIn, "a"), EMPTY_DRAFT);
  });
});

describe("What is unsent", () => {
  test("is what waits or is on its way, not what arrived or was refused", () => {
    const item = (state: OutboxState): OutboxItem => ({
      ...{ client_id: state, conversation_id: "a", text: "", state, attempts: 0, queued_at: "" },
    });
    const outbox = (["pending", "sending", "sent", "failed"] as const).map(item);
    equal(unsentCount({ ...loggedIn, outbox }), 2);
  });
});
