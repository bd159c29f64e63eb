/* The address bar, which reload, back and forward go by. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import { readPlace, writePlace } from "./route";

describe("The address of a place", () => {
  test("leads back to it", () => {
    for (const pane of ["thread", "contact"] as const) {
      const place = { page: "chats", conversationId: "conversation_01-a.b", pane } as const;
      deepEqual(readPlace(writePlace(place)), place);
    }
    deepEqual(readPlace(writePlace({ page: "chats", conversationId: "c", pane: "lists" })), {
      ...{ page: "chats", conversationId: null, pane: "lists" },
    });
    equal(writePlace({ page: "chats", conversationId: null, pane: "thread" }), "#/");
    const elsewhere = { page: "check_ins", conversationId: null, pane: "lists" } as const;
    deepEqual(readPlace(writePlace(elsewhere)), elsewhere);
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
      "#/check-ins/a",
      "#/chat/a/contact/x",
    ])
      deepEqual(readPlace(hash), { page: "chats", conversationId: null, pane: "lists" }, hash);
  });
});
