/* Writing a ticket: kept through a reload, sent once, told by field what is wrong. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { TicketKindView, TicketView } from "../../shared/wire";
import { settled } from "../../testing/fake_clock.test";
import { HostPage, session } from "../../testing/host_page.test";
import { questionAnswered, suggestions } from "../../testing/suggestions.test";
import { ask, type } from "../actions/asking";
import { go, here } from "../state/state";
import { begun, kindOf, wished } from "../state/tickets";
import { recall } from "../transport/keep";
import { update, type Widget } from "../widget";
import texts from "./locales/en";
import { source } from "./source";
import { change, ticketsOf } from "./store";
import type { Kit } from "./tickets";
import { type Writing, writing } from "./writing";

const general: TicketKindView = { id: "general", label: "Other", fields: [] };
const sent: TicketView = {
  ticket_id: "ticket_1",
  reference: "P-7KQ2M-9XTR4",
  kind: "general",
  kind_label: "Other",
  subject: "Where is it?",
  state: "open",
  created_at: "2026-03-02T09:00:00Z",
  updated_at: "2026-03-02T09:00:00Z",
  unread: 0,
  fields: [],
  entries: [],
  due_at: null,
  email: "pablo@shop.example",
};
const contact = { id: "contact_1", name: "Pablo", email: "pablo@shop.example", verified: true };

let page: HostPage;
let box: Record<string, string>;
let widget: Widget;
let does: Writing;

function begin(): void {
  widget = page.widget({}, box);
  update(widget, (state) => go({ ...state, session: session("token", { contact }) }, { at: "new_ticket" }));
  change(widget, (now) => ({ ...now, kinds: [general] }));
  const act = new Proxy(Object.create(null), { get: () => () => {} });
  const kit: Kit = { widget, act, words: texts, language: widget.language };
  does = writing(kit);
}

beforeEach(() => {
  page = new HostPage();
  box = {};
  begin();
});
afterEach(() => page.leave());

function write(): void {
  does.choose("general");
  does.subject("Where is it?");
  does.write("text", "It was due on Monday.");
}

describe("Writing a ticket", () => {
  test("survives a reload, under the same id", () => {
    write();
    const { client_id } = ticketsOf(widget).draft;
    begin();
    const { draft } = ticketsOf(widget);
    deepEqual([draft.subject, draft.text, draft.kind], ["Where is it?", "It was due on Monday.", "general"]);
    equal(draft.client_id, client_id);
    equal(kindOf(ticketsOf(widget))?.label, "Other");
  });

  test("asks for what is missing, and takes it back as soon as somebody is at it", async () => {
    does.choose("general");
    await does.submit();
    equal(page.to("tickets").length, 0);
    deepEqual(ticketsOf(widget).wrong, { subject: "required", text: "required" });
    does.subject("W");
    deepEqual(ticketsOf(widget).wrong, { text: "required" });
  });

  test("is tried again under the same id when the line was down, so that it arrives once", async () => {
    write();
    void does.submit();
    await settled();
    await page.last("tickets").fail();
    equal(ticketsOf(widget).trouble?.code, "offline");
    void does.submit();
    await settled();
    const [first, second] = page.to("tickets");
    ok(first?.body.client_id);
    equal(second?.body.client_id, first.body.client_id);
  });

  test("goes once, however often it is pressed, and is not there to be sent again", async () => {
    write();
    const { client_id } = ticketsOf(widget).draft;
    void does.submit();
    void does.submit();
    await settled();
    equal(page.to("tickets").length, 1);
    await page.last("tickets").answer(sent);
    equal(ticketsOf(widget).draft.text, "");
    notEqual(ticketsOf(widget).draft.client_id, client_id);
    equal(ticketsOf(widget).fresh, "ticket_1");
    equal(recall(widget.keep, "ticket")?.text, "");
    equal(here(widget.state).at, "home", "the form is behind us");
    ok(page.told.some(([event]) => event === "ticket"));
  });

  test("waits for a file that is on its way, and goes with what was written last", async () => {
    write();
    const on_its_way = { key: "f1", name: "box.jpg", part: 0.5, ticket_id: "" };
    change(widget, (now) => ({ ...now, uploads: [on_its_way] }));
    void does.submit();
    await settled();
    equal(page.to("tickets").length, 0);
    ok(ticketsOf(widget).busy, "it says that it is on its way");
    does.write("text", "It was due on Tuesday.");
    does.remove("f1");
    await settled();
    equal(page.last("tickets").body.text, "It was due on Tuesday.");
  });

  test("stays when a file is refused meanwhile, so that nobody thinks it went along", async () => {
    write();
    const files = [
      { key: "f1", name: "box.jpg", part: 0.5, ticket_id: "" },
      { key: "f2", name: "other.jpg", part: 0.5, ticket_id: "" },
    ];
    change(widget, (now) => ({ ...now, uploads: files }));
    void does.submit();
    await settled();
    change(widget, (now) => ({
      ...now,
      uploads: now.uploads.map((one) => (one.key === "f1" ? { ...one, error: "invalid" } : one)),
    }));
    does.remove("f2");
    await settled();
    equal(page.to("tickets").length, 0);
    ok(!ticketsOf(widget).busy);
  });

  test("does not scold about one kind's fields in another kind's form", async () => {
    does.choose("general");
    await does.submit();
    does.choose("");
    deepEqual(ticketsOf(widget).wrong, {});
  });

  test("shows the server's objection at the field it is about", async () => {
    write();
    void does.submit();
    await settled();
    await page.last("tickets").answer({ code: "invalid", message: "no", field: "subject" });
    deepEqual(ticketsOf(widget).wrong, { subject: "wrong" });
    ok(!ticketsOf(widget).busy);
  });

  test("shows an objection to files where files are added", async () => {
    const photos = { id: "photos", type: "files", label: "Photos", required: false } as const;
    change(widget, (now) => ({ ...now, kinds: [{ ...general, fields: [photos] }] }));
    write();
    void does.submit();
    await settled();
    await page.last("tickets").answer({ code: "invalid", message: "no", field: "attachments" });
    deepEqual(ticketsOf(widget).wrong, { "fields.photos": "wrong" });
  });

  test("says that it did not work when the form does not ask for what is wrong", async () => {
    write();
    void does.submit();
    await settled();
    await page.last("tickets").answer({ code: "invalid", message: "no", field: "kind" });
    deepEqual(ticketsOf(widget).wrong, {});
    equal(ticketsOf(widget).trouble?.code, "invalid");
  });

  test("offers articles for the subject, the newest answer only", async () => {
    does.subject("parcel");
    await page.clock.pass(500);
    const early = page.last("suggestions");
    does.subject("invoice");
    await early.answer(suggestions("tracking"));
    equal(ticketsOf(widget).hits, undefined);
    await page.clock.pass(500);
    await page.last("suggestions").answer(suggestions("invoices"));
    equal(ticketsOf(widget).hits?.[0]?.article_id, "invoices");
  });
});

describe("A question that was asked", () => {
  test("is the ticket's text, goes along, and is gone from the first screen afterwards", async () => {
    type(widget, "Where is my parcel?");
    void ask(widget);
    await settled();
    await page.last("questions").answer(questionAnswered("question_1"));
    const { draft, said } = source(widget.state, ticketsOf(widget).draft);
    change(widget, (now) => ({ ...now, draft: wished(begun(draft, said), { kind: "general" }) }));
    void does.submit();
    await settled();
    const { body } = page.last("tickets");
    equal(body.text, "Where is my parcel?");
    equal(body.question_id, "question_1");
    await page.last("tickets").answer(sent);
    equal(widget.state.ask.text, "");
    equal(recall(widget.keep, "draft"), undefined);
  });
});
