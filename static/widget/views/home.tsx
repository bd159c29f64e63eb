/* The first screen: one big field, and below it what fits, or what else there is. */

import type { Suggestion } from "../../shared/wire";
import type { Texts } from "../i18n/texts";
import { SHORTEST } from "../state/ask";
import { isOpen } from "../state/open";
import { Field } from "./field";
import { Icon } from "./icon";
import { inside, sends } from "./inside";
import { Desk, Title } from "./parts";
import { Notice } from "./trouble";
import type { ViewProps } from "./view";

export function Home(props: ViewProps) {
  const { state, language, act, screens } = props;
  const t = language.texts;
  const { ask } = state;
  const name = state.session?.contact?.name.split(" ")[0] ?? "";
  const long = ask.text.trim().length >= SHORTEST;
  return (
    <>
      <div class="hero">
        <Title page={state.page}>{t.hello(name)}</Title>
        <search>
          <form onSubmit={sends(act.submit)}>
            <Field
              id="sc-ask"
              label={t.about}
              labelled="about"
              value={ask.text}
              t={t}
              change={act.type}
              enter={act.submit}
              placeholder={t.placeholder}
              focus={!ask.opened}
            >
              <button type="submit" class="round" aria-label={t.search}>
                <Icon is="search" />
              </button>
            </Field>
          </form>
        </search>
      </div>
      <div class="body">
        <Notice trouble={ask.trouble ?? state.trouble} t={t} again={act.retry} />
        {long && ask.busy && !ask.answer ? (
          <Skeleton />
        ) : (
          <>
            {ask.answer && long ? <Results {...props} /> : <Welcome {...props} />}
            {screens.end?.(props)}
          </>
        )}
      </div>
    </>
  );
}

function Results(props: ViewProps) {
  const { state, language } = props;
  const t = language.texts;
  const answer = state.ask.answer;
  if (!answer) return null;
  const heading = { answer: t.this_helps, maybe: t.maybe_these, none: t.nothing_on_this }[answer.level];
  return (
    <>
      <h2 class="label">{heading}</h2>
      {answer.suggestions.length === 0 ? (
        <p class="muted">{t.nothing_next}</p>
      ) : (
        <ol class="hits">
          {answer.suggestions.map((hit) => (
            <Hit key={hit.article_id} hit={hit} {...props} />
          ))}
        </ol>
      )}
    </>
  );
}

function Hit({ hit, state, language, act, base }: ViewProps & { hit: Suggestion }) {
  const t = language.texts;
  return (
    <li>
      <a
        class="box hit"
        href={new URL(hit.url, base).href}
        lang={hit.locale}
        data-focus={state.ask.opened === hit.article_id}
        onClick={inside(() => act.openSuggestion(hit))}
      >
        <strong>{hit.title}</strong>
        <span class="passage">
          {hit.passage.map((part) => (part.match ? <mark>{part.text}</mark> : part.text))}
        </span>
        {hit.fallback && (
          <span class="tag" lang={language.locale}>
            {t.in_language(languageName(hit.locale, language.locale))}
          </span>
        )}
      </a>
    </li>
  );
}

/** How it goes: articles first, then a person. */
function Promises({ t, open }: { t: Texts; open: boolean | undefined }) {
  return (
    <ul class="promises">
      <li>
        <Icon is="article" />
        {t.promise}
      </li>
      <li>
        <Icon is="person" />
        <span>
          {t.promise_person}
          {open !== undefined && <Desk open={open} t={t} />}
        </span>
      </li>
    </ul>
  );
}

function Welcome(props: ViewProps) {
  const { state, language, act } = props;
  const t = language.texts;
  const { session } = state;
  const chat = state.chat ?? session?.open_conversation ?? session?.last_conversation;
  const open = chat && isOpen(chat);
  return (
    <>
      {chat && (
        <button type="button" class="box card" onClick={act.openChat}>
          <Icon is="talk" />
          <span>
            <strong>{open ? t.your_conversation : t.last_conversation}</strong>
            <span class="muted">
              {chat.status === "resolved" && !chat.rated
                ? t.rate_it
                : (chat.agent?.name ?? (open && chat.position ? t.queued(chat.position) : ""))}
            </span>
          </span>
          <Icon is="next" />
        </button>
      )}
      <Promises t={t} open={session && state.available} />
    </>
  );
}

/** Grey lines where text will be. */
export function Skeleton() {
  return <div class="skeleton" aria-hidden="true" />;
}

export function languageName(locale: string, reader: string): string {
  return new Intl.DisplayNames(reader, { type: "language" }).of(locale) ?? locale;
}
