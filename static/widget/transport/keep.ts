/* What this browser keeps between pages and tabs, below one prefix per site: who it is, the open conversation, drafts
   and the outbox. Bound to the signed-in person: another one finds nothing. Without storage it lives in memory. */

import type { Draft, Written } from "../state/tickets";

export interface Kept {
  /** The visitor token, and the platform's name for the person when a signed token came along. */
  me: { visitor_token: string; sub?: string | undefined };
  /** `open`: queued or active; the loader then fetches the app with the page. */
  talk: { conversation_id: string; open: boolean; unread: number };
  draft: { text: string; asked: { question_id: string; text: string } | null };
  reply: string;
  /** The ticket that is being written, and replies to others by their ids. */
  ticket: Draft;
  answers: Readonly<Record<string, Written>>;
}

export interface Keep {
  readonly prefix: string;
  /** localStorage, or a plain object where that is switched off. */
  readonly box: Record<string, string>;
  /** The same of this tab alone. */
  readonly tab: Record<string, string>;
  /** Keys that the storage had no room for: lost on a reload, but not forgotten until then. */
  readonly homeless: Set<string>;
}

export function openKeep(prefix: string): Keep {
  const usable = (open: () => Storage): Record<string, string> => {
    try {
      return open() ?? {}; // throws, or is null, where storage is switched off
    } catch {
      return {};
    }
  };
  return { prefix, box: usable(() => localStorage), tab: usable(() => sessionStorage), homeless: new Set() };
}

export function recall<K extends keyof Kept>(keep: Keep, key: K): Kept[K] | undefined {
  return parsed(keep.box[keep.prefix + key]);
}

export function remember<K extends keyof Kept>(keep: Keep, key: K, value?: Kept[K]): void {
  write(keep, key, value);
}

export function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function write({ box, prefix, homeless }: Keep, key: string, value: unknown): void {
  homeless.delete(key);
  try {
    if (value) box[prefix + key] = JSON.stringify(value);
    else delete box[prefix + key];
  } catch {
    homeless.add(key); // full
  }
}

/** Keys that start so, without the site's prefix. */
export function keysOf({ box, prefix }: Keep, start: string): string[] {
  const all = Object.keys(box).filter((key) => key.startsWith(prefix + start));
  return all.map((key) => key.slice(prefix.length));
}

/** Somebody else, or nobody: everything goes. */
export function wipe(keep: Keep): void {
  for (const key of keysOf(keep, "")) write(keep, key, undefined);
  setShown(keep, false);
}

/** Whether the panel stood open in this tab, so that it does again after a reload. */
export function wasShown({ tab, prefix }: Keep): boolean {
  return !!tab[`${prefix}shown`];
}

export function setShown({ tab, prefix }: Keep, shown: boolean): void {
  if (shown) tab[`${prefix}shown`] = "1";
  else delete tab[`${prefix}shown`];
}

/** Calls back with the key, without its prefix, when another tab changed something. */
export function watch({ prefix }: Keep, changed: (key: string) => void): void {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(prefix)) changed(key.slice(prefix.length));
  });
}

/** The subject of a signed token, read for comparing only; the server alone verifies it. */
export function subjectOf(token: string | undefined): string | undefined {
  try {
    const payload: { sub?: string } = JSON.parse(
      atob((token ?? "").replace(/-/g, "+").replace(/_/g, "/").split(".")[1] ?? ""),
    );
    return payload.sub;
  } catch {
    return undefined;
  }
}
