/* When something will be, as people say it. Apart from time.ts, because the widget needs it long before a chat. */

/** "Tuesday 09:00", or with the date when it is more than six days away. `zone` undefined: the browser's own. */
export function moment(at: string, locale: string, now: Date, zone?: string): string {
  const date = new Date(at);
  const far = Math.abs(date.getTime() - now.getTime()) > 6 * 86_400_000;
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    ...(far && { day: "numeric", month: "long" }),
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
  }).format(date);
}

/** "Friday 4 December": a day that is agreed on. */
export function dayOf(at: string, locale: string, zone?: string): string {
  const date = { weekday: "long", day: "numeric", month: "long" } as const;
  return new Intl.DateTimeFormat(locale, { ...date, timeZone: zone }).format(new Date(at));
}
