/* When the desk opens again, in the words of whoever waits for it. */

import { equal, match } from "node:assert/strict";
import { describe, test } from "node:test";
import { moment } from "./moment";

const NOW = new Date("2026-03-02T09:30:00Z");

describe("A moment to come", () => {
  test("is weekday and time while that is clear", () => {
    equal(moment("2026-03-03T08:00:00Z", "es", NOW, "Europe/Madrid"), "martes, 9:00");
    match(moment("2026-03-08T08:00:00Z", "en", NOW, "Europe/London"), /^Sunday 8:00\sAM$/u);
  });

  test("has its date when the weekday alone could be another week's", () => {
    match(moment("2026-03-09T09:31:00Z", "es", NOW, "Europe/Madrid"), /lunes, 9 de marzo.*10:31/);
    match(moment("2026-02-20T09:30:00Z", "es", NOW, "Europe/Madrid"), /viernes, 20 de febrero/);
  });

  test("is told in the zone of the reader, the browser's own when none is named", () => {
    match(moment("2026-03-03T08:00:00Z", "es", NOW, "America/New_York"), / 3:00/);
    match(moment("2026-03-03T08:00:00Z", "es", NOW), / 9:00/);
  });
});
