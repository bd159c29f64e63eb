/* Every error that can reach the screen: what it means in the reader's words, and the next step. */

import type { Texts } from "../i18n/texts";
import { LONGEST } from "../state/ask";
import type { Trouble } from "../state/state";
import { Icon } from "./icon";

export function explain(trouble: Trouble, t: Texts): string {
  switch (trouble.code) {
    case "offline":
      return t.offline;
    case "rate_limited":
      return t.limited(Math.max(1, Math.ceil(((trouble.until ?? 0) - Date.now()) / 1000)));
    case "too_large":
      return t.too_large(LONGEST);
    case "invalid":
      return t.invalid;
    case "not_found":
      return t.article_gone;
    case "closed":
      return t.closed_more;
    case "conflict":
    case "taken":
    case "question_required":
      return t.conflict;
    default:
      return t.unavailable;
  }
}

/** Whether doing the same again can help. */
function isPassing({ code }: Trouble): boolean {
  return !["too_large", "invalid", "not_found"].includes(code);
}

export function Notice(props: { trouble: Trouble | undefined; t: Texts; again?: (() => void) | undefined }) {
  const { trouble, t, again } = props;
  if (!trouble) return null;
  return (
    <div class="notice bad" role="alert">
      <Icon is="alert" />
      <p>{explain(trouble, t)}</p>
      {again && isPassing(trouble) && (
        <button type="button" class="small" onClick={again}>
          {t.again}
        </button>
      )}
    </div>
  );
}
