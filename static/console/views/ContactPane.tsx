/* The right pane: who the merchant is, what is known and what is only said, and what went before. */
import { useMemo } from "preact/hooks";
import { clock } from "../../shared/time";
import type { ConversationDetail } from "../../shared/wire";
import { countryName, languageName } from "../i18n";
import { ratingOf, selectedChat } from "../state/selectors";
import { story } from "../state/story";
import { Avatar, Rating, Skeleton } from "./bits";
import { Calls } from "./Calls";
import { ConversationLines, When } from "./ConversationLines";
import { useScene } from "./context";
import { CONTACT_BACK_ID, focusThread } from "./focus";
import { useNow } from "./hooks";
import { Icon } from "./icons";
import { TicketDetails } from "./TicketDetails";

export function ContactPane() {
  const { state, act, t } = useScene();
  const chat = selectedChat(state);
  const back = () => {
    act.showPane("thread");
    focusThread();
  };
  return (
    <section class="pane pane--contact" aria-label={t.contact.label}>
      <button id={CONTACT_BACK_ID} type="button" class="button pane__back" onClick={back}>
        <Icon name="back" />
        {t.thread.backToThread}
      </button>
      {state.tickets.open && <TicketDetails open={state.tickets.open} />}
      {chat?.detail && <Contact detail={chat.detail} />}
      {chat && !chat.detail && chat.phase === "loading" && <Skeleton lines={6} />}
    </section>
  );
}

function Contact({ detail }: { detail: ConversationDetail }) {
  const { t } = useScene();
  const name = detail.contact.name || t.visitor;
  return (
    <>
      <header class="who">
        <Avatar id={detail.contact.id} name={name} size="big" />
        <h2 dir="auto">{name}</h2>
        <p class={detail.contact.verified ? "trust trust--yes" : "trust"}>
          <Icon name={detail.contact.verified ? "shield" : "question"} />
          {detail.contact.verified ? t.contact.verified : t.contact.unverified}
        </p>
      </header>
      <Facts detail={detail} />
      <Questions />
      <Previous detail={detail} />
      {detail.contact.verified && <Calls contactId={detail.contact.id} />}
    </>
  );
}

function Facts({ detail }: { detail: ConversationDetail }) {
  const { state, t, locale } = useScene();
  const { contact, email, page, time_zone, attributes } = detail;
  const rating = ratingOf(selectedChat(state));
  return (
    <dl class="facts">
      <Fact name={t.contact.plan} value={t.contact.plans[contact.plan] ?? contact.plan} />
      <Fact name={t.contact.country} value={contact.country && countryName(contact.country, locale)} />
      <Fact name={t.contact.language} value={languageName(contact.locale, locale)} />
      <div>
        <dt>{t.contact.localTime}</dt>
        <dd>{time_zone ? <LocalTime zone={time_zone} /> : t.contact.unknown}</dd>
      </div>
      <Fact name={t.contact.email} value={email} />
      <Fact name={t.contact.page} value={page} />
      {Object.entries(attributes).map(([name, value]) => (
        <Fact key={name} name={name.replaceAll("_", " ")} value={value} />
      ))}
      {rating && (
        <div>
          <dt>{t.contact.rated}</dt>
          <dd>
            <Rating score={rating.score} />
            {rating.comment && (
              <q class="facts__comment" dir="auto">
                {rating.comment}
              </q>
            )}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: string | null | undefined }) {
  const { t } = useScene();
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto" class={value ? "" : "facts__unknown"}>
        {value || t.contact.unknown}
      </dd>
    </div>
  );
}

/** The merchant's own clock, with the weekday where it differs from the agent's. */
function LocalTime({ zone }: { zone: string }) {
  const { locale } = useScene();
  const now = new Date(useNow(10_000));
  const weekday = (timeZone?: string) =>
    new Intl.DateTimeFormat(locale, { weekday: "short", ...(timeZone ? { timeZone } : {}) }).format(now);
  try {
    const other = weekday(zone) !== weekday();
    return (
      <>
        {other && `${weekday(zone)} `}
        {clock(now.toISOString(), locale, zone)} <span class="facts__zone">{zone.replaceAll("_", " ")}</span>
      </>
    );
  } catch {
    // A zone that this browser does not know is shown as it came.
    return <>{zone}</>;
  }
}

function Questions() {
  const { state, t } = useScene();
  const events = selectedChat(state)?.log.events;
  const asked = useMemo(() => (events ? story(events) : []), [events]);
  return (
    <section class="block" aria-labelledby="asked-title">
      <h3 id="asked-title">{t.contact.questions}</h3>
      {asked.length === 0 && <p class="block__none">{t.contact.noQuestions}</p>}
      <ul class="asked">
        {asked.map((one) => (
          <li key={one.id}>
            <span dir="auto">{one.text}</span>
            <span class="asked__fate">
              <When at={one.at} />
              {one.level && <span class={`chip chip--fate-${one.level}`}>{t.contact.fates[one.level]}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Previous({ detail }: { detail: ConversationDetail }) {
  const { t } = useScene();
  return (
    <section class="block" aria-labelledby="previous-title">
      <h3 id="previous-title">{t.contact.previous}</h3>
      {detail.previous.length === 0 ? (
        <p class="block__none">{t.contact.noPrevious}</p>
      ) : (
        <ConversationLines lines={detail.previous} kind="previous" />
      )}
    </section>
  );
}
