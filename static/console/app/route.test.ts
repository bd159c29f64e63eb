/* The address bar, which reload, back and forward go by. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import { readPlace, writePlace } from "./route";

describe("The address of a place", () => {
  test("leads back to it", () => {
    for (const pane of ["thread", "contact"] as const) {
      const place = { conversationId: "conversation_01-a.b", pane };
      deepEqual(readPlace(writePlace(place)), place);
    }
    deepEqual(readPlace(writePlace({ conversationId: "c", pane: "lists" })), {
      ...{ conversationId: null, pane: "lists" },
    });
    equal(writePlace({ conversationId: null, pane: "thread" }), "#/");
  });

  test("that is none leads to the lists", () => {
    for (const hash of [
      "",
      "#",
      "#/",
      "#/chat/",
      "#/chat/a/b",
      "#/chat/a b",
      "#/else/a",
      "#/chat/a/contact/x",
    ])
      deepEqual(readPlace(hash), { conversationId: null, pane: "lists" }, hash);
  });
});
