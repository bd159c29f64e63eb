/* Where the agent answers a ticket: by mail to the merchant, moving the ticket in the same step, or a note inside. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ConsoleTicket } from "../../shared/wire";
import type { Draft, Mode } from "../state/model";
import { draftOf } from "../state/selectors";
import type { TicketState } from "../state/tickets";
import { KeyCap } from "./bits";
import { useScene } from "./context";
import { COMPOSER_ID, takeFocus } from "./focus";
import { Icon } from "./icons";
import { tooLong } from "./useWriting";

export function TicketComposer({ open }: { open: ConsoleTicket }) {
  const { t } = useScene();
  const writing = useTicketWriting(open);
  const { id, mode, text, field, save, send } = writing;
  useEffect(() => takeFocus(id, field.current), []);
  const note = mode === "note";
  return (
    <form
      class={`composer composer--${mode}`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Modes
        mode={mode}
        onChoose={(next) => {
          save({ mode: next });
          field.current?.focus();
        }}
      />
      <textarea
        ref={field}
        id={COMPOSER_ID}
        data-conversation={id}
        class="composer__text"
        rows={3}
        dir="auto"
        aria-label={note ? t.composer.note : t.tickets.reply(open.ticket.contact.name)}
        placeholder={note ? t.composer.notePlaceholder : t.tickets.replyPlaceholder}
        value={text}
        onInput={(event) =>
          save(note ? { note: event.currentTarget.value } : { reply: event.currentTarget.value })
        }
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
            event.preventDefault();
            void send();
          } else if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <Foot open={open} writing={writing} />
    </form>
  );
}

type TicketWriting = ReturnType<typeof useTicketWriting>;

function useTicketWriting(open: ConsoleTicket) {
  const { state, act } = useScene();
  const id = open.ticket.ticket_id;
  const draft = draftOf(state, id);
  const { mode } = draft;
  const text = mode === "note" ? draft.note : draft.reply;
  const field = useRef<HTMLTextAreaElement>(null);
  const [next, setNext] = useState<TicketState | null>(null);
  const [sending, setSending] = useState(false);
  const save = (patch: Partial<Draft>) => act.saveDraft(id, { ...draft, ...patch });
  async function send(): Promise<void> {
    const words = text.trim();
    if (sending || words === "" || tooLong(text) > 0) return;
    setSending(true);
    const sent =
      mode === "note" ? await act.noteOnTicket(id, words) : await act.answerTicket(id, words, next);
    setSending(false);
    if (!sent) return;
    save(mode === "note" ? { note: "" } : { reply: "" });
    setNext(null);
  }
  return { id, mode, text, field, next, setNext, sending, save, send };
}

function Modes({ mode, onChoose }: { mode: Mode; onChoose(mode: Mode): void }) {
  const { t } = useScene();
  return (
    <fieldset class="modes">
      <legend class="hidden">{t.composer.modeLabel}</legend>
      {(["reply", "note"] as const).map((one) => (
        <button
          key={one}
          type="button"
          class={`modes__one modes__one--${one}`}
          aria-pressed={mode === one}
          onClick={() => onChoose(one)}
        >
          {one === "note" && <Icon name="note" />}
          {t.composer.modes[one]}
          <KeyCap cap={one === "note" ? "N" : "R"} />
        </button>
      ))}
    </fieldset>
  );
}

function Foot({ open, writing }: { open: ConsoleTicket; writing: TicketWriting }) {
  const { t } = useScene();
  const { mode, text, next, setNext, sending } = writing;
  const over = tooLong(text);
  const note = mode === "note";
  const hint = over > 0 ? t.composer.tooLong(over) : note ? t.thread.note : t.tickets.hint;
  const states = t.tickets.states;
  return (
    <div class="composer__foot composer__foot--ticket">
      {!note && (
        <label class="then">
          <span class="then__name">{t.tickets.afterwards}</span>
          <select
            value={next ?? ""}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              setNext(open.moves.find((one: TicketState) => one === chosen) ?? null);
            }}
          >
            <option value="">{t.tickets.stays(states[open.ticket.state])}</option>
            {open.moves.map((one) => (
              <option key={one} value={one}>
                {states[one]}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class={over > 0 ? "composer__hint composer__hint--bad" : "composer__hint"}>{hint}</p>
      <button type="submit" class="button button--main composer__send" aria-disabled={sending || over > 0}>
        <Icon name={note ? "note" : "send"} />
        {sending ? t.tickets.sending : note ? t.composer.addNote : t.tickets.send}
      </button>
    </div>
  );
}
