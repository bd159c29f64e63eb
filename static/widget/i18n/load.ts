/* Finds the texts for a locale. The build lists the files in `locales/`, a chunk each, so that a new locale is a new
   file there and nothing else. */

import locales from "virtual:locales/i18n";
import type { Texts } from "./texts";

export interface Language {
  locale: string;
  texts: Texts;
}

export async function loadLanguage(...wishes: (string | undefined)[]): Promise<Language> {
  for (const wish of [...wishes, "en"]) {
    if (!wish) continue;
    try {
      const name = wish.slice(0, 2).toLowerCase();
      const module = await locales[name]?.();
      if (!module) continue;
      // The region stays for dates and numbers: "es-MX" reads Spanish texts and Mexican times.
      return { locale: Intl.getCanonicalLocales(wish.replace("_", "-"))[0] ?? name, texts: module.default };
    } catch (error) {
      if (wish === "en") throw error; // not even that: the network is gone, and the loader tries again
    }
  }
  throw new Error("unreachable");
}
