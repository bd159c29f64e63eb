/* Articles inside the panel, how long they were read, and whether they helped. */

import type { RecordOutcomeCommand, Suggestion } from "../../shared/wire";
import { go, here, restart, type Why, withArticle } from "../state/state";
import { getArticle, postOutcome, postRead, troubleOf } from "../transport/http";
import { update, type Widget } from "../widget";
import { ask } from "./asking";
import { withToken } from "./session";

/** A suggestion: opening it means that the question is meant. */
export function openSuggestion(widget: Widget, { article_id, section }: Suggestion): void {
  const question = ask(widget);
  question.catch(() => {}); // shown where it was asked
  update(widget, (state) => ({ ...state, ask: { ...state.ask, opened: article_id } }));
  openArticle(widget, article_id, section, question);
}

/** An article, wherever its name stood. A link inside one is read for the same question. */
export function openArticle(
  widget: Widget,
  article_id: string,
  section = "",
  question = widget.reading?.question,
): void {
  finishReading(widget);
  update(widget, (state) => go(state, { at: "article", article_id, section }));
  if (question) widget.reading = { article_id, question, since: Date.now(), path: widget.state.path };
  loadArticle(widget, article_id);
}

/** Tells once, when an article is left, that it was read and for how long; before whatever is said of it. */
export async function finishReading(widget: Widget): Promise<void> {
  const { reading } = widget;
  widget.reading = undefined;
  if (!reading) return;
  const { article_id, question, since } = reading;
  const dwell_ms = Date.now() - since;
  try {
    const { question_id } = await question;
    await postRead(widget, question_id, { article_id, dwell_ms });
  } catch {
    // nobody waits for our statistics
  }
}

/** Notices when an article is left: by going on, closing the panel, or leaving the page. */
export function watchReading(widget: Widget): void {
  widget.listeners.add((state) => {
    if (state.path !== widget.reading?.path || !state.open) finishReading(widget);
  });
  addEventListener("pagehide", () => finishReading(widget));
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

/** Outcomes are told in the background. One failure is tried again. */
async function tell(widget: Widget, body: RecordOutcomeCommand): Promise<void> {
  try {
    await finishReading(widget);
    const { question_id } = await ask(widget);
    const post = () => withToken(widget, () => postOutcome(widget, question_id, body));
    await post().catch(() => new Promise((done) => setTimeout(done, 3000)).then(post));
  } catch (error) {
    troubleOf(error);
  }
}
