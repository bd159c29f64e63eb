/* Every error that can reach the screen: what it means in the reader's words, and the next step. */

import type { Texts } from "../i18n/texts";
import { LONGEST } from "../state/ask";
import type { Trouble } from "../state/state";
import { Icon } from "./icon";

function explain({ code, until = 0 }: Trouble, t: Texts): string {
  if (code === "rate_limited") return t.limited(Math.max(1, Math.ceil((until - Date.now()) / 1000)));
  const known: Partial<Record<Trouble["code"], string>> = {
    offline: t.offline,
    too_large: t.too_large(LONGEST),
    invalid: t.invalid,
    not_found: t.gone,
    conflict: t.conflict,
  };
  return known[code] ?? t.unavailable;
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
