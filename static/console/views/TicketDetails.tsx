/* The right pane when a ticket is open: what was filled in, who the merchant is, where it came from, and calls. */
import type { ConsoleTicket, FilledField } from "../../shared/wire";
import { countryName, languageName } from "../i18n";
import { Avatar } from "./bits";
import { Calls } from "./Calls";
import { useScene } from "./context";
import { wantFocus } from "./focus";
import { Icon } from "./icons";

export function TicketDetails({ open }: { open: ConsoleTicket }) {
  const { t } = useScene();
  const { contact } = open.ticket;
  const name = contact.name || t.visitor;
  return (
    <>
      <header class="who">
        <Avatar id={contact.id} name={name} size="big" />
        <h2 dir="auto">{name}</h2>
        <p class={contact.verified ? "trust trust--yes" : "trust"}>
          <Icon name={contact.verified ? "shield" : "question"} />
          {contact.verified ? t.contact.verified : t.contact.unverified}
        </p>
      </header>
      <Person open={open} />
      <From open={open} />
      <FilledIn fields={open.fields} />
      {contact.verified && <Calls contactId={contact.id} />}
    </>
  );
}

function Person({ open }: { open: ConsoleTicket }) {
  const { t, locale } = useScene();
  const { contact } = open.ticket;
  const facts: [string, string | null][] = [
    [t.contact.plan, t.contact.plans[contact.plan] ?? contact.plan],
    [t.contact.country, contact.country && countryName(contact.country, locale)],
    [t.contact.language, languageName(contact.locale, locale)],
    [t.contact.email, open.email ?? t.tickets.noEmail],
  ];
  return (
    <dl class="facts">
      {facts.map(([fact, value]) => (
        <div key={fact}>
          <dt>{fact}</dt>
          <dd dir="auto" class={value ? "" : "facts__unknown"}>
            {value || t.contact.unknown}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The chat it came from, and the article that did not help. */
function From({ open }: { open: ConsoleTicket }) {
  const { act, t } = useScene();
  const { conversation_id: chat, article_id: article } = open;
  if (!chat && !article) return null;
  return (
    <p class="from">
      {chat && (
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            act.select(chat);
            wantFocus(chat);
          }}
        >
          <Icon name="story" />
          {t.tickets.chat}
        </button>
      )}
      {article && (
        <button
          type="button"
          class="button button--small"
          onClick={() => void act.showArticle(article, open.ticket.contact.locale)}
        >
          <Icon name="book" />
          {t.tickets.article}
        </button>
      )}
    </p>
  );
}

function FilledIn({ fields }: { fields: FilledField[] }) {
  const { t } = useScene();
  return (
    <section class="block" aria-labelledby="filled-title">
      <h3 id="filled-title">{t.tickets.filledIn}</h3>
      {fields.length === 0 && <p class="block__none">{t.tickets.nothingFilledIn}</p>}
      <dl class="facts facts--wide">
        {fields.map((field) => (
          <div key={field.id}>
            <dt>{field.label}</dt>
            <dd dir="auto">
              <Value field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Value({ field }: { field: FilledField }) {
  const { t, locale } = useScene();
  switch (field.type) {
    case "yes_no":
      return <>{field.value === "yes" ? t.tickets.yes : t.tickets.no}</>;
    case "money":
      return <>{new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(Number(field.value))}</>;
    case "date_time": {
      const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
      return <time dateTime={field.value}>{format.format(new Date(field.value))}</time>;
    }
    default:
      return <>{field.value}</>;
  }
}
