/* The demo's quiet row: what this plan, country and moment may use, by the policy itself. */

import { moment } from "../../shared/moment";

interface Way {
  kind: string;
  offered: boolean;
  open: boolean;
  opens_at?: string;
  closes_at?: string;
  rule: string;
}

let latest = 0;

/** `at`: the wall clock of the line, such as 2026-09-22T17:45, or "" for now. Who is asked for last wins. */
export async function showWays(row: HTMLElement | null, look: Record<string, string>): Promise<void> {
  if (!row) return;
  const turn = ++latest;
  const given = Object.entries(look).filter(([, value]) => value);
  try {
    const answer = await fetch(`/demo/ways?${new URLSearchParams(given)}`);
    if (!answer.ok) throw new Error(`the demo's server answered ${answer.status}`);
    const { channels }: { channels: Way[] } = await answer.json();
    if (turn === latest)
      row.replaceChildren(...channels.filter((way) => way.offered).map((way) => entry(way, row)));
  } catch {
    if (turn === latest) row.replaceChildren();
  }
}

function entry(way: Way, { dataset }: HTMLElement): HTMLElement {
  const { lang } = document.documentElement;
  const when = (at: string) => moment(at, lang, new Date());
  const name = way.kind.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const standing = way.open
    ? way.closes_at
      ? `${dataset.until} ${when(way.closes_at)}`
      : dataset.open
    : way.opens_at
      ? `${dataset.opens} ${when(way.opens_at)}`
      : dataset.closed;
  const item = document.createElement("li");
  const label = document.createElement("b");
  label.textContent = dataset[name] ?? way.kind;
  item.append(label, ` ${standing}`);
  item.className = way.open ? "is-open" : "";
  item.title = way.rule;
  return item;
}
