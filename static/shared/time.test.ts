/* Times as merchants and agents read them, in their language and their zone. */

import { equal, match, notEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import { clock, dayKey, dayName, duration } from "./time";

const MADRID = "Europe/Madrid";
const NEW_YORK = "America/New_York";
/** Monday morning in Madrid. */
const NOW = new Date("2026-03-02T09:30:00Z");

describe("The time of a message", () => {
  test("is the clock's on the reader's wall", () => {
    equal(clock("2026-03-02T13:05:00.000Z", "es", MADRID), "14:05");
    equal(clock("2026-03-02T13:05:00.000Z", "es", NEW_YORK), "08:05");
    equal(clock("2026-07-02T13:05:00.000Z", "es", MADRID), "15:05", "summer time");
  });

  test("is written as the language writes it", () => {
    match(clock("2026-03-02T13:05:00Z", "en", MADRID), /^02:05\sPM$/u);
    equal(clock("2026-03-02T13:05:00Z", "de", MADRID), "14:05");
  });

  test("is by the browser's own zone when none is named", () => {
    equal(clock("2026-03-02T13:05:00Z", "es"), "14:05");
  });
});

describe("A day", () => {
  test("begins at midnight of the zone", () => {
    const late = "2026-03-01T23:30:00Z"; // half past midnight in Madrid
    equal(dayKey(late, MADRID), dayKey("2026-03-02T12:00:00Z", MADRID));
    notEqual(dayKey(late, MADRID), dayKey("2026-03-01T12:00:00Z", MADRID));
    equal(dayKey(late, NEW_YORK), dayKey("2026-03-01T12:00:00Z", NEW_YORK));
  });

  test("is the same however the instant is given", () => {
    const at = "2026-03-02T12:00:00.000Z";
    equal(dayKey(at, MADRID), dayKey(new Date(at), MADRID));
    equal(dayKey(at, MADRID), dayKey(Date.parse(at), MADRID));
  });

  test("is called today and yesterday, in words", () => {
    equal(dayName("2026-03-02T00:10:00Z", "en", NOW, MADRID), "today");
    equal(dayName("2026-03-01T12:00:00Z", "en", NOW, MADRID), "yesterday");
    equal(dayName("2026-03-01T12:00:00Z", "es", NOW, MADRID), "ayer");
    equal(dayName("2026-03-02T04:00:00Z", "nl", NOW, NEW_YORK), "gisteren");
  });

  test("is named by weekday and date before that, with the year when it is another", () => {
    equal(dayName("2026-02-28T12:00:00Z", "es", NOW, MADRID), "sábado, 28 de febrero");
    equal(dayName("2025-12-31T12:00:00Z", "es", NOW, MADRID), "miércoles, 31 de diciembre de 2025");
    match(dayName("2026-02-28T12:00:00Z", "de", NOW, MADRID), /^Samstag, 28\. Februar$/);
  });
});

describe("How long something takes", () => {
  test("is said in minutes, rounded up and never less than one", () => {
    equal(duration(0, "en"), "1 min");
    equal(duration(60, "en"), "1 min");
    equal(duration(61, "en"), "2 min");
    equal(duration(700, "es"), "12 min");
    equal(duration(5_399, "en"), "90 min");
  });

  test("is said in hours from ninety minutes on", () => {
    equal(duration(5_400, "en"), "2 hr");
    equal(duration(3 * 3_600, "es"), "3 h");
  });
});
