/* Answers of the search, as the server gives them. */

import type { QuestionAnswered, Suggestion, Suggestions } from "../shared/wire";

export function suggestion(article_id: string): Suggestion {
  return {
    article_id,
    title: `About ${article_id}`,
    locale: "es",
    fallback: false,
    passage: [{ text: article_id, match: true }],
    url: `/help/es/${article_id}`,
    score: 1,
  };
}

export function suggestions(...article_ids: string[]): Suggestions {
  const found = article_ids.map(suggestion);
  return { level: found.length ? "answer" : "none", confident: found.length > 0, suggestions: found };
}

export function questionAnswered(question_id: string, ...article_ids: string[]): QuestionAnswered {
  return { question_id, ...suggestions(...article_ids) };
}
