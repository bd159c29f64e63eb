/* What the merchant does in a conversation. */

import { newClientId } from "../../shared/client_id";
import type { OutboxItem } from "../../shared/outbox";
import { anew } from "../actions/asking";
import { LONGEST, lengthOf } from "../state/ask";
import type { Rating } from "../state/chat";
import { troubleOf } from "../transport/http";
import { remember } from "../transport/keep";
import { call } from "./connection";
import { dropItem, putItem } from "./kept_outbox";
import { change, type Live, refocus, withFiles } from "./line";
import type { Doors } from "./live";
import { changeOutbox, pump } from "./sender";

/** That we are typing is told at most this often (milliseconds). */
const TYPING_PAUSE = 3000;

export type ChatActions = ReturnType<typeof chatActions>;

export function chatActions(live: Live, doors: Doors) {
  const { widget } = live;
  return {
    base: widget.bridge.base,
    doors,
    /** Starts over, with a text or an empty field. */
    anew: (text?: string) => anew(widget, text),
    write: (draft: string) => write(live, draft),
    send: () => send(live),
    /** These files, or those that are picked now. */
    attach: (files?: FileList) => withFiles(live, (door) => (files ? door.add(files) : door.pick())),
    sendAgain: (client_id: string) => sendAgain(live, client_id),
    discard: (client_id: string) => {
      dropItem(widget.keep, client_id);
      changeOutbox(live, { do: "drop", client_id });
      refocus(widget);
    },
    /** Asks whether one is sure, leaves, or stays. */
    leave: (step: "ask" | "leave" | "stay") => leave(live, step),
    rating: (rating: Partial<Rating>) => changeRating(live, rating),
    rate: () => rate(live),
  };
}

function write(live: Live, draft: string): void {
  const { widget } = live;
  change(widget, (chat) => ({ ...chat, draft }));
  remember(widget.keep, "reply", draft);
  const { chat } = widget.state;
  const now = Date.now();
  if (!draft || !chat?.agent || now - live.typedAt < TYPING_PAUSE) return;
  live.typedAt = now;
  call(live.connection, "typing", { conversation_id: chat.conversation_id }).catch(() => {});
}

function send(live: Live): void {
  const { keep, state } = live.widget;
  const { chat } = state;
  const text = chat?.draft.trim();
  if (!chat || lengthOf(text ?? "") > LONGEST) return; // the field says how much is too much
  const { files, uploads } = chat;
  if (!(text || files.length) || uploads.some(({ error }) => !error)) return;
  const item: OutboxItem = {
    client_id: newClientId(),
    conversation_id: chat.conversation_id,
    text: text ?? "",
    ...(files.length && { attachments: files }),
    state: "pending",
    attempts: 0,
    queued_at: new Date().toISOString(),
  };
  putItem(keep, item); // before the first send, so that a reload or a crash keeps it
  changeOutbox(live, { do: "queue", item });
  live.typedAt = 0;
  change(live.widget, (now) => ({ ...now, files: [], uploads: [] }));
  write(live, "");
  pump(live);
}

function sendAgain(live: Live, client_id: string): void {
  const { widget } = live;
  changeOutbox(live, { do: "again", client_id });
  const item = widget.state.chat?.outbox.find((one) => one.client_id === client_id);
  if (item) putItem(widget.keep, item);
  refocus(widget);
  pump(live);
}

function leave(live: Live, step: "ask" | "leave" | "stay"): void {
  const { widget } = live;
  const { chat } = widget.state;
  change(widget, (now) => ({ ...now, leaving: step === "ask" }));
  refocus(widget);
  if (step !== "leave" || !chat) return;
  call(live.connection, "leave_queue", { conversation_id: chat.conversation_id }).catch(() =>
    change(widget, (now) => ({ ...now, leaving: true })),
  );
}

function changeRating({ widget }: Live, rating: Partial<Rating>): void {
  change(widget, (chat) => ({ ...chat, rating: { ...chat.rating, ...rating } }));
}

async function rate(live: Live): Promise<void> {
  const { chat } = live.widget.state;
  if (!chat?.rating.score || chat.rating.busy) return;
  const { conversation_id, rating } = chat;
  const { score, comment } = rating;
  changeRating(live, { busy: true, failed: false });
  try {
    await call(live.connection, "rate", { conversation_id, score, comment: comment.trim() || null });
    change(live.widget, (now) => ({ ...now, rated: true }));
    refocus(live.widget);
  } catch (error) {
    troubleOf(error);
    changeRating(live, { busy: false, failed: true });
  }
}
