/* What the session offers. Pure. */

import type { Channel } from "../../shared/wire";
import type { State } from "../state/state";

export function channel({ session }: Pick<State, "session">, kind: Channel["kind"]): Channel | undefined {
  return session?.channels.find((one) => one.kind === kind);
}

/** Whether a ticket of this kind can be opened. */
export function takes(state: Pick<State, "session">, kind: string): boolean {
  return channel(state, "ticket")?.kinds?.includes(kind) ?? false;
}

/** For a link: without the spaces and brackets that people read. */
export function telephone(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}

/** Up to two letters to stand for a face. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 && words.at(-1)].map((word) => (word || "").slice(0, 1)).join("");
}
