/* Reading an article and what is said of it: the figures on which articles help hang on these calls. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage } from "../../testing/host_page.test";
import { questionAnswered, suggestion } from "../../testing/suggestions.test";
import { here } from "../state/state";
import type { Widget } from "../widget";
import { type } from "./asking";
import {
  changeWhy,
  didNotHelp,
  finishReading,
  helped,
  loadArticle,
  openSuggestion,
  sendWhy,
} from "./reading";

let page: HostPage;
let widget: Widget;

beforeEach(() => {
  page = new HostPage();
  widget = page.widget();
  type(widget, "parcel");
});
afterEach(() => page.leave());

const READ = "questions/question_1/read";
const OUTCOME = "questions/question_1/outcome";

/** Opens a suggestion; the question that is meant by it gets its answer. */
async function open(article_id: string): Promise<void> {
  openSuggestion(widget, suggestion(article_id));
  await settled();
  await page.last("questions").answer(questionAnswered("question_1", article_id));
}

describe("Opening a suggestion", () => {
  test("means the question: it is asked in earnest, and the article shown", async () => {
    await open("tracking");
    equal(page.last("questions").body.question, "parcel");
    deepEqual(here(widget.state), { at: "article", article_id: "tracking", section: "" });
    equal(page.to("articles/tracking?locale=es").length, 1);
    equal(widget.state.ask.opened, "tracking");
  });

  test("tells once that it was read, and for how long, when it is left", async () => {
    await open("tracking");
    equal(page.to(READ).length, 0);
    await page.clock.pass(12_000);
    await Promise.all([finishReading(widget), finishReading(widget), settled(), readHeard()]);
    deepEqual(
      page.to(READ).map((call) => call.body),
      [{ article_id: "tracking", dwell_ms: 12_000 }],
    );
  });

  test("tells of the one before when another is opened", async () => {
    await open("tracking");
    await page.clock.pass(3000);
    openSuggestion(widget, suggestion("returns"));
    await settled();
    deepEqual(
      page.to(READ).map((call) => call.body),
      [{ article_id: "tracking", dwell_ms: 3000 }],
    );
  });
});

/** The server has heard of the reading. */
async function readHeard(): Promise<void> {
  await settled();
  await page.last(READ).answer({ ok: true });
}

describe("Whether an article helped", () => {
  beforeEach(() => open("tracking"));

  test("is told after what was read", async () => {
    helped(widget, "tracking");
    await settled();
    equal(page.to(OUTCOME).length, 0);
    await readHeard();
    deepEqual(page.last(OUTCOME).body, { outcome: "helped", article_id: "tracking" });
    deepEqual(here(widget.state), { at: "thanks" });
  });

  test("no: the reason is asked, and told with the comment", async () => {
    didNotHelp(widget, "tracking");
    sendWhy(widget, "tracking");
    deepEqual(here(widget.state), { at: "why", article_id: "tracking" }, "not without a reason");
    changeWhy(widget, { reason: "not_answered" });
    changeWhy(widget, { comment: " No word on islands " });
    sendWhy(widget, "tracking");
    deepEqual(here(widget.state), { at: "next" });
    await settled();
    await readHeard();
    const outcome = { outcome: "not_answered", article_id: "tracking", comment: "No word on islands" };
    deepEqual(page.last(OUTCOME).body, outcome);
  });

  test("is asked afresh for the next article", () => {
    changeWhy(widget, { reason: "not_related", comment: "old" });
    didNotHelp(widget, "returns");
    equal(widget.state.why.comment, "");
    equal(widget.state.why.reason, undefined);
  });

  test("is told once more when it was not heard, and then let go", async () => {
    helped(widget, "tracking");
    await settled();
    await readHeard();
    await page.last(OUTCOME).fail();
    await page.clock.pass(2999);
    equal(page.to(OUTCOME).length, 1);
    await page.clock.pass(1);
    equal(page.to(OUTCOME).length, 2);
    await page.last(OUTCOME).fail();
    await page.clock.pass(60_000);
    equal(page.to(OUTCOME).length, 2);
  });
});

describe("An article", () => {
  const path = "articles/tracking?locale=es";

  test("is fetched once", async () => {
    const first = loadArticle(widget, "tracking");
    await settled();
    await page.last(path).answer({ article_id: "tracking", title: "Tracking" });
    await first;
    await loadArticle(widget, "tracking");
    equal(page.to(path).length, 1);
    equal(widget.state.articles.tracking?.value?.title, "Tracking");
  });

  test("that cannot be had says why, and is fetched again by hand", async () => {
    const first = loadArticle(widget, "tracking");
    await settled();
    await page.last(path).answer({ code: "not_found", message: "gone" });
    await first;
    equal(widget.state.articles.tracking?.trouble?.code, "not_found");
    void loadArticle(widget, "tracking");
    ok(!widget.state.articles.tracking?.trouble);
    await settled();
    equal(page.to(path).length, 2);
  });
});
