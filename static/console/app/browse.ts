/* The list of all conversations: searched, filtered, page by page. */
import type { Browse } from "../state/model";
import { type Desk, dispatch, state } from "./desk";

export interface Browsing {
  search(patch: Partial<Pick<Browse, "query" | "status">>): void;
  more(): void;
  refresh(): void;
}

/** Between the last key and the question to the server. */
const PAUSE_MS = 250;

export function createBrowsing(desk: Desk): Browsing {
  let timer = 0;
  let asked = 0;

  async function load(before: string | null): Promise<void> {
    const number = ++asked;
    const { query, status } = state(desk).browse;
    const answer = await desk.http.conversations({ status, q: query.trim(), before });
    if (number !== asked) return;
    if (answer.ok) {
      const { conversations, next } = answer.value;
      dispatch(desk, { type: "browse.loaded", items: conversations, next, more: before !== null });
    } else dispatch(desk, { type: "browse", patch: { phase: "failed" } });
  }

  function later(pause: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void load(null), pause);
  }

  return {
    search(patch) {
      dispatch(desk, { type: "browse", patch: { ...patch, phase: "loading" } });
      later("query" in patch ? PAUSE_MS : 0);
    },
    more() {
      const { next, phase } = state(desk).browse;
      if (!next || phase === "loading") return;
      dispatch(desk, { type: "browse", patch: { phase: "loading" } });
      void load(next);
    },
    refresh() {
      if (state(desk).browse.phase === "idle")
        dispatch(desk, { type: "browse", patch: { phase: "loading" } });
      later(PAUSE_MS);
    },
  };
}
