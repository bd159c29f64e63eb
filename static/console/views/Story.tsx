/* The story card: what the merchant asked, what was suggested, read and turned down, before a person was asked for. */
import { useMemo, useState } from "preact/hooks";
import type { ChatEvent } from "../../shared/wire";
import { spanOf } from "../i18n";
import { type StoryArticle, type StoryQuestion, story } from "../state/story";
import { useScene } from "./context";
import { Icon } from "./icons";

export function Story({ events, locale }: { events: readonly ChatEvent[]; locale: string }) {
  const { t } = useScene();
  const questions = useMemo(() => story(events), [events]);
  const answered = events.some((event) => event.type === "message.sent" && event.actor.kind === "agent");
  // Open while it is news; whoever replies has read it. What the agent opens or closes by hand stays so.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? !answered;
  const choose = (now: boolean) => now !== open && setChosen(now);
  if (questions.length === 0) return null;
  const articles = questions.flatMap((one) => one.articles);
  const read = articles.filter((one) => one.read).length;
  return (
    <details class="story" open={open} onToggle={(event) => choose(event.currentTarget.open)}>
      <summary>
        <Icon name="story" />
        <span class="story__title">{t.story.title}</span>
        <span class="story__sum">{t.story.summary(articles.length, read)}</span>
        <Icon name="down" />
      </summary>
      <ol class="story__questions">
        {questions.map((question) => (
          <Asked key={question.id} question={question} locale={locale} />
        ))}
      </ol>
    </details>
  );
}

function Asked({ question, locale }: { question: StoryQuestion; locale: string }) {
  const { t } = useScene();
  const { text, level, articles, outcome, comment } = question;
  return (
    <li class="asked-one">
      <p class="asked-one__text">
        <span class="hidden">{t.story.asked}: </span>
        <q dir="auto">{text}</q>
      </p>
      {level && level !== "answer" && <p class={`level level--${level}`}>{t.story.levels[level]}</p>}
      <ol class="tried">
        {articles.map((article) => (
          <Tried key={article.articleId} article={article} locale={question.locale || locale} />
        ))}
      </ol>
      {outcome && <Verdict outcome={outcome} comment={comment} />}
    </li>
  );
}

function Tried({ article, locale }: { article: StoryArticle; locale: string }) {
  const { act, t, locale: own } = useScene();
  const { articleId, title, rank, read, dwellMs, outcome, comment } = article;
  return (
    <li class={read ? "tried__one tried__one--read" : "tried__one"}>
      <span class="tried__rank">
        <span aria-hidden="true">{rank ?? "↗"}</span>
        <span class="hidden">{rank === null ? t.story.linked : t.story.rank(rank)}: </span>
      </span>
      <span class="tried__what">
        <button type="button" class="link" dir="auto" onClick={() => void act.showArticle(articleId, locale)}>
          {title}
        </button>
        <span class="tried__read">
          {read ? t.story.read(dwellMs > 0 ? spanOf(dwellMs / 1000, own, "narrow") : "") : t.story.unread}
        </span>
        {outcome && <Verdict outcome={outcome} comment={comment} />}
      </span>
    </li>
  );
}

function Verdict({
  outcome,
  comment,
}: Pick<StoryArticle, "comment"> & { outcome: NonNullable<StoryArticle["outcome"]> }) {
  const { t } = useScene();
  return (
    <span class={outcome === "helped" ? "verdict verdict--good" : "verdict"}>
      {t.story.outcomes[outcome]}
      {comment && (
        <q class="verdict__why" dir="auto">
          {comment}
        </q>
      )}
    </span>
  );
}
