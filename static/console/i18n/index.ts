/* Words and figures in the agent's language. */
import type { ConsoleState, LocaleName, Notice } from "../state/model";
import { en, type Strings } from "./en";
import { es } from "./es";
import { noticeEn, noticeEs } from "./notices";

export type { Strings } from "./en";

const STRINGS: Record<LocaleName, Strings> = { en, es };
export const LOCALES: readonly LocaleName[] = ["en", "es"];

export function strings(locale: LocaleName): Strings {
  return STRINGS[locale];
}

export function noticeText(notice: Notice, locale: LocaleName): string {
  return locale === "es" ? noticeEs(notice) : noticeEn(notice);
}

/** The first language of the browser that the console speaks, otherwise the page's. */
export function preferredLocale(wanted: readonly string[], page: string | undefined): LocaleName {
  const known = [...wanted, page ?? ""].map((tag) => tag.slice(0, 2).toLowerCase());
  return LOCALES.find((locale) => locale === known.find((tag) => LOCALES.some((one) => one === tag))) ?? "en";
}

/** The page's own title, with who calls for attention in front. */
export function pageTitle(state: ConsoleState, page: string): string {
  const t = strings(state.prefs.locale);
  const waiting = state.lists.queue.length;
  const unread = state.lists.mine.reduce((sum, line) => sum + line.unread, 0);
  if (waiting > 0) return t.title.waiting(waiting, page);
  return unread > 0 ? t.title.unread(unread, page) : page;
}

/** "4:12", from one hour on "1:04:12". */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds up to a minute and a half, minutes beyond. */
export function spanOf(seconds: number, locale: string, unitDisplay: "long" | "narrow" = "long"): string {
  const unit = seconds < 90 ? "second" : "minute";
  const value = unit === "second" ? Math.max(1, Math.round(seconds)) : Math.round(seconds / 60);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay }).format(value);
}

/** "Spanish" for "es"; the code itself when the browser does not know it. */
export function languageName(code: string, locale: string): string {
  return displayName(code, locale, "language");
}

export function countryName(code: string, locale: string): string {
  return displayName(code, locale, "region");
}

function displayName(code: string, locale: string, type: "language" | "region"): string {
  try {
    const name = new Intl.DisplayNames(locale, { type }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  } catch {
    return code;
  }
}
