/* One ticket: where it stands, what was said on both sides, and the field to answer. */

import { dayOf, moment } from "../../shared/moment";
import type { TicketEntryView, TicketView } from "../../shared/wire";
import { here } from "../state/state";
import { Field } from "../views/field";
import { Skeleton } from "../views/home";
import { Icon } from "../views/icon";
import { sends } from "../views/inside";
import { Title } from "../views/parts";
import { Notice } from "../views/trouble";
import { type MineProps, Standing } from "./list";
import { Fetched, Picker } from "./picker";

export function ThreadView(props: MineProps) {
  const { state, language, does } = props;
  const { tickets } = state;
  const place = here(state);
  const ticket = place.at === "ticket" ? tickets?.threads[place.ticket_id] : undefined;
  const trouble = <Notice trouble={tickets?.trouble} t={language.texts} again={does.retry} />;
  return (
    <div class="scroll" key="ticket">
      <div class="body case">
        <Title page={state.page} focus>
          {ticket?.subject ?? language.texts.loading}
        </Title>
        {ticket ? <Thread {...props} ticket={ticket} /> : tickets?.trouble ? trouble : <Skeleton />}
      </div>
      {ticket && (
        <div class="foot">
          {trouble}
          <Reply {...props} ticket={ticket} />
        </div>
      )}
    </div>
  );
}

interface OfTicket extends MineProps {
  ticket: TicketView;
}

function Thread(props: OfTicket) {
  const { ticket, state, language, words } = props;
  const { ticket_id, reference, kind_label, due_at, email, fields, entries } = ticket;
  const { locale } = language;
  const told = fields.filter(({ type }) => type !== "files"); // they stand in the thread
  return (
    <>
      <p class="steps muted">
        <Standing state={ticket.state} words={words} />
        <span class="reference">{reference}</span>
        <span>{kind_label}</span>
      </p>
      {state.tickets?.fresh === ticket_id && (
        <p class="notice done" role="status">
          <Icon is="check" />
          <span>
            <strong>{words.thanks}</strong>
            {email && ` ${words.thanks_more(email)}`}
          </span>
        </p>
      )}
      {due_at && ticket.state !== "solved" && <p class="muted">{words.due(dayOf(due_at, locale))}</p>}
      {told.length > 0 && (
        <details class="box">
          <summary>
            {words.told}
            <Icon is="next" />
          </summary>
          <dl>
            {told.map(({ id, label, type, value }) => (
              <div key={id}>
                <dt class="muted">{label}</dt>
                <dd dir="auto">{shown(type, value, props)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <ol class="entries">
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} {...props} />
        ))}
      </ol>
    </>
  );
}

/** As people read it: the server's yes, no and times in the reader's words. */
function shown(type: string, value: string, { language }: MineProps): string {
  const { texts: t, locale } = language;
  if (type === "yes_no") return value === "yes" ? t.yes : t.no;
  if (type === "money") return Number(value).toLocaleString(locale, { minimumFractionDigits: 2 });
  return type === "date_time" ? moment(value, locale, new Date()) : value;
}

function Entry({ entry, ...props }: OfTicket & { entry: TicketEntryView }) {
  const { language, words, widget } = props;
  const { type, actor, at, text, state, attachments, by_mail } = entry;
  const when = <time dateTime={at}>{moment(at, language.locale, new Date())}</time>;
  if (!text && !attachments?.length) {
    if (!state || type !== "moved") return null;
    return (
      <li class="step">
        {words.states[state]} · {when}
      </li>
    );
  }
  const mine = actor.kind === "contact";
  return (
    <li class={mine ? "own-entry" : ""}>
      <p class="muted">
        <strong>{mine ? language.texts.you : (actor.name ?? language.texts.launcher)}</strong> · {when}
        {by_mail && ` · ${words.by_mail}`}
      </p>
      <p class="text" dir="auto">
        {text}
      </p>
      {attachments && (
        <Fetched kit={props}>
          {({ Attachments }) => <Attachments files={attachments} caller={widget} locale={language.locale} />}
        </Fetched>
      )}
    </li>
  );
}

function Reply(props: OfTicket) {
  const { ticket, state, language, words, does } = props;
  const { ticket_id } = ticket;
  const t = language.texts;
  const { text = "", files = [] } = state.tickets?.replies[ticket_id] ?? {};
  const label = ticket.state === "solved" ? words.reopen : words.reply;
  return (
    <form class="reply" onSubmit={sends(() => does.reply(ticket_id))}>
      <Field
        id="sc-answer"
        label={label}
        value={text}
        t={t}
        change={(now) => does.answer(ticket_id, now)}
        placeholder={label}
      >
        <button
          type="submit"
          class="round"
          aria-label={t.send}
          aria-disabled={!text.trim() || state.tickets?.busy}
        >
          <Icon is="send" />
        </button>
      </Field>
      <Picker
        id="sc-answer-files"
        label={words.files}
        files={files}
        uploads={state.tickets?.uploads.filter((one) => one.ticket_id === ticket_id) ?? []}
        kit={props}
        add={(added) => does.add(added, ticket_id)}
        remove={(id) => does.remove(id, ticket_id)}
      />
    </form>
  );
}
