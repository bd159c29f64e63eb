/* From the first letter to the question asked in earnest. */

import { newClientId } from "../../shared/client_id";
import type { AskQuestionCommand } from "../../shared/wire";
import {
  type Ask,
  type Asked,
  answered,
  emptyAsk,
  failed,
  inEarnest,
  LONGEST,
  lengthOf,
  SHORTEST,
  searching,
  standing,
  typed,
} from "../state/ask";
import { restart } from "../state/state";
import { postQuestion, postSuggestions, Refused, troubleOf } from "../transport/http";
import { recall, remember } from "../transport/keep";
import { update, type Widget } from "../widget";
import { ensureSession, pageAddress, withToken } from "./session";

/** Milliseconds without a key before we look: most words are finished by then. */
const PAUSE = 250;
/** So much later the last word is taken for finished, too: until then it might find anything. */
const SETTLED = 350;
const WITHIN_A_WORD = /[\p{L}\p{N}]$/u;
/** An empty answer waits this long before it takes a list away: half a word often finds nothing. */
const PATIENCE = 700;

/** What was in the field when the page was left, here or on another device. */
export function resumeQuestion(widget: Widget, unsent: string | null): void {
  const draft = recall(widget.keep, "draft");
  const text = draft?.text || unsent;
  if (!text || widget.state.ask.text) return;
  change(widget, (ask) => ({ ...ask, text, asked: draft?.asked ?? null }));
  suggest(widget, 0);
}

export function type(widget: Widget, text: string): void {
  change(widget, (ask) => typed(ask, text));
  save(widget);
  suggest(widget, PAUSE, WITHIN_A_WORD.test(text));
}

export function submit(widget: Widget): void {
  if (!isShort(widget)) ask(widget).catch(() => {}); // trouble is shown below the field
}

/** Back to the field, with the text kept. */
export function differently(widget: Widget): void {
  update(widget, (state) => ({ ...restart(state), ask: { ...state.ask, opened: "" } }));
}

/** Back to the first screen with a new question, empty or with a text to begin with. */
export function anew(widget: Widget, text = ""): void {
  widget.asking.pending = undefined;
  update(widget, (state) => ({ ...restart(state), ask: { ...emptyAsk, text } }));
  save(widget);
  suggest(widget, 0);
}

/** The question that stands for the text, asked now if it was not before. */
export function ask(widget: Widget): Promise<Asked> {
  const { asking, state } = widget;
  const known = standing(state.ask);
  if (known) return Promise.resolve(known);
  const text = textOf(widget);
  if (asking.pending?.body.question !== text) asking.pending = { body: asAsked(widget, text) };
  const { pending } = asking;
  pending.answer ??= sendQuestion(widget, pending.body).finally(() => delete pending.answer);
  return pending.answer;
}

/** The server no longer knows the question (older than a day): the next call asks it anew. */
export function forgetQuestion(widget: Widget): void {
  widget.asking.pending = undefined;
  change(widget, (ask) => ({ ...ask, asked: null }));
}

export function suggest(widget: Widget, delay: number, typing = false): void {
  cancel(widget);
  if (isShort(widget)) return;
  widget.asking.timer = window.setTimeout(() => look(widget, textOf(widget), typing), delay);
}

function asAsked({ language }: Widget, question: string): AskQuestionCommand {
  return { question, client_id: newClientId(), locale: language.locale, page: pageAddress() };
}

async function sendQuestion(widget: Widget, body: AskQuestionCommand): Promise<Asked> {
  const { bridge } = widget;
  const text = body.question;
  cancel(widget);
  change(widget, searching);
  try {
    fitting(text);
    const answer = await withToken(widget, () => postQuestion(widget, body));
    const { question_id, level } = answer;
    if (textOf(widget) === text) change(widget, (ask) => inEarnest(ask, text, answer));
    save(widget);
    bridge.emit("question", { question_id, text, level });
    return { question_id, text };
  } catch (error) {
    const trouble = troubleOf(error);
    change(widget, (ask) => failed(ask, trouble));
    throw error;
  }
}

async function look(widget: Widget, text: string, typing: boolean): Promise<void> {
  const { asking } = widget;
  const abort = new AbortController();
  asking.abort = abort;
  const { signal } = abort;
  change(widget, searching);
  try {
    const first = standsFirst(widget);
    const body = {
      question: fitting(text),
      locale: widget.language.locale,
      ...(typing && { typing }),
      ...(first && { first }),
    };
    await ensureSession(widget);
    const answer = await postSuggestions(widget, body, signal);
    const show = () => change(widget, (ask) => answered(ask, answer));
    if (signal.aborted) return;
    const known = answer.suggestions.length || !standsFirst(widget);
    if (known) show();
    if (typing) asking.timer = window.setTimeout(() => look(widget, text, false), SETTLED);
    else if (!known) asking.timer = window.setTimeout(show, PATIENCE);
  } catch (error) {
    if (signal.aborted) return;
    const trouble = troubleOf(error);
    change(widget, (ask) => failed(ask, trouble));
    if (trouble.until) suggest(widget, trouble.until - Date.now());
  }
}

function standsFirst({ state }: Widget): string | undefined {
  return state.ask.answer?.suggestions[0]?.article_id;
}

function fitting(text: string): string {
  if (lengthOf(text) > LONGEST) throw new Refused("too_large");
  return text;
}

function cancel({ asking }: Widget): void {
  clearTimeout(asking.timer);
  asking.abort?.abort();
}

function textOf(widget: Widget): string {
  return widget.state.ask.text.trim();
}

function isShort(widget: Widget): boolean {
  return textOf(widget).length < SHORTEST;
}

function save({ keep, state }: Widget): void {
  const { text, asked } = state.ask;
  remember(keep, "draft", text ? { text, asked } : undefined);
}

function change(widget: Widget, step: (ask: Ask) => Ask): void {
  update(widget, (state) => ({ ...state, ask: step(state.ask) }));
}
