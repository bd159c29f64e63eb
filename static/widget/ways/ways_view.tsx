/* What stands at the end of the first screen: people of one's own, notices, tickets; below suggestions tickets only. */

import { dayOf, moment } from "../../shared/moment";
import type { Channel, Notice } from "../../shared/wire";
import { languageName } from "../views/home";
import { Icon } from "../views/icon";
import { channel, initials, takes } from "./offered";
import type { WaysProps } from "./ways";

export function Ways(props: WaysProps) {
  const { state, act, words } = props;
  return (
    <>
      {!state.ask.text && (
        <>
          <Agent {...props} />
          <Manager {...props} />
          {state.session?.notices.map(
            (notice) =>
              notice.kind !== "season" && <NoticeView key={notice.kind} notice={notice} {...props} />,
          )}
        </>
      )}
      {channel(state, "ticket") && (
        <p class="doors">
          <button type="button" class="small" onClick={() => act.openTickets({})}>
            <Icon is="pencil" />
            {words.new_ticket}
          </button>
          <button type="button" class="small" onClick={() => act.openTickets({ view: "tickets" })}>
            <Icon is="article" />
            {words.my_tickets}
          </button>
        </p>
      )}
    </>
  );
}

function Face({ person, base }: { person: Channel; base: string }) {
  const { face, name = "" } = person;
  if (face) return <img class="face" src={new URL(face, base).href} alt="" />;
  return (
    <span class="face" aria-hidden="true">
      {name ? initials(name) : <Icon is="person" />}
    </span>
  );
}

function Agent({ state, language, base, words }: WaysProps) {
  const agent = channel(state, "personal_agent");
  if (!agent) return null;
  const { name, assigned, available, back_at } = agent;
  const there = available
    ? words.available
    : back_at
      ? words.back_at(moment(back_at, language.locale, new Date()))
      : words.away;
  const named = name && assigned !== false;
  return (
    <section class="box card own" aria-label={words.agent}>
      <Face person={agent} base={base} />
      <span>
        <strong>{named ? name : words.agent_assigned}</strong>
        {named && <span class="muted">{words.agent}</span>}
        <span class={named ? (available ? "desk" : "desk empty") : "muted"}>
          {named && <i aria-hidden="true" />}
          {named ? there : words.agent_assigned_more}
        </span>
      </span>
    </section>
  );
}

function Manager({ state, language, act, base, words }: WaysProps) {
  const manager = channel(state, "account_manager");
  if (!manager) return null;
  const { name, about, next_check_in } = manager;
  return (
    <section class="box card own" aria-label={words.manager}>
      <Face person={manager} base={base} />
      <span>
        <strong>{name ?? words.manager_assigned}</strong>
        {name && <span class="muted">{words.manager}</span>}
        {about && <span class="about-them">{about}</span>}
        {next_check_in && <span class="muted">{words.check_in(dayOf(next_check_in, language.locale))}</span>}
        {takes(state, "meeting") && (
          <button type="button" class="link" onClick={() => act.openTickets({ kind: "meeting" })}>
            {words.meeting}
          </button>
        )}
      </span>
    </section>
  );
}

function NoticeView({ notice, language, words, hide }: WaysProps & { notice: Notice }) {
  const { kind, text, url, url_locale, dismissible } = notice;
  return (
    <div class="notice way">
      <p>
        {text}{" "}
        {url && (
          <a href={url} target="_blank" rel="noopener" hreflang={url_locale}>
            {kind === "survey" ? words.survey : words.more}
            {url_locale && ` (${language.texts.in_language(languageName(url_locale, language.locale))})`}
          </a>
        )}
      </p>
      {dismissible && (
        <button type="button" class="link" onClick={() => hide(kind)}>
          {words.hide}
        </button>
      )}
    </div>
  );
}
