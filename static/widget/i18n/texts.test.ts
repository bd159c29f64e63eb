/* Every language of the widget says the same things with the same figures and names in them. */

import { deepEqual, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import ticketsDe from "../tickets/locales/de";
import ticketsEn from "../tickets/locales/en";
import ticketsEs from "../tickets/locales/es";
import ticketsFr from "../tickets/locales/fr";
import ticketsIt from "../tickets/locales/it";
import ticketsNl from "../tickets/locales/nl";
import waysDe from "../ways/locales/de";
import waysEn from "../ways/locales/en";
import waysEs from "../ways/locales/es";
import waysFr from "../ways/locales/fr";
import waysIt from "../ways/locales/it";
import waysNl from "../ways/locales/nl";
import de from "./locales/de";
import en from "./locales/en";
import es from "./locales/es";
import fr from "./locales/fr";
import it from "./locales/it";
import nl from "./locales/nl";

const lists: Record<string, Record<string, object>> = {
  widget: { en, es, nl, de, fr, it },
  ways: { en: waysEn, es: waysEs, nl: waysNl, de: waysDe, fr: waysFr, it: waysIt },
  tickets: { en: ticketsEn, es: ticketsEs, nl: ticketsNl, de: ticketsDe, fr: ticketsFr, it: ticketsIt },
};

/** Each text by the path of its key, with what is filled in; "" where a language leaves it empty. */
function blanks(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
    const here = path ? `${path}.${key}` : key;
    if (typeof text === "object" && text) return blanks(text, here);
    const names = ["«0»", "«1»"];
    const said = typeof text === "function" ? String(text(...names)) : String(text);
    ok(said.trim(), `${here} is empty`);
    return [[here, names.filter((name) => said.includes(name)).join()] as [string, string]];
  });
}

for (const [name, { en: english = {}, ...others }] of Object.entries(lists)) {
  describe(`The words of the ${name}`, () => {
    for (const [locale, texts] of Object.entries(others)) {
      test(`are all there in ${locale}, with all that is filled in`, () => {
        deepEqual(Object.fromEntries(blanks(texts)), Object.fromEntries(blanks(english)));
      });
    }
  });
}
