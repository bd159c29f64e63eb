/* The conversation: where it stands, what was said, and the field to go on. */

import { duration } from "../../shared/time";
import type { Language } from "../i18n/load";
import type { Texts } from "../i18n/texts";
import type { Chat } from "../state/chat";
import { isOpen } from "../state/open";
import type { State } from "../state/state";
import type { Wish } from "../state/tickets";
import { Field } from "../views/field";
import { Icon } from "../views/icon";
import { sends } from "../views/inside";
import { Title } from "../views/parts";
import type { ChatActions } from "./chat_actions";
import type { Live } from "./line";
import { Thread } from "./thread_view";

export interface ChatProps {
  state: State;
  chat: Chat;
  language: Language;
  act: ChatActions;
  /** Opens a ticket with what was said here, or the one with this id. */
  openTickets(wish: Wish): void;
  /** Comes when there is something to rate. */
  rating: Live["rating"];
  files: Live["files"];
}

export function ChatView(props: ChatProps) {
  const { state, chat, language } = props;
  const t = language.texts;
  return (
    <>
      <div class="quiet">
        <Title page={state.page}>{t.conversation}</Title>
      </div>
      <Line chat={chat} t={t} />
      {chat.status === "queued" && <Queue {...props} />}
      <Thread {...props} />
      <div class="foot">
        {chat.typing && (
          <p class="typing" aria-hidden="true">
            <i />
            <i />
            <i /> {t.types(chat.typing.name)}
          </p>
        )}
        {chat.status === "resolved" && props.rating?.(props)}
        {chat.status === "abandoned" ? <Ended {...props} /> : <Composer {...props} />}
        {chat.status !== "queued" && <Ticket {...props} label={t.ticket} />}
      </div>
    </>
  );
}

function Line({ chat, t }: { chat: Chat; t: Texts }) {
  if (chat.connection === "offline") return <p class="line bad">{t.offline_now}</p>;
  if (chat.connection === "connecting" && chat.loaded) return <p class="line">{t.connecting}</p>;
  return null;
}

function Queue(props: ChatProps) {
  const { state, chat, language, act } = props;
  const t = language.texts;
  const { position, wait, leaving } = chat;
  const band = (seconds: number) => duration(seconds, language.locale);
  return (
    <section class="queue" aria-label={t.person}>
      <div>
        <strong>{position && position > 1 ? t.queued(position) : t.next_up}</strong>
        <span>
          {!state.available
            ? t.desk_empty
            : wait
              ? t.wait(band(wait.low_s), band(wait.high_s))
              : t.wait_unknown}
        </span>
        <span class="muted">{t.write_meanwhile}</span>
      </div>
      {leaving ? (
        <fieldset class="sure">
          <legend>{t.leave_sure}</legend>
          <button type="button" class="small" onClick={() => act.leave("leave")}>
            {t.leave_yes}
          </button>
          <button type="button" class="small" data-focus onClick={() => act.leave("stay")}>
            {t.stay}
          </button>
        </fieldset>
      ) : (
        <>
          <button type="button" class="link" onClick={() => act.leave("ask")}>
            {t.leave}
          </button>
          <Ticket {...props} label={t.ticket_instead} />
        </>
      )}
    </section>
  );
}

function Ticket({ state, openTickets, label }: ChatProps & { label: string }) {
  const offered = state.session?.channels.some(({ kind }) => kind === "ticket");
  return offered ? (
    <button type="button" class="link" onClick={() => openTickets({})}>
      {label}
    </button>
  ) : null;
}

function Ended({ language, act }: ChatProps) {
  const t = language.texts;
  return (
    <div class="ended">
      <button type="button" class="button" onClick={act.doors.person}>
        {t.person}
      </button>
      <button type="button" class="link" onClick={() => act.anew()}>
        {t.ask_else}
      </button>
    </div>
  );
}

function Composer(props: ChatProps) {
  const { chat, language, act, files } = props;
  const t = language.texts;
  const take = (event: Event, data: DataTransfer | null) => {
    if (!data?.files.length) return;
    event.preventDefault();
    act.attach(data.files);
  };
  const label = isOpen(chat) ? t.write : t.write_again;
  return (
    <form
      onSubmit={sends(act.send)}
      onPaste={(event) => take(event, event.clipboardData)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer)}
    >
      {files?.tray(chat)}
      <Field
        id="sc-reply"
        label={label}
        value={chat.draft}
        t={t}
        change={act.write}
        enter={act.send}
        placeholder={label}
        focus
      >
        <button type="button" class="round plain" aria-label={t.attach} onClick={() => act.attach()}>
          <Icon is="plus" />
        </button>
        <button
          type="submit"
          class="round"
          aria-label={t.send}
          aria-disabled={!chat.draft.trim() && !chat.files.length}
        >
          <Icon is="send" />
        </button>
      </Field>
    </form>
  );
}
