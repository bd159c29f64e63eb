/* Keeps the lists fresh: asks `inbox` when the server says that they changed, never twice at the same time. */
import { type Desk, dispatch, state } from "./desk";

export interface Inbox {
  /** Asks now, or once more when the running answer is back. */
  refresh(): Promise<void>;
  /** The server named a version of the lists. */
  heard(version: number): void;
}

export function createInbox(desk: Desk): Inbox {
  let running: Promise<void> | null = null;
  let again = false;

  async function load(): Promise<void> {
    do {
      again = false;
      const answer = await desk.live.call("inbox", {});
      if (!answer.ok) return;
      const { version, mine, queue, offered } = answer.value;
      const ids = offered.map((line) => line.conversation_id);
      const known = new Set(queue.map((line) => line.conversation_id));
      const whole = [...offered.filter((line) => !known.has(line.conversation_id)), ...queue];
      dispatch(desk, { type: "inbox.loaded", version, mine, queue: whole, offered: ids });
    } while (again);
  }

  function refresh(): Promise<void> {
    again = running !== null;
    running ??= load().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    refresh,
    heard(version) {
      if (version !== state(desk).lists.version) void refresh();
    },
  };
}
