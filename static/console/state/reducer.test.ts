/* Logging in and out: what an agent finds again, and what nobody after that agent does. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import {
  after,
  amirsAccount,
  happened,
  inbox,
  line,
  loggedIn,
  opened,
  PREFS,
} from "../../testing/console_desk.test";
import { amir, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { initialState } from "./model";
import { reduce } from "./reducer";

const stored = new StoredLog();
stored.said(vera, "my secret");

const item: OutboxItem = {
  ...{ client_id: "id", conversation_id: "conversation_1", text: "unsent", state: "pending", attempts: 0 },
  queued_at: "2026-03-02T09:00:00Z",
};
const draft = { mode: "reply", reply: "half a reply", note: "", article: null } as const;

/** Amir in the middle of the day. */
const busy = after(
  loggedIn,
  inbox([line("conversation_1")], [line("conversation_2")]),
  opened(stored),
  { type: "outbox", action: { do: "queue", item } },
  { type: "draft", conversationId: "conversation_1", draft },
  { type: "select", conversationId: "conversation_1", pane: "thread" },
  { type: "prefs", prefs: { theme: "dark" } },
  happened(stored.said(amir, "Hello!")),
);

describe("A session", () => {
  test("starts with what the browser kept for the agent", () => {
    const started = after(initialState(PREFS), {
      ...{ type: "session.started", agent: amirsAccount, csrf: "token", mail: "files" },
      ...{ outbox: [item], drafts: { conversation_1: draft } },
    });
    deepEqual([started.phase, started.agent?.name, started.csrf], ["ready", "Amir", "token"]);
    equal(started.mail, "files");
    deepEqual([started.outbox, started.drafts], [[item], { conversation_1: draft }]);
  });

  test("that is ended leaves nothing but the preferences", () => {
    const next = reduce(busy, { type: "session.ended", expired: false });
    deepEqual(next, { ...initialState({ ...PREFS, theme: "dark" }), phase: "login" });
  });

  test("that expired says so and comes back to the conversation that was open, with nothing of it kept", () => {
    const next = reduce(busy, { type: "session.ended", expired: true });
    equal(next.login.problem, "expired");
    deepEqual([next.ui.selected, next.ui.pane], ["conversation_1", "thread"]);
    deepEqual([next.chats, next.outbox, next.drafts, next.lists.mine], [{}, [], {}, []]);
    equal(next.agent, null);
    equal(next.csrf, "");
  });
});

describe("Logging in", () => {
  test("shows that it is tried, and why it failed", () => {
    const failed = { type: "login.failed", problem: "unauthenticated", retryAfterS: 30 } as const;
    const first = after(initialState(PREFS), { type: "session.missing" }, failed);
    equal(first.phase, "login");
    deepEqual(first.login, { busy: false, problem: "unauthenticated", retryAfterS: 30 });
    deepEqual(reduce(first, { type: "login.started" }).login, {
      ...{ busy: true, problem: null, retryAfterS: null },
    });
    const session = { agent: amirsAccount, csrf: "t", mail: "smtp", outbox: [], drafts: {} } as const;
    equal(reduce(first, { type: "session.started", ...session }).login.problem, null);
  });
});

describe("Availability", () => {
  test("counts once the server has confirmed it", () => {
    const choosing = reduce(loggedIn, { type: "availability.choosing", availability: "away" });
    deepEqual([choosing.choosing, choosing.agent?.availability], ["away", "online"]);
    const set = reduce(choosing, { type: "availability.set", availability: "away" });
    deepEqual([set.choosing, set.agent?.availability], [null, "away"]);
  });

  test("is nobody's while nobody is logged in", () => {
    const state = initialState(PREFS);
    equal(reduce(state, { type: "availability.set", availability: "away" }), state);
  });
});

describe("Drafts", () => {
  test("are kept for each conversation by itself", () => {
    const other = { ...draft, reply: "another" };
    const next = reduce(busy, { type: "draft", conversationId: "conversation_2", draft: other });
    deepEqual(next.drafts, { conversation_1: draft, conversation_2: other });
  });
});

describe("A notice", () => {
  test("has a number of its own each time, so that the same words are said again", () => {
    const once = reduce(loggedIn, { type: "notice", notice: { code: "redacted" } });
    const twice = reduce(once, { type: "notice", notice: { code: "redacted" } });
    deepEqual([once.ui.notice?.id, twice.ui.notice?.id], [1, 2]);
    equal(reduce(twice, { type: "notice", notice: null }).ui.notice, null);
  });
});

describe("The article drawer", () => {
  const article = (article_id: string) => ({
    type: "article.loaded" as const,
    article: {
      ...{ article_id, title: article_id, html: "", sections: [], locale: "es", fallback: false },
      ...{ url: "/", updated_at: "2026-03-02T09:00:00Z" },
    },
  });
  const loading = reduce(loggedIn, { type: "article.opening", articleId: "tracking", locale: "es" });

  test("shows the article that was asked for last, not one that comes late", () => {
    equal(loading.ui.article?.phase, "loading");
    equal(reduce(loading, article("returns")), loading);
    equal(reduce(loading, article("tracking")).ui.article?.article?.title, "tracking");
    equal(reduce(reduce(loading, { type: "article.closed" }), article("tracking")).ui.article, null);
  });

  test("says when it failed, unless it was closed meanwhile", () => {
    equal(reduce(loading, { type: "article.failed" }).ui.article?.phase, "failed");
    equal(reduce(loggedIn, { type: "article.failed" }).ui.article, null);
  });
});

describe("A dialog", () => {
  test("on redacting knows its message, and forgets it when it closes", () => {
    const asking = reduce(loggedIn, { type: "redacting", conversationId: "c", seq: 3 });
    deepEqual([asking.ui.dialog, asking.ui.redacting], ["redact", { conversationId: "c", seq: 3 }]);
    const closed = reduce(asking, { type: "dialog", dialog: null });
    deepEqual([closed.ui.dialog, closed.ui.redacting], [null, null]);
  });
});
