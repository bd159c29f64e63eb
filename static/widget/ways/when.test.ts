/* Opening hours as the merchant reads them: in the own time, the line's zone by its name. */

import { equal, match, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { initials, telephone } from "./offered";
import { hoursOf, isElsewhere, timeOf, zoneName } from "./when";

const SUMMER = new Date("2026-07-01T10:00:00Z");

describe("Hours", () => {
  test("are told in the reader's own time", () => {
    equal(timeOf("2026-07-01T15:30:00Z", "es"), "17:30");
    const hours = hoursOf([{ from: "2026-07-01T07:00:00Z", to: "2026-07-01T15:30:00Z" }], "es");
    match(hours, /^9:00.17:30$/);
  });

  test("of several windows stand one after the other", () => {
    const windows = [
      { from: "2026-07-01T07:00:00Z", to: "2026-07-01T10:00:00Z" },
      { from: "2026-07-01T12:00:00Z", to: "2026-07-01T15:30:00Z" },
    ];
    match(hoursOf(windows, "en-GB"), /9:00.12:00 and 14:00.17:30/);
  });

  test("name the line's zone in the reader's words", () => {
    equal(zoneName("Europe/Madrid", "en", SUMMER), "Central European Time");
    equal(zoneName("Europe/Madrid", "es", SUMMER), "hora de Europa central");
  });

  test("are elsewhere only where clocks differ", () => {
    ok(!isElsewhere("Europe/Amsterdam", SUMMER, "Europe/Madrid"));
    ok(isElsewhere("Europe/London", SUMMER, "Europe/Madrid"));
    ok(isElsewhere("Atlantic/Canary", SUMMER), "tests live in Madrid");
  });
});

describe("A number", () => {
  test("is dialled without what only people read", () => {
    equal(telephone("+34 (010) 960-123"), "tel:+34010960123");
  });
});

describe("Initials", () => {
  test("stand for a face", () => {
    equal(initials("Lucía Fernández de la Vega"), "LV");
    equal(initials(" Amir "), "A");
    equal(initials(""), "");
  });
});
