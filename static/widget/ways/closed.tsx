/* The desk that nobody is at: when we are back, that the question is kept, and the ways that are open meanwhile. */

import { moment } from "../../shared/moment";
import { here } from "../state/state";
import { Icon } from "../views/icon";
import { Person, Title } from "../views/parts";
import { channel, takes, telephone } from "./offered";
import { standing } from "./phone";
import type { WaysProps } from "./ways";

export function Closed(props: WaysProps) {
  const { state, language, act, words } = props;
  const { available, handover, ask } = state;
  const place = here(state);
  const opens_at = place.at === "closed" ? place.opens_at : null;
  return (
    <div class="scroll" key="closed">
      <div class="body centre">
        <span class={available ? "medal good" : "medal"}>
          <Icon is={available ? "person" : "moon"} />
        </span>
        <Title page={state.page} focus>
          {available ? language.texts.desk_back : words.closed}
        </Title>
        {!available && (
          <p class="muted">
            {opens_at ? words.back(moment(opens_at, language.locale, new Date())) : words.closed_more}
          </p>
        )}
        <p class="label">{words.kept}</p>
        <blockquote dir="auto">{ask.text}</blockquote>
        {available ? <Person state={state} t={language.texts} act={act} strong /> : <Others {...props} />}
        {!available && (
          <button type="button" class="link" aria-disabled={handover.busy} onClick={act.escalate}>
            {language.texts.again}
          </button>
        )}
        <button type="button" class="link" onClick={act.differently}>
          {words.look_again}
        </button>
      </div>
    </div>
  );
}

/** What can be done instead, the nearest first. */
function Others({ state, language, act, words }: WaysProps) {
  const phone = channel(state, "phone");
  const number = phone?.available && phone.number;
  return (
    <>
      {channel(state, "ticket") && (
        <button
          type="button"
          class="box card strong"
          onClick={() => act.openTickets({ ...(takes(state, "general") && { kind: "general" }) })}
        >
          <Icon is="pencil" />
          <span>
            <strong>{words.write}</strong>
            <span class="muted">{words.write_hint}</span>
          </span>
          <Icon is="next" />
        </button>
      )}
      {number && (
        <a class="box card" href={telephone(number)}>
          <Icon is="talk" />
          <span>
            <strong>{words.call(number)}</strong>
            <span class="muted">{standing(phone, language.locale, words)}</span>
          </span>
        </a>
      )}
      {phone && !phone.available && takes(state, "callback") && (
        <button type="button" class="box card" onClick={() => act.openTickets({ kind: "callback" })}>
          <Icon is="clock" />
          <span>
            <strong>{words.call_back}</strong>
            <span class="muted">{standing(phone, language.locale, words)}</span>
          </span>
          <Icon is="next" />
        </button>
      )}
    </>
  );
}
