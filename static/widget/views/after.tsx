/* What comes after an article: thanks, what was missing, the ways on; and the desk that nobody is at. */

import { moment } from "../../shared/moment";
import { Field } from "./field";
import { Icon } from "./icon";
import { sends } from "./inside";
import { Person, Title } from "./parts";
import type { ViewProps } from "./view";

export function Thanks({ state, language, act }: ViewProps) {
  const t = language.texts;
  return (
    <div class="body centre">
      <span class="medal good">
        <Icon is="check" />
      </span>
      <Title page={state.page} focus>
        {t.thanks}
      </Title>
      <p class="muted">{t.thanks_more}</p>
      <button type="button" class="button" onClick={act.anew}>
        {t.ask_else}
      </button>
    </div>
  );
}

export function WhyView({ state, language, act, article_id }: ViewProps & { article_id: string }) {
  const t = language.texts;
  const { reason, comment } = state.why;
  const reasons = ["not_related", "not_answered"] as const;
  return (
    <form class="body" onSubmit={sends(() => act.sendWhy(article_id))}>
      <fieldset>
        <legend>
          <Title page={state.page} focus>
            {t.missing}
          </Title>
        </legend>
        {reasons.map((value) => (
          <label class="box option" key={value}>
            <input
              type="radio"
              name="sc-why"
              value={value}
              checked={reason === value}
              required
              onChange={() => act.why({ reason: value })}
            />
            {t[value]}
          </label>
        ))}
      </fieldset>
      <Field
        id="sc-comment"
        label={`${t.comment} (${t.optional})`}
        labelled="label"
        value={comment}
        t={t}
        limit={2000}
        hint="sc-comment-hint"
        change={(text) => act.why({ comment: text })}
      />
      <p class="muted" id="sc-comment-hint">
        {t.comment_hint}
      </p>
      <button type="submit" class="button">
        {t.send}
      </button>
    </form>
  );
}

export function Next({ state, language, act }: ViewProps) {
  const t = language.texts;
  return (
    <div class="body">
      <Title page={state.page} focus>
        {t.sorry}
      </Title>
      <p class="muted">{t.sorry_more}</p>
      <button type="button" class="box card" onClick={act.differently}>
        <Icon is="pencil" />
        <span>
          <strong>{t.ask_differently}</strong>
          <span class="muted">{t.ask_differently_hint}</span>
        </span>
        <Icon is="next" />
      </button>
      <Person state={state} t={t} act={act} />
    </div>
  );
}

export function Closed({ state, language, act, opens_at }: ViewProps & { opens_at: string | null }) {
  const t = language.texts;
  const { available, handover, ask } = state;
  return (
    <div class="body centre">
      <span class={available ? "medal good" : "medal"}>
        <Icon is={available ? "person" : "moon"} />
      </span>
      <Title page={state.page} focus>
        {available ? t.desk_back : t.closed}
      </Title>
      {!available && (
        <p class="muted">
          {opens_at ? t.opens(moment(opens_at, language.locale, new Date())) : t.closed_more}
        </p>
      )}
      <p class="label">{t.kept}</p>
      <blockquote dir="auto">{ask.text}</blockquote>
      {available ? (
        <Person state={state} t={t} act={act} strong />
      ) : (
        <button type="button" class="button" aria-disabled={handover.busy} onClick={act.escalate}>
          {t.again}
        </button>
      )}
      <button type="button" class="link" onClick={act.differently}>
        {t.look_again}
      </button>
    </div>
  );
}
