/* Times as people read them, by Intl alone. `zone` undefined means the browser's own. */

type Format = Intl.DateTimeFormatOptions;

const TIME: Format = { hour: "2-digit", minute: "2-digit" };
const DATE: Format = { day: "numeric", month: "long" };
const DAY = 86_400_000;
const known = new Map<string, Intl.DateTimeFormat>();

/** Formats are dear to make (some 50 us) and a long thread needs hundreds: each is made once. */
function written(at: string | number | Date, locale: string, options: Format, timeZone?: string): string {
  const key = [locale, timeZone, ...Object.values(options), Object.keys(options)].join();
  const format = known.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  known.set(key, format);
  return format.format(new Date(at));
}

/** "14:05" or what the locale writes. */
export function clock(at: string, locale: string, zone?: string): string {
  return written(at, locale, TIME, zone);
}

/** Same text for two instants on the same calendar day in that zone. */
export function dayKey(at: string | number | Date, zone?: string): string {
  return written(at, "en-CA", { dateStyle: "short" }, zone);
}

/** "today", "yesterday" in words, otherwise weekday and date. */
export function dayName(at: string, locale: string, now: Date, zone?: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const ago = [0, 1].find((days) => dayKey(at, zone) === dayKey(now.getTime() - days * DAY, zone));
  if (ago !== undefined) return words.format(0 - ago, "day");
  const sameYear = new Date(at).getFullYear() === now.getFullYear();
  return written(at, locale, { weekday: "long", ...DATE, ...(!sameYear && { year: "numeric" }) }, zone);
}

/** "1 min", "12 min" in the locale's short form, rounded up, never less than one; hours from 90 minutes on. */
export function duration(seconds: number, locale: string): string {
  const long = seconds >= 5_400;
  const value = long ? Math.round(seconds / 3_600) : Math.max(1, Math.ceil(seconds / 60));
  const unit = long ? "hour" : "minute";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
