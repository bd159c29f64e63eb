/* What a ticket needs before it is sent, and how it goes to the server. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { TicketKindView } from "../../shared/wire";
import { asCommand, check } from "./ticket_check";
import { begun, type Draft, emptyDraft, wished } from "./tickets";

const field = { label: "", required: true } as const;
const investigation: TicketKindView = {
  id: "investigation",
  label: "Investigation",
  fields: [
    { ...field, id: "tracking_number", type: "text", max_length: 12 },
    { ...field, id: "reason", type: "choice", choices: [{ id: "lost", label: "Lost" }] },
    { ...field, id: "parcel_value", type: "money" },
    { ...field, id: "photos", type: "files", required: false },
    { ...field, id: "receiver_contacted", type: "yes_no", required: false },
  ],
};
const callback: TicketKindView = {
  id: "callback",
  label: "Call back",
  fields: [{ ...field, id: "wanted_time", type: "date_time" }],
};
const photo = { id: "file_1", name: "box.jpg", media_type: "image/jpeg", size: 10, preview: true };

const full: Draft = {
  ...emptyDraft("client_1"),
  kind: "investigation",
  subject: "Lost",
  text: "Nobody has seen it",
  fields: { tracking_number: "IB 4410", reason: "lost", parcel_value: "35,50" },
};

describe("A ticket", () => {
  test("that has all its kind asks for can be sent", () => {
    deepEqual(check(full, investigation, false), {});
  });

  test("says by name what is missing, in the order of the form", () => {
    const wrong = check(emptyDraft("client_1"), investigation, true);
    deepEqual(Object.keys(wrong), [
      "subject",
      "text",
      "fields.tracking_number",
      "fields.reason",
      "fields.parcel_value",
      "email",
    ]);
    equal(wrong.subject, "required");
  });

  test("does not go with an amount that is none, or with more than fits", () => {
    const fields = { ...full.fields, parcel_value: "a lot", tracking_number: "IB 4410 2207 5" };
    deepEqual(check({ ...full, fields }, investigation, false), {
      "fields.tracking_number": "too_long",
      "fields.parcel_value": "wrong",
    });
  });

  test("needs an address from those whose own we do not know, and only from them", () => {
    equal(check({ ...full, email: "pablo" }, investigation, true).email, "wrong");
    equal(check({ ...full, email: "pablo@shop.example" }, investigation, true).email, undefined);
    equal(check({ ...full, email: "pablo" }, investigation, false).email, undefined);
  });

  test("carries its photos in the kind's field for them", () => {
    const fields = { ...full.fields, receiver_contacted: "yes" };
    const sent = asCommand({ ...full, fields, files: [photo] }, investigation, "es");
    deepEqual(sent.fields?.photos, ["file_1"]);
    equal(sent.attachments, undefined);
    equal(sent.fields?.receiver_contacted, true);
    equal(sent.client_id, "client_1");
  });

  test("carries files beside its fields where the kind has none for them", () => {
    const fields = { wanted_time: "2026-03-03T10:00" };
    const sent = asCommand({ ...full, fields, files: [photo] }, callback, "es");
    deepEqual(sent.attachments, ["file_1"]);
    deepEqual(sent.fields, { wanted_time: "2026-03-03T09:00:00.000Z" }, "Madrid's ten is nine by UTC");
  });
});

describe("What was already said", () => {
  test("is the text, and its first line the subject", () => {
    const draft = begun(emptyDraft("client_1"), "Where is my parcel?\nIt was due on Monday.");
    equal(draft.subject, "Where is my parcel?");
    equal(draft.text, "Where is my parcel?\nIt was due on Monday.");
  });

  test("never replaces what is being written", () => {
    const draft = begun({ ...emptyDraft("client_1"), subject: "Mine", text: "My words" }, "Something else");
    equal(draft.subject, "Mine");
    equal(draft.text, "My words");
  });

  test("makes a short subject of a long line, at the end of a word", () => {
    const { subject } = begun(emptyDraft("client_1"), "word ".repeat(60));
    equal(subject, `${"word ".repeat(24).trim()}…`);
  });
});

describe("The host page", () => {
  test("fills in fields, and nothing that is no value", () => {
    const fields = { tracking_number: "IB 1", parcel_value: 12.5, receiver_contacted: false, odd: { a: 1 } };
    const draft = wished(emptyDraft("client_1"), { kind: "investigation", fields });
    equal(draft.kind, "investigation");
    deepEqual(draft.fields, { tracking_number: "IB 1", parcel_value: "12.5", receiver_contacted: "no" });
  });

  test("may ask for anything without breaking us", () => {
    for (const fields of [null, 3, "x", [], undefined]) {
      deepEqual(wished(full, { kind: 7, subject: {}, text: [], fields }).subject, "Lost");
    }
  });
});
