/* What a merchant did before asking for a person, as the agent reads it. */

import { deepEqual, equal } from "node:assert/strict";
import { describe, test } from "node:test";
import { amir, vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { type StoryArticle, story } from "./story";

class Asking extends StoredLog {
  shown(question_id: string, level: "answer" | "maybe" | "none", ...article_ids: string[]): void {
    const suggestions = article_ids.map((article_id) => ({
      ...{ article_id, title: `About ${article_id}`, score: 1, content_hash: "hash" },
    }));
    this.add({ type: "suggestions.shown", actor: vera, data: { question_id, level, suggestions } });
  }

  looked(question_id: string, article_id: string, dwell_ms?: number): void {
    const data = { question_id, article_id, title: `About ${article_id}`, ...(dwell_ms && { dwell_ms }) };
    this.add({ type: "article.read", actor: vera, data });
  }

  outcome(question_id: string, article_id?: string, comment?: string): void {
    const about = { ...(article_id && { article_id }), ...(comment && { comment }) };
    this.add({
      type: "outcome.given",
      actor: vera,
      data: { question_id, outcome: "not_answered", ...about },
    });
  }
}

const brief = ({ articleId, rank, read, dwellMs, outcome }: StoryArticle) => [
  ...[articleId, rank, read, dwellMs, outcome],
];

describe("The story", () => {
  test("tells what was asked, shown, read and turned down", () => {
    const log = new Asking();
    log.asked("Where is my parcel?", "q");
    log.shown("q", "answer", "tracking", "lost-parcel");
    log.looked("q", "lost-parcel", 4000);
    log.outcome("q", "lost-parcel", "No word on islands");
    log.queued();
    log.said(amir, "Hello!");
    const [question, ...more] = story(log.events);
    equal(more.length, 0);
    deepEqual([question?.text, question?.locale, question?.level], ["Where is my parcel?", "es", "answer"]);
    deepEqual(question?.articles.map(brief), [
      ["tracking", 1, false, 0, null],
      ["lost-parcel", 2, true, 4000, "not_answered"],
    ]);
    equal(question?.articles[1]?.comment, "No word on islands");
    equal(question?.outcome, null);
  });

  test("counts the longest reading of an article, not the last", () => {
    const log = new Asking();
    log.asked("Parcel?", "q");
    log.shown("q", "maybe", "tracking");
    for (const dwell of [2000, 9000, 1000, undefined]) log.looked("q", "tracking", dwell);
    deepEqual(story(log.events)[0]?.articles.map(brief), [["tracking", 1, true, 9000, null]]);
  });

  test("knows an article that was reached by a link, without a rank", () => {
    const log = new Asking();
    log.asked("Parcel?", "q");
    log.shown("q", "maybe", "tracking");
    log.looked("q", "customs", 100);
    const [, linked] = story(log.events)[0]?.articles ?? [];
    deepEqual([linked?.title, linked?.rank, linked?.read], ["About customs", null, true]);
  });

  test("keeps what was said of all suggestions apart from what was said of one", () => {
    const log = new Asking();
    log.asked("Parcel?", "q");
    log.shown("q", "none");
    log.outcome("q", undefined, "nothing fits");
    const [question] = story(log.events);
    deepEqual(
      [question?.level, question?.outcome, question?.comment],
      ["none", "not_answered", "nothing fits"],
    );
    deepEqual(question?.articles, []);
  });

  test("lets what was said stand when everything shown is dismissed for a person", () => {
    const log = new Asking();
    log.asked("Parcel?", "q");
    log.shown("q", "maybe", "tracking");
    log.outcome("q", undefined, "nothing fits");
    log.add({ type: "outcome.given", actor: vera, data: { question_id: "q", outcome: "dismissed" } });
    const [question] = story(log.events);
    deepEqual([question?.outcome, question?.comment], ["not_answered", "nothing fits"]);
    deepEqual(question?.articles.map(brief), [["tracking", 1, false, 0, null]]);
  });

  test("keeps questions apart, in the order they were asked", () => {
    const log = new Asking();
    log.asked("Parcel?", "one");
    log.asked("Invoice?", "two");
    log.shown("two", "answer", "invoices");
    log.looked("one", "tracking", 50);
    deepEqual(
      story(log.events).map((question) => [question.text, question.articles.map((one) => one.articleId)]),
      [
        ["Parcel?", ["tracking"]],
        ["Invoice?", ["invoices"]],
      ],
    );
  });

  test("leaves out what belongs to no question it knows", () => {
    const log = new Asking();
    log.looked("unknown", "tracking", 50);
    log.said(vera, "Hello?");
    deepEqual(story(log.events), []);
  });
});
