/* Times as people read them, by Intl alone. `zone` undefined means the browser's own. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale, options);
    formats.set(key, known);
  }
  return known;
}

/** "14:05" or what the locale writes. */
export function clock(at: string, locale: string, zone?: string): string {
  return format(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(at));
}

/** Same text for two instants on the same calendar day in that zone. */
export function dayKey(at: string | Date, zone?: string): string {
  return format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(
    new Date(at),
  );
}

/** "today", "yesterday" in words, otherwise weekday and date. */
export function dayName(at: string, locale: string, now: Date, zone?: string): string {
  const key = dayKey(at, zone);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (key === dayKey(now, zone)) return words.format(0, "day");
  if (key === dayKey(new Date(now.getTime() - 86_400_000), zone)) return words.format(-1, "day");
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return format(locale, { weekday: "long", day: "numeric", month: "long", year, timeZone: zone }).format(
    date,
  );
}

/** "Tuesday 09:00", or with the date when it is more than six days away. */
export function moment(at: string, locale: string, now: Date, zone?: string): string {
  const near = Math.abs(new Date(at).getTime() - now.getTime()) < 6 * 86_400_000;
  const day: Intl.DateTimeFormatOptions = near ? {} : { day: "numeric", month: "long" };
  const options = { weekday: "long", ...day, hour: "2-digit", minute: "2-digit", timeZone: zone } as const;
  return format(locale, options).format(new Date(at));
}

/** Whole minutes of a wait, rounded up, never less than one. */
export function minutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

/** "1 min", "12 min" in the locale's short form; hours from 90 minutes on. */
export function duration(seconds: number, locale: string): string {
  const long = seconds >= 5_400;
  const value = long ? Math.round(seconds / 3_600) : minutes(seconds);
  const unit = long ? "hour" : "minute";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
