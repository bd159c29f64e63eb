/* Calls the agent: sound and page title while somebody waits whom this agent could take, a soft sound for a message
   in a chat that is not in view. */
import type { ChatEvent } from "../../shared/wire";
import type { ConsoleState } from "../state/model";
import { hasRoom, unreadTotal } from "../state/selectors";
import type { Chime } from "./chime";
import { type Desk, state } from "./desk";

/** Between two calls for the same waiting merchants: often enough to be heard, rare enough to work beside. */
const REPEAT_MS = 15_000;

export interface Alerts {
  onEvent(event: ChatEvent): void;
}

export function createAlerts(desk: Desk, chime: Chime, title: (now: ConsoleState) => string): Alerts {
  let known = new Set<string>();
  let lastRing = 0;

  function look(): void {
    const now = state(desk);
    document.title = title(now);
    const waiting = new Set(now.lists.queue.map((line) => line.conversation_id));
    const fresh = [...waiting].some((id) => !known.has(id));
    known = waiting;
    if (fresh) ring();
  }

  function ring(): void {
    if (!shouldRing(state(desk))) return;
    lastRing = Date.now();
    chime.newChat();
  }

  desk.store.subscribe(look);
  setInterval(() => {
    if (Date.now() - lastRing >= REPEAT_MS) ring();
  }, 1_000);

  return {
    onEvent(event) {
      const now = state(desk);
      if (event.type !== "message.sent" || event.actor.kind !== "contact" || !now.prefs.sound) return;
      const inView = document.visibilityState === "visible" && now.ui.selected === event.conversation_id;
      const held = now.lists.mine.some((line) => line.conversation_id === event.conversation_id);
      if (held && !inView) chime.newMessage();
    },
  };
}

function shouldRing(now: ConsoleState): boolean {
  const here = now.phase === "ready" && now.agent?.availability === "online" && now.connection === "online";
  return here && now.prefs.sound && now.lists.queue.length > 0 && hasRoom(now);
}

/** How many call for attention: those who wait and messages not read yet. */
export function callers(now: ConsoleState): { waiting: number; unread: number } {
  return { waiting: now.lists.queue.length, unread: unreadTotal(now) };
}
