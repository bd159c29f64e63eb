/* Small parts that several screens share. */

import type { ComponentChildren } from "preact";
import type { Texts } from "../i18n/texts";
import type { State } from "../state/state";
import { Icon } from "./icon";
import { Notice } from "./trouble";
import type { Actions } from "./view";

/** The one heading of a screen; the focus comes here when there is no better place. */
export function Title(props: { page: boolean; focus?: boolean; children: ComponentChildren; lang?: string }) {
  const Tag = props.page ? "h1" : "h2";
  return (
    <Tag class="title" tabIndex={-1} data-focus={props.focus} lang={props.lang}>
      {props.children}
    </Tag>
  );
}

export function Desk({ open, t }: { open: boolean; t: Texts }) {
  return (
    <p class={open ? "desk" : "desk empty"}>
      <i aria-hidden="true" />
      {open ? t.desk_open : t.desk_empty}
    </p>
  );
}

interface PersonProps {
  state: State;
  t: Texts;
  act: Actions;
  /** Nothing else fits: then this is the way on, and looks like it. */
  strong?: boolean;
}

/** The way to a person: always there once something was suggested, never the first choice while something fits. */
export function Person({ state, t, act, strong }: PersonProps) {
  const { busy, trouble } = state.handover;
  return (
    <>
      <button
        type="button"
        class={strong ? "box card strong" : "box card"}
        aria-disabled={busy}
        aria-describedby="sc-person"
        onClick={act.escalate}
      >
        <Icon is="person" />
        <span>
          <strong>{t.person}</strong>
          <span class="muted" id="sc-person">
            {busy ? t.handing_over : state.available ? t.person_hint : t.desk_empty}
          </span>
        </span>
        <Icon is="next" />
      </button>
      <Notice trouble={trouble} t={t} again={act.escalate} />
    </>
  );
}
