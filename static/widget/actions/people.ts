/* The way to a person: handing over the question, the desk that is empty, and the live chat, loaded only now. */

import { newClientId } from "../../shared/client_id";
import type { ConversationState } from "../../shared/wire";
import { go, here, restart } from "../state/state";
import { postConversation, Refused, troubleOf } from "../transport/http";
import { remember } from "../transport/keep";
import { update, type Widget } from "../widget";
import { ask, forgetQuestion } from "./asking";
import { finishReading, openArticle } from "./reading";
import { openSession, withToken } from "./session";

/** While the desk is empty and somebody waits for it, we look this often (milliseconds). */
const LOOK_AGAIN = 30_000;

/** Talk to a person: the question first, then the queue. */
export async function escalate(widget: Widget): Promise<void> {
  if (widget.state.handover.busy) return;
  update(widget, (state) => ({ ...state, handover: { busy: true } }));
  try {
    await finishReading(widget); // it belongs to what the agent sees
    await handOver(widget, true);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.code === "closed" && error instanceof Refused) closed(widget, error.body?.opens_at ?? null);
    else update(widget, (state) => ({ ...state, handover: { trouble } }));
  }
}

/** Loads the live chat if need be and follows the conversation. */
export async function connect(widget: Widget, known: ConversationState): Promise<void> {
  try {
    const { follow } = await import("../live/live");
    follow(widget, known, {
      article: (article_id) => openArticle(widget, article_id),
      person: () => escalate(widget),
    });
  } catch (error) {
    console.error(error);
    update(widget, (state) => ({ ...state, handover: { trouble: { code: "offline" } } }));
  }
}

/** Opens the conversation that there is: the one on screen, the open one, or the last. */
export async function openChat(widget: Widget): Promise<void> {
  const { chat, session } = widget.state;
  const known = session?.open_conversation ?? session?.last_conversation;
  if (chat || known) update(widget, (state) => restart(state, { at: "chat" }));
  if (!chat && known) await connect(widget, known);
}

async function handOver(widget: Widget, mayAskAgain: boolean): Promise<void> {
  const { handing, keep, bridge } = widget;
  const { question_id } = await ask(widget);
  if (handing.question_id !== question_id) Object.assign(handing, { question_id, client_id: newClientId() });
  const { client_id } = handing;
  try {
    const answer = await withToken(widget, () => postConversation(widget, { question_id, client_id }));
    handing.question_id = "";
    const { conversation_id, status, position, wait } = answer;
    remember(keep, "talk", { conversation_id, open: true, unread: 0 });
    remember(keep, "draft"); // it is said now; the conversation keeps it
    bridge.emit("escalated", { conversation_id });
    update(widget, (state) => restart(state, { at: "chat" }));
    const place = { ...(position && { position }), ...(wait && { wait }) };
    await connect(widget, { conversation_id, status, ...place });
  } catch (error) {
    if (!mayAskAgain || !(error instanceof Refused) || error.code !== "question_required") throw error;
    forgetQuestion(widget);
    await handOver(widget, false);
  }
}

/** Nobody is there: say so, keep the question, and look again now and then while that is on screen. */
function closed(widget: Widget, opens_at: string | null): void {
  const { handing } = widget;
  const isThere = () => here(widget.state).at === "closed";
  update(widget, (state) => ({
    ...(isThere() ? { ...state, handover: {} } : go(state, { at: "closed", opens_at })),
    available: false,
  }));
  clearInterval(handing.timer);
  handing.timer = window.setInterval(() => {
    if (!isThere() || !widget.state.open || widget.state.available) clearInterval(handing.timer);
    else if (!document.hidden) openSession(widget).catch(() => {});
  }, LOOK_AGAIN);
}
