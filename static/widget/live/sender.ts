/* Empties the outbox: one message in flight, in order, only while connected, again and again until the server has
   answered. Two tabs share one outbox, so each send happens under a lock and looks first whether it is still due. */

import {
  isFinal,
  nextToSend,
  type OutboxAction,
  type OutboxItem,
  outboxReducer,
  retryDelay,
} from "../../shared/outbox";
import { withOutbox } from "../state/chat";
import { troubleOf } from "../transport/http";
import { call } from "./connection";
import { dropItem, holdsItem, putItem } from "./kept_outbox";
import { change, type Live } from "./line";

export function changeOutbox(live: Live, action: OutboxAction): void {
  change(live.widget, (chat) => withOutbox(chat, outboxReducer(chat.outbox, action)));
}

/** Sends what is due. Called whenever something was queued or the line is back. */
export async function pump(live: Live): Promise<void> {
  const { chat } = live.widget.state;
  const item = chat && nextToSend(chat.outbox, chat.conversation_id);
  if (!item || live.sending || !live.connection?.ready) return;
  live.sending = true;
  clearTimeout(live.retry);
  // Locks exist in secure contexts only; elsewhere the server tells twins apart by their client_id.
  const { locks } = navigator;
  const lock = `${live.widget.keep.prefix}outbox`;
  const wait = await (locks ? locks.request(lock, () => send(live, item)) : send(live, item));
  live.sending = false;
  if (wait) live.retry = window.setTimeout(() => pump(live), wait);
  else pump(live);
}

/** Returns the milliseconds to wait before going on. */
async function send(live: Live, item: OutboxItem): Promise<number> {
  const { keep } = live.widget;
  const { client_id, conversation_id, text } = item;
  if (!holdsItem(keep, client_id)) {
    changeOutbox(live, { do: "drop", client_id }); // another tab was faster; its event comes or came
    return 0;
  }
  changeOutbox(live, { do: "sending", client_id });
  try {
    const attachments = item.attachments?.map(({ id }) => id);
    const message = { conversation_id, client_id, text, ...(attachments && { attachments }) };
    const { seq } = await call(live.connection, "send_message", message);
    dropItem(keep, client_id);
    changeOutbox(live, { do: "sent", client_id, seq });
    return 0;
  } catch (failure) {
    const { code: error, until } = troubleOf(failure);
    if (error !== "offline" && isFinal(error)) {
      putItem(keep, { ...item, state: "failed", error });
      changeOutbox(live, { do: "refused", client_id, error });
      return 0;
    }
    changeOutbox(live, { do: "delayed", client_id });
    return Math.max(until ? until - Date.now() : 0, retryDelay(item.attempts + 1, Math.random()));
  }
}
