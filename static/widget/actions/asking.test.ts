/* From the first letter to the question in earnest: what goes to the server, and which of its answers count. */

import { deepEqual, equal, notEqual, ok, rejects } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage } from "../../testing/host_page.test";
import { questionAnswered, suggestions } from "../../testing/suggestions.test";
import { recall } from "../transport/keep";
import type { Widget } from "../widget";
import { anew, ask, forgetQuestion, resumeQuestion, submit, type } from "./asking";

let page: HostPage;
let widget: Widget;

beforeEach(() => {
  page = new HostPage();
  widget = page.widget();
});
afterEach(() => page.leave());

const shown = () => widget.state.ask.answer?.suggestions.map((hit) => hit.article_id);

/** Typed to the end of a word, and the pause after it is over. */
async function typeAndWait(text: string): Promise<void> {
  type(widget, `${text} `);
  await page.clock.pass(250);
}

describe("Typing", () => {
  test("asks once, a quarter of a second after the last key", async () => {
    type(widget, "par");
    await page.clock.pass(200);
    type(widget, "parcel ");
    await page.clock.pass(249);
    equal(page.calls.length, 0);
    await page.clock.pass(1);
    equal(page.calls.length, 1);
    deepEqual(page.last("suggestions").body, {
      question: "parcel",
      locale: "es",
      visitor_token: "visitor-token",
    });
    await page.last("suggestions").answer(suggestions("tracking"));
    deepEqual(shown(), ["tracking"]);
    ok(!widget.state.ask.busy);
  });

  test("leaves an unfinished word out, until no key came for long enough", async () => {
    type(widget, "parcel los");
    await page.clock.pass(250);
    deepEqual(page.last("suggestions").body, {
      question: "parcel los",
      locale: "es",
      typing: true,
      visitor_token: "visitor-token",
    });
    await page.last("suggestions").answer(suggestions("tracking"));
    deepEqual(shown(), ["tracking"]);
    await page.clock.pass(349);
    equal(page.calls.length, 1);
    await page.clock.pass(1);
    deepEqual(page.last("suggestions").body, {
      question: "parcel los",
      locale: "es",
      first: "tracking",
      visitor_token: "visitor-token",
    });
    await page.last("suggestions").answer(suggestions("lost-parcel"));
    deepEqual(shown(), ["lost-parcel"]);
    await page.clock.pass(5000);
    equal(page.calls.length, 2);
  });

  test("does not take the word for finished when another key comes", async () => {
    type(widget, "parcel los");
    await page.clock.pass(250);
    await page.last("suggestions").answer(suggestions("tracking"));
    await page.clock.pass(300);
    type(widget, "parcel lost");
    await page.clock.pass(250);
    deepEqual(
      page.calls.map((call) => (call.body as { question: string; typing?: boolean }).typing),
      [true, true],
    );
  });

  test("asks nothing below three letters, and drops what was about to be asked", async () => {
    type(widget, "parcel");
    type(widget, "pa");
    await page.clock.pass(5000);
    equal(page.calls.length, 0);
  });

  test("drops the answer to an older text, even when it comes last", async () => {
    await typeAndWait("parcel");
    const older = page.last("suggestions");
    await typeAndWait("invoice");
    await page.last("suggestions").answer(suggestions("invoices"));
    await older.answer(suggestions("tracking"));
    deepEqual(shown(), ["invoices"]);
  });

  test("drops the answer to an older text before the next is asked", async () => {
    await typeAndWait("parcel");
    type(widget, "invoice");
    await page.last("suggestions").answer(suggestions("tracking"));
    equal(shown(), undefined);
  });

  test("drops the failure of an older text, too", async () => {
    await typeAndWait("parcel");
    const older = page.last("suggestions");
    await typeAndWait("invoice");
    await older.fail();
    equal(widget.state.ask.trouble, undefined);
  });

  test("takes a list away only when nothing is found for a while: half a word often finds nothing", async () => {
    await typeAndWait("parcel");
    await page.last("suggestions").answer(suggestions("tracking"));
    await typeAndWait("parcel l");
    await page.last("suggestions").answer(suggestions());
    await page.clock.pass(699);
    deepEqual(shown(), ["tracking"]);
    await page.clock.pass(1);
    deepEqual(shown(), []);
  });

  test("keeps the list when another word follows in time", async () => {
    await typeAndWait("parcel");
    await page.last("suggestions").answer(suggestions("tracking"));
    await typeAndWait("parcel l");
    await page.last("suggestions").answer(suggestions());
    await typeAndWait("parcel lost");
    await page.last("suggestions").answer(suggestions("lost-parcel"));
    await page.clock.pass(5000);
    deepEqual(shown(), ["lost-parcel"]);
  });

  test("says at once that nothing was found when there is no list to take away", async () => {
    await typeAndWait("xyzzy");
    await page.last("suggestions").answer(suggestions());
    deepEqual(shown(), []);
  });

  test("tries again when the server has said how long to wait", async () => {
    await typeAndWait("parcel");
    await page.last("suggestions").answer({ code: "rate_limited", message: "slow down", retry_after_s: 3 });
    equal(widget.state.ask.trouble?.code, "rate_limited");
    await page.clock.pass(2999);
    equal(page.calls.length, 1);
    await page.clock.pass(1);
    equal(page.calls.length, 2);
  });

  test("shows that the line is down, without asking again by itself", async () => {
    await typeAndWait("parcel");
    await page.last("suggestions").fail();
    equal(widget.state.ask.trouble?.code, "offline");
    await page.clock.pass(60_000);
    equal(page.calls.length, 1);
  });
});

describe("A question in earnest", () => {
  test("is asked once for one text, however often it is needed", async () => {
    type(widget, "parcel");
    const both = [ask(widget), ask(widget)];
    await settled();
    equal(page.to("questions").length, 1);
    await page.last("questions").answer(questionAnswered("question_1", "tracking"));
    const asked = { question_id: "question_1", text: "parcel" };
    deepEqual(await Promise.all([...both, ask(widget)]), [asked, asked, asked]);
    equal(page.to("questions").length, 1);
    deepEqual(page.told, [["question", { question_id: "question_1", text: "parcel", level: "answer" }]]);
  });

  test("carries text, locale and page, the page without what is nobody's business", async () => {
    type(widget, " parcel ");
    submit(widget);
    await settled();
    const { client_id, ...body } = page.last("questions").body;
    ok(client_id);
    deepEqual(body, { question: "parcel", locale: "es", page: "https://shop.example/orders" });
    equal(page.last("questions").authorization, "Bearer visitor-token");
  });

  test("goes under the same client_id until an answer came", async () => {
    type(widget, "parcel");
    submit(widget);
    await settled();
    await page.last("questions").fail();
    equal(widget.state.ask.trouble?.code, "offline");
    submit(widget);
    await settled();
    const [first, second] = page.to("questions");
    equal(second?.body.client_id, first?.body.client_id);
    type(widget, "invoice");
    submit(widget);
    await settled();
    notEqual(page.last("questions").body.client_id, first?.body.client_id);
  });

  test("is tried again word for word, although the page has changed meanwhile", async () => {
    type(widget, "parcel");
    submit(widget);
    await settled();
    await page.last("questions").fail();
    Object.assign(location, { pathname: "/labels" });
    submit(widget);
    await settled();
    const [first, second] = page.to("questions");
    deepEqual(second?.body, first?.body);
  });

  test("goes under a new client_id when the server no longer knows it", async () => {
    type(widget, "parcel");
    submit(widget);
    await settled();
    await page.last("questions").answer(questionAnswered("question_1"));
    forgetQuestion(widget);
    submit(widget);
    await settled();
    const [first, second] = page.to("questions");
    notEqual(second?.body.client_id, first?.body.client_id);
  });

  test("drops what typing has asked before", async () => {
    await typeAndWait("parcel");
    const typing = page.last("suggestions");
    submit(widget);
    await settled();
    await page.last("questions").answer(questionAnswered("question_1", "tracking"));
    await typing.answer(suggestions("something-else"));
    deepEqual(shown(), ["tracking"]);
  });

  test("does not show its answer below a text that has changed meanwhile", async () => {
    type(widget, "parcel");
    const asked = ask(widget);
    await settled();
    type(widget, "invoice");
    await page.last("questions").answer(questionAnswered("question_1", "tracking"));
    equal(shown(), undefined);
    equal((await asked).question_id, "question_1");
  });

  test("that is too long is not sent at all", async () => {
    type(widget, "🚚".repeat(4001));
    await rejects(ask(widget), { code: "too_large" });
    equal(widget.state.ask.trouble?.code, "too_large");
    equal(page.to("questions").length, 0);
    type(widget, "🚚".repeat(4000));
    ask(widget);
    await settled();
    equal(page.to("questions").length, 1);
  });

  test("that is too short is none", async () => {
    type(widget, "pa");
    submit(widget);
    await settled();
    equal(page.calls.length, 0);
  });
});

describe("A draft of a question", () => {
  test("comes back after a reload with what was asked, and is looked for at once", async () => {
    type(widget, "parcel");
    submit(widget);
    await settled();
    await page.last("questions").answer(questionAnswered("question_1", "tracking"));
    widget = page.widget({}, widget.keep.box);
    resumeQuestion(widget, null);
    equal(widget.state.ask.text, "parcel");
    equal((await ask(widget)).question_id, "question_1");
    await page.clock.pass(0);
    equal(page.to("suggestions").length, 1);
  });

  test("comes from another device when this one has none, and never over what stands in the field", () => {
    resumeQuestion(widget, "from the telephone");
    equal(widget.state.ask.text, "from the telephone");
    type(widget, "parcel");
    resumeQuestion(widget, "from the telephone");
    equal(widget.state.ask.text, "parcel");
    const otherTab = page.widget({}, widget.keep.box);
    type(otherTab, "typed in another tab");
    resumeQuestion(widget, null);
    equal(widget.state.ask.text, "parcel");
    type(widget, "parcel");
    widget = page.widget({}, widget.keep.box);
    resumeQuestion(widget, "from the telephone");
    equal(widget.state.ask.text, "parcel");
  });

  test("is forgotten when the field is emptied or something new begins", async () => {
    type(widget, "parcel");
    type(widget, "");
    equal(recall(widget.keep, "draft"), undefined);
    type(widget, "parcel");
    anew(widget);
    equal(recall(widget.keep, "draft"), undefined);
    equal(widget.state.ask.text, "");
    anew(widget, "invoice");
    deepEqual(recall(widget.keep, "draft"), { text: "invoice", asked: null });
    await page.clock.pass(0);
    equal(page.last("suggestions").body.question, "invoice");
  });
});
