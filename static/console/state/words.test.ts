/* Words as people type them. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { folded, hasAllWords, initials, tint } from "./words";

describe("Words", () => {
  test("are the same without case and accents", () => {
    equal(folded("DEVOLUCIÓN"), "devolucion");
    equal(folded("Größe"), "große");
  });

  test("are all looked for, in any order and inside of others", () => {
    ok(hasAllWords("Where is my Envío?", "envio whe"));
    ok(!hasAllWords("Where is my parcel?", "parcel lost"));
    ok(hasAllWords("anything", ""));
  });
});

describe("A person's sign", () => {
  test("is made of the first letters of the first and the last name", () => {
    deepEqual(["Vera", "Vera María López", " lucía  ruiz ", ""].map(initials), ["V", "VL", "LR", ""]);
  });

  test("has the same tint for the same person, one of six, and uses them all", () => {
    equal(tint("contact_vera"), tint("contact_vera"));
    const tints = new Set(Array.from({ length: 200 }, (_, at) => tint(`contact_${at}`)));
    deepEqual([...tints].sort(), [0, 1, 2, 3, 4, 5]);
  });
});
