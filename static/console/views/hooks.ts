/* Small hooks that several views share. */
import { useEffect, useState } from "preact/hooks";

const tickers = new Map<number, Set<() => void>>();

/** The time now, refreshed every `everyMs`. All views with the same rhythm share one timer. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    return joinTicker(everyMs, tick);
  }, [everyMs]);
  return now;
}

function joinTicker(everyMs: number, tick: () => void): () => void {
  const known = tickers.get(everyMs);
  if (known) {
    known.add(tick);
    return () => void known.delete(tick);
  }
  const members = new Set([tick]);
  tickers.set(everyMs, members);
  setInterval(() => {
    for (const member of members) member();
  }, everyMs);
  return () => void members.delete(tick);
}

/** True while the media query holds. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const hear = () => setMatches(list.matches);
    hear();
    list.addEventListener("change", hear);
    return () => list.removeEventListener("change", hear);
  }, [query]);
  return matches;
}

/** Only one pane fits. The same width stands in css/layout.css. */
export const NARROW = "(max-width: 799px)";
