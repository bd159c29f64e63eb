/* How was it? Five stars are five radio buttons. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import css from "../css/rating.css";
import { addStyle } from "../style";
import { Field } from "../views/field";
import { Icon } from "../views/icon";
import { sends } from "../views/inside";
import type { Widget } from "../widget";
import type { ChatProps } from "./chat_view";

const dressed = new WeakSet<Widget>();

export function dress(widget: Widget): void {
  if (!dressed.has(widget)) addStyle(widget.bridge.root, css);
  dressed.add(widget);
}

export function Rating({ chat, language, act }: ChatProps) {
  const t = language.texts;
  const { score, comment, busy, failed } = chat.rating;
  if (chat.rated) {
    return (
      <div class="rating">
        <p>{t.rated}</p>
        <button type="button" class="link" onClick={() => act.anew()}>
          {t.ask_else}
        </button>
      </div>
    );
  }
  return (
    <form class="rating" onSubmit={sends(act.rate)}>
      <fieldset>
        <legend>{t.rating}</legend>
        <div class="stars">
          {[1, 2, 3, 4, 5].map((value) => (
            <label key={value} class={value <= score ? "on" : ""}>
              <input
                type="radio"
                name="sc-score"
                value={value}
                checked={score === value}
                aria-label={t.score(value)}
                onChange={() => act.rating({ score: value })}
              />
              <Icon is="star" />
            </label>
          ))}
        </div>
      </fieldset>
      {score > 0 && (
        <Field
          id="sc-rating"
          label={t.remark}
          labelled="muted"
          value={comment}
          t={t}
          limit={2000}
          change={(text) => act.rating({ comment: text })}
        />
      )}
      {failed && <p class="line bad">{t.unavailable}</p>}
      {score > 0 && (
        <button type="submit" class="small" aria-disabled={busy}>
          {t.send}
        </button>
      )}
    </form>
  );
}
