/* The first journey: what is typed, what is suggested for it, and the question once it was asked in earnest. Pure. */

import type { QuestionAnswered, Suggestion, Suggestions } from "../../shared/wire";
import type { Trouble } from "./state";

/** Below this there is nothing to look for. */
export const SHORTEST = 3;
/** Characters of a question or message, by the server's contract. */
export const LONGEST = 4000;
/** From here on the field counts. */
export const NEARLY = 3600;

export interface Asked {
  question_id: string;
  text: string;
}

export interface Ask {
  text: string;
  /** The last answer; kept on screen until the next one is there. */
  answer: Suggestions | null;
  busy: boolean;
  asked: Asked | null;
  /** The suggestion that was opened last: coming back, the focus returns to it. */
  opened?: string;
  trouble?: Trouble;
}

export const emptyAsk: Ask = { text: "", answer: null, busy: false, asked: null };

/** Characters as the server counts them: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function typed(ask: Ask, text: string): Ask {
  const { trouble: _, ...rest } = ask;
  if (text.trim().length < SHORTEST) return { ...rest, text, answer: null, busy: false };
  return { ...rest, text };
}

export function searching(ask: Ask): Ask {
  const { trouble: _, ...rest } = ask;
  return { ...rest, busy: true };
}

export function answered(ask: Ask, answer: Suggestions): Ask {
  const suggestions = calm(ask.answer?.suggestions ?? [], answer.suggestions);
  return { ...ask, busy: false, answer: { ...answer, suggestions } };
}

export function inEarnest(ask: Ask, text: string, answer: QuestionAnswered): Ask {
  return { ...answered(ask, answer), asked: { question_id: answer.question_id, text } };
}

export function failed(ask: Ask, trouble: Trouble): Ask {
  return { ...ask, busy: false, trouble };
}

/** The question that stands for the text in the field, if it was asked already. */
export function standing(ask: Ask): Asked | null {
  return ask.asked && ask.asked.text === ask.text.trim() ? ask.asked : null;
}

/** While the same articles stay, they stay where they are: a list that jumps under the finger cannot be used. */
function calm(before: readonly Suggestion[], after: readonly Suggestion[]): Suggestion[] {
  const byId = new Map(after.map((suggestion) => [suggestion.article_id, suggestion]));
  const same = before.length === after.length && before.every((old) => byId.has(old.article_id));
  return same ? before.flatMap((old) => byId.get(old.article_id) ?? []) : [...after];
}
