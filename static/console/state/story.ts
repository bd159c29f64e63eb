/* What happened before a person was asked for: each question with the articles shown, read and turned down. */
import type { ChatEvent, QuestionAsked, RecordOutcomeCommand, ShownSuggestion } from "../../shared/wire";

export interface StoryArticle {
  articleId: string;
  title: string;
  /** Place among the suggestions, from 1; null when it was reached by a link. */
  rank: number | null;
  read: boolean;
  dwellMs: number;
  outcome: RecordOutcomeCommand["outcome"] | null;
  comment: string | null;
}

export interface StoryQuestion {
  id: string;
  text: string;
  locale: string;
  page: string | null;
  at: string;
  level: "answer" | "maybe" | "none" | null;
  articles: StoryArticle[];
  /** What was said of the suggestions as a whole. */
  outcome: RecordOutcomeCommand["outcome"] | null;
  comment: string | null;
}

export function story(events: readonly ChatEvent[]): StoryQuestion[] {
  const questions = new Map<string, StoryQuestion>();
  for (const event of events) {
    if (!("question_id" in event.data)) continue;
    const { question_id } = event.data;
    const known = questions.get(question_id);
    if (event.type === "question.asked") questions.set(question_id, begun(event.at, event.data));
    else if (known) questions.set(question_id, continued(known, event));
  }
  return [...questions.values()];
}

function begun(at: string, data: QuestionAsked): StoryQuestion {
  return {
    id: data.question_id,
    at,
    text: data.text,
    locale: data.locale,
    page: data.page ?? null,
    level: null,
    articles: [],
    outcome: null,
    comment: null,
  };
}

function continued(question: StoryQuestion, event: ChatEvent): StoryQuestion {
  switch (event.type) {
    case "suggestions.shown":
      return { ...question, level: event.data.level, articles: event.data.suggestions.map(shown) };
    case "article.read":
      return withArticle(question, event.data.article_id, event.data.title, (article) => ({
        ...article,
        read: true,
        dwellMs: Math.max(article.dwellMs, event.data.dwell_ms ?? 0),
      }));
    case "outcome.given": {
      const { outcome, article_id, comment } = event.data;
      if (outcome === "dismissed") return question; // they asked for a person: the agent knows
      if (!article_id) return { ...question, outcome, comment: comment ?? null };
      return withArticle(question, article_id, article_id, (article) => ({
        ...article,
        outcome,
        comment: comment ?? null,
      }));
    }
    default:
      return question;
  }
}

function shown(suggestion: ShownSuggestion, at: number): StoryArticle {
  return untouched(suggestion.article_id, suggestion.title, at + 1);
}

function untouched(articleId: string, title: string, rank: number | null): StoryArticle {
  return { articleId, title, rank, read: false, dwellMs: 0, outcome: null, comment: null };
}

function withArticle(
  question: StoryQuestion,
  articleId: string,
  title: string,
  change: (article: StoryArticle) => StoryArticle,
): StoryQuestion {
  const known = question.articles.some((article) => article.articleId === articleId);
  const articles = known ? question.articles : [...question.articles, untouched(articleId, title, null)];
  return {
    ...question,
    articles: articles.map((article) => (article.articleId === articleId ? change(article) : article)),
  };
}
