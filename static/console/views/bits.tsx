/* The smallest pieces: a person's sign, a waiting clock, a rating, a key cap, an empty place. */
import type { ComponentChildren } from "preact";
import { spanOf, stopwatch } from "../i18n";
import { initials, tint } from "../state/words";
import { useScene } from "./context";
import { useNow } from "./hooks";
import { Star } from "./icons";

export function Avatar({ id, name, size }: { id: string; name: string; size?: "big" }) {
  const sizeClass = size === "big" ? " avatar--big" : "";
  return (
    <span class={`avatar avatar--${tint(id)}${sizeClass}`} aria-hidden="true">
      {initials(name) || "?"}
    </span>
  );
}

/** The single key that does the same as the button it stands in; gone when single keys are switched off. */
export function KeyCap({ cap }: { cap: string }) {
  const { state } = useScene();
  return state.prefs.singleKeys ? (
    <span class="key" aria-hidden="true">
      {cap}
    </span>
  ) : null;
}

/** How long somebody has been waiting, ticking by the server's clock. */
export function Waiting({ since }: { since: string }) {
  const { state, t, locale } = useScene();
  const seconds = (useNow(1_000) + state.skew - Date.parse(since)) / 1000;
  const level = seconds > 300 ? "late" : seconds > 120 ? "soon" : "fresh";
  // The ticking figure is for eyes; what is spoken changes once a minute at most.
  const spoken = t.lists.waitingFor(spanOf(Math.max(60, Math.floor(seconds / 60) * 60), locale));
  return (
    <span class={`wait wait--${level}`}>
      <span aria-hidden="true">{stopwatch(seconds)}</span>
      <span class="hidden">{spoken}</span>
    </span>
  );
}

export function Rating({ score }: { score: number }) {
  const { t } = useScene();
  return (
    <span class="rating" role="img" aria-label={t.thread.rating.stars(score)}>
      {[1, 2, 3, 4, 5].map((step) => (
        <Star key={step} full={step <= score} />
      ))}
    </span>
  );
}

/** An empty or failed place: what is so, and what to do next. */
export function Empty(props: {
  title: string;
  hint?: string;
  mood?: "good" | "bad";
  children?: ComponentChildren;
}) {
  return (
    <div class={`empty${props.mood ? ` empty--${props.mood}` : ""}`}>
      <Sign mood={props.mood} />
      <p class="empty__title">{props.title}</p>
      {props.hint && <p class="empty__hint">{props.hint}</p>}
      {props.children}
    </div>
  );
}

function Sign({ mood }: { mood: "good" | "bad" | undefined }) {
  const inner =
    mood === "good" ? "M22 33l7 7 14-15" : mood === "bad" ? "M32 22v13M32 41v1" : "M22 27h20M22 35h12";
  return (
    <svg class="empty__sign" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path d="M14 12h36a8 8 0 0 1 8 8v22a8 8 0 0 1-8 8H30L18 59v-9h-4a8 8 0 0 1-8-8V20a8 8 0 0 1 8-8z" />
      <path d={inner} />
    </svg>
  );
}

/** Grey bars while something loads; the words are for screen readers. */
export function Skeleton({ lines }: { lines: number }) {
  const { t } = useScene();
  return (
    <div class="skeleton">
      <span class="hidden">{t.loading}</span>
      {Array.from({ length: lines }, (_, at) => (
        // The bars never change places.
        <span key={`bar-${at + 1}`} class="skeleton__bar" aria-hidden="true" />
      ))}
    </div>
  );
}
