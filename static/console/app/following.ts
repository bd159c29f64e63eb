/* Keeps logs whole: whenever a log is behind its head, asks `catch_up` until it is not. */
import { isBehind } from "../../shared/log";
import { type Desk, dispatch, state } from "./desk";

export interface Following {
  /** Fetches what is missing, if anything is. */
  follow(conversationId: string): void;
  /** Asks the server even when nothing seems to be missing: after every reconnect. */
  check(conversationId: string): void;
}

export function createFollowing(desk: Desk): Following {
  const running = new Set<string>();

  async function load(id: string): Promise<void> {
    if (running.has(id)) return;
    running.add(id);
    try {
      let before = -1;
      for (;;) {
        const applied = state(desk).chats[id]?.log.applied;
        // An answer that brings nothing new must not become a loop.
        if (applied === undefined || applied === before) return;
        before = applied;
        const answer = await desk.live.call("catch_up", { conversation_id: id, after: applied });
        if (!answer.ok) return;
        const { events, head, read } = answer.value;
        dispatch(desk, { type: "chat.caught_up", conversationId: id, events, head, read });
        if (!behind(id)) return;
      }
    } finally {
      running.delete(id);
    }
  }

  function behind(id: string): boolean {
    const chat = state(desk).chats[id];
    return chat?.phase === "ready" && isBehind(chat.log);
  }

  return {
    follow: (id) => {
      if (behind(id)) void load(id);
    },
    check: (id) => void load(id),
  };
}
