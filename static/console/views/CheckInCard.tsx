/* One check-in: who, when, what happened since the last one, and the place to write down the next. */
import { useRef, useState } from "preact/hooks";
import type { CheckInView } from "../../shared/wire";
import { countryName } from "../i18n";
import { daysUntil } from "../state/check_ins";
import { Avatar, Rating } from "./bits";
import { CheckInForm } from "./CheckInForm";
import { useScene } from "./context";

export function CheckInCard({ checkIn, now }: { checkIn: CheckInView; now: number }) {
  const { state, t, locale } = useScene();
  const { contact, manager, overdue, last_notes } = checkIn;
  const name = contact.name || contact.email || t.visitor;
  return (
    <li class={overdue ? "card card--overdue" : "card"}>
      <header class="card__head">
        <Avatar id={contact.id} name={name} />
        <div class="card__who">
          <h3 dir="auto">{name}</h3>
          <p class="card__facts">
            <span class="chip">{t.contact.plans[contact.plan] ?? contact.plan}</span>
            {contact.country && <span>{countryName(contact.country, locale)}</span>}
            {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
            {!state.checkIns.mine && (
              <span>{manager ? t.checkIns.with(manager.name) : t.checkIns.nobody}</span>
            )}
          </p>
        </div>
        <Due at={checkIn.due_at} now={now} overdue={overdue} />
      </header>
      <Since checkIn={checkIn} />
      {last_notes && (
        <div class="card__notes">
          <h4>{t.checkIns.lastNotes}</h4>
          <p dir="auto">{last_notes}</p>
        </div>
      )}
      <Record checkIn={checkIn} name={name} />
    </li>
  );
}

function Due({ at, now, overdue }: { at: string; now: number; overdue: boolean }) {
  const { locale } = useScene();
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const date = new Intl.DateTimeFormat(locale, {
    ...{ weekday: "short", day: "numeric", month: "long" },
    ...(sameYear ? {} : { year: "numeric" }),
  });
  const away = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(daysUntil(at, now), "day");
  return (
    <p class="card__due">
      <time dateTime={at}>{date.format(new Date(at))}</time>
      <span class={overdue ? "wait wait--late" : "muted"}>{away}</span>
    </p>
  );
}

function Since({ checkIn }: { checkIn: CheckInView }) {
  const { t, locale } = useScene();
  const { summary, contact } = checkIn;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(summary.since));
  const figures: [string, number][] = [
    [t.checkIns.chats, summary.chats],
    [t.checkIns.tickets, summary.tickets],
    [t.checkIns.calls, summary.calls],
  ];
  return (
    <dl class="figures">
      {figures.map(([what, count]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{count}</dd>
        </div>
      ))}
      <div>
        <dt>{t.contact.rated}</dt>
        <dd>{summary.average_rating ? <Average score={summary.average_rating} /> : t.checkIns.unrated}</dd>
      </div>
      <div>
        <dt>{t.checkIns.since}</dt>
        <dd>{day}</dd>
      </div>
      {Object.entries(contact.attributes).map(([attribute, value]) => (
        <div key={attribute}>
          <dt dir="auto">{attribute.replaceAll("_", " ")}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Average({ score }: { score: number }) {
  const { locale } = useScene();
  return (
    <>
      {new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(score)}{" "}
      <Rating score={Math.round(score)} />
    </>
  );
}

function Record({ checkIn, name }: { checkIn: CheckInView; name: string }) {
  const { t } = useScene();
  const [writing, setWriting] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    setWriting(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (writing) return <CheckInForm checkIn={checkIn} name={name} onCancel={cancel} />;
  return (
    <button
      ref={button}
      type="button"
      class="button card__record"
      aria-label={t.checkIns.recordName(name)}
      onClick={() => setWriting(true)}
    >
      {t.checkIns.record}
    </button>
  );
}
