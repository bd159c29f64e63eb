/* A ticket's thread: the merchant on one side, agents on the other, notes across, and what happened in between. */
import { useEffect, useRef } from "preact/hooks";
import type { AttachmentView, ConsoleTicket, TicketEntryView } from "../../shared/wire";
import type { Strings } from "../i18n";
import { useScene } from "./context";
import { Icon } from "./icons";
import { Prose } from "./Prose";

export function TicketThread({ open }: { open: ConsoleTicket }) {
  const { t } = useScene();
  const box = useRef<HTMLDivElement>(null);
  const { ticket, entries } = open;
  useEffect(() => {
    // The latest word is what one came for.
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [ticket.ticket_id, entries.length]);
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={box} class="log" role="log" aria-label={t.tickets.thread(ticket.reference)} tabIndex={0}>
        <ol class="rows">
          {entries.map((entry) => (
            <Row key={entry.seq} entry={entry} open={open} />
          ))}
        </ol>
      </div>
    </div>
  );
}

function Row({ entry, open }: { entry: TicketEntryView; open: ConsoleTicket }) {
  const { t } = useScene();
  const said = entry.type === "opened" || entry.type === "replied" || entry.type === "noted";
  const empty = entry.type === "opened" && !entry.text && !entry.attachments;
  if (!said || empty)
    return (
      <li class="row row--system">
        <span>{happened(entry, t)}</span> <At at={entry.at} />
      </li>
    );
  const side = entry.type === "noted" ? "note" : entry.actor.kind === "contact" ? "contact" : "agent";
  const name = entry.actor.name || (side === "contact" ? open.ticket.contact.name || t.visitor : t.appName);
  return (
    <li class={`row row--${side}`}>
      <p class="row__who">
        <span dir="auto">{name}</span>
        {entry.by_mail && <span class="row__tag">{t.tickets.byMail}</span>}
      </p>
      <div class="bubble">
        {side === "note" && (
          <p class="bubble__label">
            <Icon name="note" />
            {t.tickets.note}
          </p>
        )}
        {entry.text && <Prose text={entry.text} />}
        {entry.attachments && <Attachments files={entry.attachments} />}
      </div>
      <p class="row__meta">
        <At at={entry.at} />
      </p>
    </li>
  );
}

function happened(entry: TicketEntryView, t: Strings): string {
  const { events, states } = t.tickets;
  const name = entry.actor.name ?? "";
  switch (entry.type) {
    case "moved":
      return events.moved(name, entry.state ? states[entry.state] : "");
    case "assigned":
      return entry.agent ? events.assigned(name, entry.agent.name) : events.unassigned(name);
    case "reminded":
      return events.reminded;
    default:
      return events.opened(name);
  }
}

function Attachments({ files }: { files: AttachmentView[] }) {
  const { locale } = useScene();
  const size = new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <a href={`/api/console/attachments/${encodeURIComponent(file.id)}`} download={file.name}>
            <Icon name="note" />
            <span dir="auto">{file.name}</span>
          </a>{" "}
          <span class="files__size">{size.format(Math.max(1, file.size / 1000))}</span>
        </li>
      ))}
    </ul>
  );
}

/** Tickets live for days: date and clock. */
function At({ at }: { at: string }) {
  const { locale } = useScene();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}
