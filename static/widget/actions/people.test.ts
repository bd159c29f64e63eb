/* The way to a person: through a question that was asked, once for each, and kept while nobody is there. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage, session } from "../../testing/host_page.test";
import { questionAnswered } from "../../testing/suggestions.test";
import { back, here } from "../state/state";
import { recall } from "../transport/keep";
import { update, type Widget } from "../widget";
import { type } from "./asking";
import { escalate } from "./people";

let page: HostPage;
let widget: Widget;

beforeEach(() => {
  page = new HostPage();
  widget = page.widget();
  type(widget, "parcel");
});
afterEach(() => page.leave());

/** Wishes for a person; the question gets this answer. */
async function wish(question_id = "question_1"): Promise<void> {
  const asked = page.to("questions").length;
  void escalate(widget);
  await settled();
  if (page.to("questions").length > asked) await page.last("questions").answer(questionAnswered(question_id));
}

const queued = { conversation_id: "conversation_1", status: "queued", position: 2, wait: null };
const closed = { code: "closed", message: "closed", opens_at: "2026-03-03T08:00:00Z", ways: ["article"] };

describe("Talk to a person", () => {
  test("asks the question first, and hands over that question", async () => {
    void escalate(widget);
    await settled();
    deepEqual(
      page.calls.map((call) => call.path),
      ["questions"],
    );
    ok(widget.state.handover.busy);
    await page.last("questions").answer(questionAnswered("question_1"));
    equal(page.last("conversations").body.question_id, "question_1");
    await page.last("conversations").answer(queued);
    deepEqual(here(widget.state), { at: "chat" });
    deepEqual(recall(widget.keep, "talk"), { conversation_id: "conversation_1", open: true, unread: 0 });
    equal(recall(widget.keep, "draft"), undefined, "it is said now");
    ok(page.told.some(([event]) => event === "escalated"));
  });

  test("does not ask again what was asked already", async () => {
    await wish();
    await page.last("conversations").fail();
    await wish();
    equal(page.to("questions").length, 1);
    equal(page.to("conversations").length, 2);
  });

  test("rings once, however often it is pressed", async () => {
    void escalate(widget);
    void escalate(widget);
    await settled();
    await page.last("questions").answer(questionAnswered("question_1"));
    void escalate(widget);
    await settled();
    equal(page.to("conversations").length, 1);
  });

  test("is tried again under the same client_id, so that it does not ring twice", async () => {
    await wish();
    await page.last("conversations").fail();
    equal(widget.state.handover.trouble?.code, "offline");
    await wish();
    const [first, second] = page.to("conversations");
    ok(first?.body.client_id);
    equal(second?.body.client_id, first.body.client_id);
  });

  test("goes under another client_id for another question", async () => {
    await wish();
    await page.last("conversations").fail();
    type(widget, "invoice");
    await wish("question_2");
    const [first, second] = page.to("conversations");
    equal(second?.body.question_id, "question_2");
    notEqual(second?.body.client_id, first?.body.client_id);
  });

  test("leads nowhere when the question could not be asked, and says so", async () => {
    void escalate(widget);
    await settled();
    await page.last("questions").answer({ code: "unavailable", message: "later" });
    equal(page.to("conversations").length, 0);
    deepEqual(widget.state.handover, { trouble: { code: "unavailable" } });
    deepEqual(here(widget.state), { at: "home" });
  });

  test("asks the question anew when the server no longer knows it, once", async () => {
    await wish();
    const forgotten = { code: "question_required", message: "ask first" };
    await page.last("conversations").answer(forgotten);
    equal(page.to("questions").length, 2);
    const [first, second] = page.to("questions");
    notEqual(second?.body.client_id, first?.body.client_id);
    await page.last("questions").answer(questionAnswered("question_2"));
    equal(page.last("conversations").body.question_id, "question_2");
    await page.last("conversations").answer(forgotten);
    equal(page.to("questions").length, 2);
    equal(widget.state.handover.trouble?.code, "question_required");
  });
});

describe("While nobody is at the desk", () => {
  beforeEach(async () => {
    await wish();
    await page.last("conversations").answer(closed);
  });

  test("it says when somebody is, keeps the question, and there is a way back", () => {
    deepEqual(here(widget.state), { at: "closed", opens_at: "2026-03-03T08:00:00Z" });
    ok(!widget.state.available);
    equal(widget.state.handover.busy, undefined);
    equal(widget.state.ask.text, "parcel");
    equal(recall(widget.keep, "draft")?.text, "parcel");
    deepEqual(here(back(widget.state)), { at: "home" });
  });

  test("trying in vain stays where it is", async () => {
    await wish();
    await page.last("conversations").answer(closed);
    equal(widget.state.path.length, 2);
    equal(widget.state.handover.busy, undefined);
  });

  test("it looks again every half minute, until somebody is there", async () => {
    await page.clock.pass(29_999);
    equal(page.to("session").length, 0);
    await page.clock.pass(1);
    const away = { channels: [{ kind: "chat" as const, available: false }] };
    await page.last("session").answer(session("visitor-token", away));
    await page.clock.pass(30_000);
    equal(page.to("session").length, 2);
    await page.last("session").answer(session("visitor-token"));
    ok(widget.state.available);
    await page.clock.pass(120_000);
    equal(page.to("session").length, 2);
  });

  test("it stops looking when that is no longer on screen", async () => {
    update(widget, back);
    await page.clock.pass(120_000);
    equal(page.to("session").length, 0);
    equal(page.clock.running, 0);
  });
});
