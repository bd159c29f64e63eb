/* The number under the panel's header: whether somebody answers it now, the hours, and what to do outside them. */

import { moment } from "../../shared/moment";
import type { Channel } from "../../shared/wire";
import { channel, takes, telephone } from "./offered";
import type { WaysTexts } from "./texts";
import type { WaysProps } from "./ways";
import { hoursOf, isElsewhere, timeOf, zoneName } from "./when";

export function Phone({ state, language, act, words }: WaysProps) {
  const phone = channel(state, "phone");
  if (!phone?.number) return null;
  const { locale } = language;
  const { number, available, note, time_zone: zone, hours_today: windows } = phone;
  const searching = !!state.ask.text; // then the answers need the room
  const named = zone && zoneName(zone, locale, new Date());
  return (
    <section class="phone on-hero" aria-label={words.phone}>
      <p>
        <a href={telephone(number)} dir="ltr">
          {number}
        </a>
        <span class={available ? "desk" : "desk empty"}>
          <i aria-hidden="true" />
          {standing(phone, locale, words)}
        </span>
      </p>
      {!searching && (
        <p class="hours">
          {windows && (windows.length ? words.today(hoursOf(windows, locale)) : words.not_today)}
          {named && (isElsewhere(zone, new Date()) ? ` ${words.your_time(named)}` : ` (${named})`)}
        </p>
      )}
      {!searching && note && <p class="season">{note}</p>}
      {!searching && !available && takes(state, "callback") && (
        <button type="button" class="small" onClick={() => act.openTickets({ kind: "callback" })}>
          {words.call_back}
        </button>
      )}
    </section>
  );
}

/** Open until when, or when it opens. */
export function standing({ available, opens_at, closes_at }: Channel, locale: string, t: WaysTexts): string {
  if (available) return closes_at ? t.open_until(timeOf(closes_at, locale)) : t.open_now;
  return opens_at ? t.opens(moment(opens_at, locale, new Date())) : t.closed_now;
}
