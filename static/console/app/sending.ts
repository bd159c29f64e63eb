/* Sends what the agent wrote: kept in the browser before the first try, one in flight per conversation, tried
   again until the server has said yes or a final no. */
import { isFinal, newClientId, nextToSend, type OutboxItem, retryDelay } from "../../shared/outbox";
import { type Desk, dispatch, state } from "./desk";
import type { Following } from "./following";

export interface Writing {
  kind: "message" | "note";
  text: string;
  articleId: string | null;
}

export interface Sender {
  send(conversationId: string, writing: Writing): void;
  again(clientId: string): void;
  drop(clientId: string): void;
  /** Tries everything that waits, after a reconnect. */
  flush(): void;
}

export function createSender(desk: Desk, following: Following): Sender {
  const busy = new Set<string>();

  async function pump(id: string): Promise<void> {
    const item = nextToSend(state(desk).outbox, id);
    if (!item || busy.has(id) || !desk.live.isReady()) return;
    busy.add(id);
    dispatch(desk, { type: "outbox", action: { do: "sending", client_id: item.client_id } });
    const wait = await attempt(desk, item);
    busy.delete(id);
    following.follow(id);
    if (wait === 0) void pump(id);
    else setTimeout(() => void pump(id), wait);
  }

  function flush(): void {
    for (const id of new Set(state(desk).outbox.map((item) => item.conversation_id))) void pump(id);
  }

  return {
    send(conversationId, { kind, text, articleId }) {
      const item: OutboxItem = {
        client_id: newClientId(),
        conversation_id: conversationId,
        text,
        ...(articleId ? { article_id: articleId } : {}),
        kind,
        state: "pending",
        attempts: 0,
        queued_at: new Date().toISOString(),
      };
      dispatch(desk, { type: "outbox", action: { do: "queue", item } });
      void pump(conversationId);
    },
    again(clientId) {
      dispatch(desk, { type: "outbox", action: { do: "again", client_id: clientId } });
      flush();
    },
    drop: (clientId) => dispatch(desk, { type: "outbox", action: { do: "drop", client_id: clientId } }),
    flush,
  };
}

/** One try. Gives the milliseconds to wait before the next, 0 when the item is done with. */
async function attempt(desk: Desk, item: OutboxItem): Promise<number> {
  const { client_id, conversation_id, text } = item;
  const base = { conversation_id, client_id, text };
  const answer =
    item.kind === "note"
      ? await desk.live.call("add_note", base)
      : await desk.live.call(
          "send_message",
          item.article_id ? { ...base, article_id: item.article_id } : base,
        );
  if (answer.ok) {
    const { seq } = answer.value;
    dispatch(desk, { type: "outbox", action: { do: "sent", client_id, seq } });
    dispatch(desk, { type: "heads", heads: { [conversation_id]: seq } });
    return 0;
  }
  const { code, retryAfterS } = answer.problem;
  if (isFinal(code)) {
    dispatch(desk, { type: "outbox", action: { do: "refused", client_id, error: code } });
    return 0;
  }
  dispatch(desk, { type: "outbox", action: { do: "delayed", client_id } });
  return (retryAfterS ?? 0) * 1000 || retryDelay(item.attempts + 1, Math.random());
}
