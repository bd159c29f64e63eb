/* Opening hours in the reader's own time, and the line's zone by its name. Pure. */

import type { HoursToday } from "../../shared/wire";

/** "17:30" or what the locale writes. */
export function timeOf(at: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(new Date(at));
}

/** "9:00 – 17:30", several windows one after the other. */
export function hoursOf(windows: readonly HoursToday[], locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const all = windows.map(({ from, to }) => format.formatRange(new Date(from), new Date(to)));
  return new Intl.ListFormat(locale).format(all);
}

/** "Central European Time" in the locale's words; the zone's own name where there are none. */
export function zoneName(zone: string, locale: string, now: Date): string {
  const parts = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    timeZoneName: "longGeneric",
  }).formatToParts(now);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/** Whether clocks there show something else than those of the reader (`mine` undefined: the browser's zone). */
export function isElsewhere(zone: string, now: Date, mine?: string): boolean {
  const clock = (timeZone: string | undefined) =>
    new Intl.DateTimeFormat("en", { timeZone, timeStyle: "short" }).format(now);
  return clock(zone) !== clock(mine);
}
