/* What comes after an article: thanks, what was missing, and the ways on. */

import { here } from "../state/state";
import { Field } from "./field";
import { Icon } from "./icon";
import { sends } from "./inside";
import { Person, Title } from "./parts";
import type { ViewProps } from "./view";

export function Outcome(props: ViewProps) {
  const place = here(props.state);
  return (
    <div class="scroll" key={place.at}>
      {place.at === "why" ? (
        <WhyView {...props} article_id={place.article_id} />
      ) : place.at === "next" ? (
        <Next {...props} />
      ) : (
        <Thanks {...props} />
      )}
    </div>
  );
}

function Thanks({ state, language, act }: ViewProps) {
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

function WhyView({ state, language, act, article_id }: ViewProps & { article_id: string }) {
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

function Next({ state, language, act }: ViewProps) {
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
