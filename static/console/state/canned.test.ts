/* Canned replies and the pickers: what is found, what is filled in, and when a slash or a hash is just one. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import type { CannedReplyView } from "../../shared/wire";
import { filled, matchingReplies, triggerAt } from "./canned";

function reply(shortcut: string, more: Partial<CannedReplyView> = {}): CannedReplyView {
  return { id: shortcut, shortcut, title: "", text: "", locale: "", ...more };
}

const found = (replies: readonly CannedReplyView[], query: string, locale = "es") =>
  matchingReplies(replies, query, locale).map((one) => one.shortcut);

describe("Canned replies for what was typed after the slash", () => {
  const replies = [
    reply("goodbye", { text: "Until the next parcel" }),
    reply("track", { title: "Where to follow a parcel" }),
    reply("parcel-lost"),
    reply("parcel"),
  ];

  test("come by shortcut first, then by title, then by text", () => {
    deepEqual(found(replies, "parcel"), ["parcel", "parcel-lost", "track", "goodbye"]);
    deepEqual(found(replies, "follow"), ["track"]);
    deepEqual(found(replies, "nothing"), []);
  });

  test("are all there, by name, before anything was typed", () => {
    deepEqual(found(replies, ""), ["goodbye", "parcel", "parcel-lost", "track"]);
  });

  test("are found without case and accents", () => {
    const spanish = [reply("devolución", { title: "Envío de vuelta" })];
    deepEqual(found(spanish, "DEVOLUCION"), ["devolución"]);
    deepEqual(found(spanish, "envio"), ["devolución"]);
  });

  test("in another language than the merchant's come last, and stay findable", () => {
    const mixed = [
      reply("parcel", { locale: "de" }),
      reply("parcel-es", { locale: "es" }),
      reply("parcel-any"),
    ];
    deepEqual(found(mixed, "parcel", "es-MX"), ["parcel-any", "parcel-es", "parcel"]);
    deepEqual(found(mixed, "parcel", "de"), ["parcel", "parcel-any", "parcel-es"]);
  });
});

describe("Placeholders", () => {
  const names = { contact: "Vera", agent: "Amir" };

  test("are filled in with the names, wherever and however often they stand", () => {
    equal(filled("Hello {{contact.name}}, I am {{agent.name}}.", names), "Hello Vera, I am Amir.");
    equal(filled("{{ contact.name }}{{contact.name}}", names), "VeraVera");
  });

  test("of a name that is not known go with the blank before them", () => {
    equal(filled("Hello {{contact.name}}, welcome", { ...names, contact: "" }), "Hello, welcome");
  });

  test("that nobody knows stay as they are, so that somebody sees them", () => {
    equal(filled("{{contact.email}} {{name}}", names), "{{contact.email}} {{name}}");
  });

  test("take a name as it is written, whatever signs it has", () => {
    equal(
      filled("Hello {{contact.name}}!", { ...names, contact: "$& $1 {{agent.name}}" }),
      "Hello $& $1 {{agent.name}}!",
    );
  });
});

describe("A picker", () => {
  const at = (text: string) => triggerAt(text, text.length);

  test("opens for a slash at the start of a word, with what follows it", () => {
    deepEqual(at("/"), { kind: "canned", query: "", start: 0 });
    deepEqual(at("Hello /tra"), { kind: "canned", query: "tra", start: 6 });
    deepEqual(at("line\n/tra"), { kind: "canned", query: "tra", start: 5 });
  });

  test("opens for a hash, with words until the line ends", () => {
    deepEqual(at("See #lost parcel"), { kind: "article", query: "lost parcel", start: 4 });
    deepEqual(at("#"), { kind: "article", query: "", start: 0 });
    equal(at("#lost\nparcel"), null);
  });

  test("stays away from addresses, dates and order numbers", () => {
    for (const text of [
      "https://shop",
      "and/or",
      "1/2",
      "order #4711",
      "#4711 is late",
      "C#",
      "/tra ck",
      "a # b",
    ])
      equal(at(text), null, text);
  });

  test("looks at what stands before the caret only", () => {
    deepEqual(triggerAt("/track later", 4), { kind: "canned", query: "tra", start: 0 });
    equal(triggerAt("Hello /track", 3), null);
  });
});
