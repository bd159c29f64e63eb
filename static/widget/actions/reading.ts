/* Articles inside the panel, how long they were read, and whether they helped. */

import type { RecordOutcomeCommand, Suggestion } from "../../shared/wire";
import type { Asked } from "../state/ask";
import { go, here, restart, type Why, withArticle } from "../state/state";
import { getArticle, postOutcome, postRead, troubleOf } from "../transport/http";
import { type Listener, update, type Widget } from "../widget";
import { ask } from "./asking";
import { withToken } from "./session";

interface Reading {
  article_id: string;
  question: Promise<Asked>;
  since: number;
}

/** A suggestion: opening it means that the question is meant. How long it was read is told when it is left. */
export function openSuggestion(widget: Widget, { article_id, section }: Suggestion): void {
  const reading = { article_id, question: ask(widget), since: Date.now() };
  update(widget, (state) => ({ ...state, ask: { ...state.ask, opened: article_id } }));
  openArticle(widget, article_id, section);
  record(widget, reading);
  const { path } = widget.state;
  const leave = () => {
    removeEventListener("pagehide", leave);
    widget.listeners.delete(watch);
    record(widget, reading, Date.now() - reading.since);
  };
  const watch: Listener = (state) => {
    if (state.path !== path || !state.open) leave();
  };
  widget.listeners.add(watch);
  addEventListener("pagehide", leave);
}

/** Any other way to an article: a link, the chat, the host page. */
export function openArticle(widget: Widget, article_id: string, section = ""): void {
  update(widget, (state) => go(state, { at: "article", article_id, section }));
  loadArticle(widget, article_id);
}

export async function loadArticle(widget: Widget, article_id: string): Promise<void> {
  if (widget.state.articles[article_id]?.value) return;
  update(widget, (state) => withArticle(state, article_id, {}));
  try {
    const value = await withToken(widget, () => getArticle(widget, article_id, widget.language.locale));
    update(widget, (state) => withArticle(state, article_id, { value }));
  } catch (error) {
    const trouble = troubleOf(error);
    update(widget, (state) => withArticle(state, article_id, { trouble }));
  }
}

export function helped(widget: Widget, article_id: string): void {
  tell(widget, { outcome: "helped", article_id });
  update(widget, (state) => restart(state, { at: "thanks" }));
}

export function didNotHelp(widget: Widget, article_id: string): void {
  update(widget, (state) => ({ ...go(state, { at: "why", article_id }), why: { comment: "" } }));
}

export function changeWhy(widget: Widget, why: Partial<Why>): void {
  update(widget, (state) => ({ ...state, why: { ...state.why, ...why } }));
}

export function sendWhy(widget: Widget, article_id: string): void {
  const { reason, comment } = widget.state.why;
  if (!reason || here(widget.state).at !== "why") return;
  tell(widget, { outcome: reason, article_id, comment: comment.trim() || null });
  update(widget, (state) => restart(state, { at: "next" }));
}

/** Outcomes are told in the background: nobody waits for our statistics. One failure is tried again. */
async function tell(widget: Widget, body: RecordOutcomeCommand): Promise<void> {
  try {
    const { question_id } = await ask(widget);
    const post = () => withToken(widget, () => postOutcome(widget, question_id, body));
    await post().catch(() => new Promise((done) => setTimeout(done, 3000)).then(post));
  } catch (error) {
    troubleOf(error);
  }
}

function record(widget: Widget, { question, article_id }: Reading, dwell_ms?: number): void {
  question
    .then(({ question_id }) => postRead(widget, question_id, { article_id, dwell_ms: dwell_ms ?? null }))
    .catch(() => {}); // shown where the question was asked
}
