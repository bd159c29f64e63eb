/* Times, figures and names in the agent's language. */

import { deepEqual, equal, match } from "node:assert/strict";
import { describe, test } from "node:test";
import { after, inbox, line, loggedIn, PREFS } from "../../testing/console_desk.test";
import {
  countryName,
  languageName,
  noticeText,
  pageTitle,
  preferredLocale,
  spanOf,
  stopwatch,
  strings,
} from "./index";

describe("The time that somebody waits", () => {
  test("runs in minutes and seconds, with hours from one hour on", () => {
    equal(stopwatch(0), "0:00");
    equal(stopwatch(59.9), "0:59");
    equal(stopwatch(252), "4:12");
    equal(stopwatch(3_599), "59:59");
    equal(stopwatch(3_872), "1:04:32");
    equal(stopwatch(-5), "0:00", "clocks differ");
  });

  test("is said in seconds up to a minute and a half, then in minutes", () => {
    equal(spanOf(0.2, "en"), "1 second");
    equal(spanOf(89, "en"), "89 seconds");
    equal(spanOf(90, "en"), "2 minutes");
    equal(spanOf(150, "es"), "3 minutos");
    equal(spanOf(45, "en", "narrow"), "45s");
  });
});

describe("The language of the console", () => {
  test("is the browser's first that it speaks, otherwise the page's, otherwise English", () => {
    equal(preferredLocale(["es-MX", "en"], undefined), "es");
    equal(preferredLocale(["nl", "EN-gb", "es"], "es"), "en");
    equal(preferredLocale(["nl", "de"], "es"), "es");
    equal(preferredLocale([], undefined), "en");
  });

  test("names languages and countries, and leaves what it does not know", () => {
    equal(languageName("es", "en"), "Spanish");
    equal(languageName("de", "es"), "Alemán");
    equal(countryName("ES", "es"), "España");
    equal(countryName("nonsense", "en"), "nonsense");
  });
});

describe("The title of the page", () => {
  const title = (state: typeof loggedIn) => pageTitle(state, "Console");

  test("calls for whoever waits first, then for what is unread", () => {
    equal(title(loggedIn), "Console");
    const unread = after(loggedIn, inbox([line("a", { unread: 2 }), line("b", { unread: 1 })]));
    equal(title(unread), strings("en").title.unread(3, "Console"));
    const waiting = after(unread, inbox([line("a", { unread: 2 })], [line("c"), line("d")]));
    equal(title(waiting), strings("en").title.waiting(2, "Console"));
    const spanish = after(waiting, { type: "prefs", prefs: { ...PREFS, locale: "es" } });
    equal(title(spanish), strings("es").title.waiting(2, "Console"));
  });
});

describe("A notice about a chat that is taken", () => {
  test("says by whom, in the agent's language", () => {
    const taken = { code: "taken", contact: "Vera", by: "Lucía" } as const;
    for (const locale of ["en", "es"] as const) match(noticeText(taken, locale), /Lucía.*Vera/);
    match(noticeText({ ...taken, by: null }, "en"), /colleague/);
  });
});

describe("The words of the console", () => {
  /** Each text by the path of its key, with what is filled in. */
  const blanks = (texts: object, path = ""): [string, string][] =>
    Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
      const here = `${path}.${key}`;
      if (typeof text === "object" && text) return blanks(text, here);
      const names = ["«0»", "«1»"];
      const said = typeof text === "function" ? String(text(...names)) : String(text);
      equal(said.trim() === "", false, `${here} is empty`);
      return [[here, names.filter((name) => said.includes(name)).join()] as [string, string]];
    });

  test("are the same in both languages, with all that is filled in", () => {
    deepEqual(Object.fromEntries(blanks(strings("es"))), Object.fromEntries(blanks(strings("en"))));
  });
});
