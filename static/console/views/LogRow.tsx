/* One line of the thread: a message, a note, what happened, a day, or something not yet sent. */
import type { OutboxItem } from "../../shared/outbox";
import { clock, dayName } from "../../shared/time";
import type { ChatEvent } from "../../shared/wire";
import type { Strings } from "../i18n";
import type { MessageRow, Row } from "../state/timeline";
import type { Scene } from "./context";
import { Icon } from "./icons";
import { Prose } from "./Prose";

/** Handed in rather than taken from the context: a line must not redraw when something else changes. */
interface RowScene extends Pick<Scene, "act" | "t" | "locale"> {
  /** Articles open in the merchant's language. */
  articleLocale: string;
}

interface RowProps {
  row: Row;
  id: string;
  scene: RowScene;
}

export function LogRow({ row, id, scene }: RowProps) {
  const { t, locale } = scene;
  switch (row.row) {
    case "day":
      return (
        <li class="row row--day">
          <span>{dayName(row.at, locale, new Date())}</span>
        </li>
      );
    case "new":
      return (
        <li class="row row--new">
          <span>{t.thread.newLine}</span>
        </li>
      );
    case "system":
      return (
        <li class="row row--system">
          <SystemText event={row.event} scene={scene} /> <Time at={row.at} locale={locale} />
        </li>
      );
    case "unsent":
      return <Unsent item={row.item} scene={scene} />;
    default:
      return <Said row={row} id={id} scene={scene} />;
  }
}

function Time({ at, locale }: { at: string; locale: string }) {
  return <time dateTime={at}>{clock(at, locale)}</time>;
}

function SystemText({ event, scene }: { event: ChatEvent; scene: RowScene }) {
  const { act, t } = scene;
  const { events } = t.thread;
  const name = event.actor.name ?? "";
  switch (event.type) {
    case "conversation.queued":
      return <>{event.data.reason ? events.requeued : events.queued}</>;
    case "conversation.assigned":
      return <>{events.assigned(event.data.agent.name)}</>;
    case "conversation.transferred":
      return <>{events.transferred(event.data.from.name, event.data.to.name)}</>;
    case "conversation.resolved":
      return <>{events.resolved(name)}</>;
    case "conversation.reopened":
      return <>{events.reopened(name)}</>;
    case "conversation.abandoned":
      return <>{events.abandoned}</>;
    case "ticket.opened": {
      const { ticket_id, reference } = event.data;
      return (
        <>
          {t.tickets.chatEvent(reference)}{" "}
          <button type="button" class="row__link" onClick={() => act.openTicket(ticket_id)}>
            {t.tickets.see}
          </button>
        </>
      );
    }
    case "rating.given":
      return (
        <>
          {events.rating(event.data.score)}
          {event.data.comment && <q dir="auto">{event.data.comment}</q>}
        </>
      );
    default:
      return null;
  }
}

function Said({ row, id, scene }: { row: MessageRow; id: string; scene: RowScene }) {
  const { act, t, locale } = scene;
  const side = row.row === "note" ? "note" : row.who;
  const name = row.name || (row.who === "contact" ? t.visitor : t.appName);
  return (
    <li class={`row row--${side}${row.follows ? " row--follows" : ""}`} data-seq={row.seq}>
      <p class={row.follows ? "row__who hidden" : "row__who"}>
        <span dir="auto">{name}</span>
        {row.question && <span class="row__tag">{t.thread.question}</span>}
      </p>
      <div class="bubble">
        {row.row === "note" && <NoteLabel t={t} />}
        {row.redacted && <em class="bubble__gone">{t.thread.redacted}</em>}
        {!row.redacted && row.text !== row.article?.title && <Prose text={row.text} />}
        {row.article && <ArticleCard article={row.article} scene={scene} />}
      </div>
      <p class="row__meta">
        <Time at={row.at} locale={locale} />
        {row.row === "message" && row.who === "agent" && <Delivery read={row.read} t={t} />}
        {row.row === "message" && !row.question && !row.redacted && (
          <button
            type="button"
            class="button button--icon row__redact"
            title={t.thread.redact}
            onClick={() => act.askRedact(id, row.seq)}
          >
            <Icon name="trash" />
            <span class="hidden">{t.thread.redactName(excerpt(row.text))}</span>
          </button>
        )}
      </p>
    </li>
  );
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function NoteLabel({ t }: { t: Strings }) {
  return (
    <p class="bubble__label">
      <Icon name="note" />
      {t.thread.note}
    </p>
  );
}

function Delivery({ read, t }: { read: boolean; t: Strings }) {
  const word = read ? t.thread.states.read : t.thread.states.sent;
  return (
    <span class={read ? "delivery delivery--read" : "delivery"} title={word}>
      <Icon name={read ? "checks" : "check"} />
      <span class="hidden">{word}</span>
    </span>
  );
}

function ArticleCard({ article, scene }: { article: NonNullable<MessageRow["article"]>; scene: RowScene }) {
  const { act, t, articleLocale } = scene;
  return (
    <button type="button" class="card" onClick={() => void act.showArticle(article.articleId, articleLocale)}>
      <Icon name="book" />
      <span>
        <span class="card__kind">{t.thread.article}</span>
        <span dir="auto">{article.title}</span>
      </span>
    </button>
  );
}

function Unsent({ item, scene }: { item: OutboxItem; scene: RowScene }) {
  const { t } = scene;
  const side = item.kind === "note" ? "note" : "agent";
  return (
    <li class={`row row--${side} row--unsent row--${item.state}`}>
      <p class="row__who hidden">{t.thread.you}</p>
      <div class="bubble">
        {item.kind === "note" && <NoteLabel t={t} />}
        <Prose text={item.text} />
      </div>
      <p class="row__meta">
        <span class="row__state">
          <Icon name={item.state === "failed" ? "alert" : item.state === "sent" ? "check" : "clock"} />
          {t.thread.states[item.state]}
        </span>
        {item.state === "failed" && <Failed item={item} scene={scene} />}
      </p>
    </li>
  );
}

function Failed({ item, scene }: { item: OutboxItem; scene: RowScene }) {
  const { act, t } = scene;
  const reasons: Record<string, string> = t.thread.failedBecause;
  return (
    <>
      <span>{reasons[item.error ?? ""] ?? t.thread.failedBecause.other}</span>
      <span class="row__tools">
        <button type="button" class="button button--small" onClick={() => act.sendAgain(item.client_id)}>
          {t.thread.sendAgain}
        </button>
        <button type="button" class="button button--small" onClick={() => act.discard(item.client_id)}>
          {t.thread.discard}
        </button>
      </span>
    </>
  );
}
