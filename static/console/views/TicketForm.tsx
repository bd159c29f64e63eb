/* Opening a ticket from a chat: what was asked stands there already, the rest can be asked for in the ticket. */
import { useRef, useState } from "preact/hooks";
import { newClientId } from "../../shared/client_id";
import type { ConversationDetail, OpenTicketFromChatCommand, TicketKindView } from "../../shared/wire";
import { selectedChat } from "../state/selectors";
import { useScene } from "./context";
import { Dialog } from "./Dialog";
import { Icon } from "./icons";
import { type FieldValue, TicketField } from "./TicketField";

export function TicketDialog() {
  const { state, act, t } = useScene();
  const detail = selectedChat(state)?.detail;
  const close = () => act.openDialog(null);
  if (!detail) return null;
  return (
    <Dialog title={t.tickets.fromChat} kind="wide" onClose={close}>
      <p class="muted">{t.tickets.fromChatText}</p>
      <TicketForm detail={detail} onDone={close} />
    </Dialog>
  );
}

function TicketForm({ detail, onDone }: { detail: ConversationDetail; onDone(): void }) {
  const { state, t } = useScene();
  const { kinds } = state.tickets;
  const form = useTicketForm(detail, onDone);
  const { kind, problem, busy } = form;
  const invalid = (field: string) => (problem?.field === field ? { "aria-invalid": true } : {});
  return (
    <form class="form" onSubmit={form.submit} noValidate>
      <p class={problem ? "problem" : "problem problem--none"} role="alert">
        {problem && <Icon name="alert" />}
        {problem?.text}
      </p>
      <div class="form__row">
        <label class="field">
          <span class="field__name">{t.tickets.kind}</span>
          <select
            value={kind?.id ?? ""}
            {...invalid("kind")}
            onChange={(event) => form.setKind(event.currentTarget.value)}
          >
            {kinds.map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="field__name">{t.tickets.subject}</span>
          <input
            type="text"
            maxLength={200}
            dir="auto"
            value={form.subject}
            {...invalid("subject")}
            onInput={(event) => form.setSubject(event.currentTarget.value)}
          />
        </label>
      </div>
      <label class="field">
        <span class="field__name">{t.tickets.text}</span>
        <textarea
          rows={4}
          maxLength={4000}
          dir="auto"
          value={form.text}
          {...invalid("text")}
          onInput={(event) => form.setText(event.currentTarget.value)}
        />
      </label>
      <KindFields kind={kind} values={form.fields} wrong={problem?.field} onValue={form.setField} />
      {!detail.email && (
        <label class="field">
          <span class="field__name">{t.tickets.email}</span>
          <input
            type="email"
            value={form.email}
            {...invalid("email")}
            aria-describedby="ticket-email-hint"
            onInput={(event) => form.setEmail(event.currentTarget.value)}
          />
          <small id="ticket-email-hint" class="field__hint">
            {t.tickets.emailHint}
          </small>
        </label>
      )}
      <div class="dialog__foot">
        <button type="button" class="button" onClick={onDone}>
          {t.cancel}
        </button>
        <button type="submit" class="button button--main" aria-disabled={busy || !kind}>
          {busy ? t.tickets.opening : t.tickets.open}
        </button>
      </div>
    </form>
  );
}

interface KindFieldsProps {
  kind: TicketKindView | undefined;
  values: Record<string, FieldValue>;
  wrong: string | undefined;
  onValue(id: string, value: FieldValue): void;
}

/** Files come with an answer; an agent has none to give here. */
function KindFields({ kind, values, wrong, onValue }: KindFieldsProps) {
  const fields = kind?.fields.filter((field) => field.type !== "files") ?? [];
  if (fields.length === 0) return null;
  return (
    <div class="form__row">
      {fields.map((field) => (
        <TicketField
          key={field.id}
          field={field}
          value={values[field.id] ?? ""}
          invalid={wrong === `fields.${field.id}`}
          onValue={(value) => onValue(field.id, value)}
        />
      ))}
    </div>
  );
}

function useTicketForm(detail: ConversationDetail, onDone: () => void) {
  const { state, act, t } = useScene();
  const { kinds } = state.tickets;
  const clientId = useRef(newClientId());
  const [kindId, setKind] = useState("");
  const [subject, setSubject] = useState(detail.question.replace(/\s+/g, " ").slice(0, 120).trim());
  const [text, setText] = useState(detail.question);
  const [email, setEmail] = useState("");
  const [fields, setFields] = useState<Record<string, FieldValue>>({});
  const [problem, setProblem] = useState<{ field: string | undefined; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const kind = kinds.find((one) => one.id === kindId) ?? kinds[0];

  async function send(chosen: TicketKindView): Promise<void> {
    setBusy(true);
    const found = await act.ticketFromChat(detail.conversation_id, {
      kind: chosen.id,
      client_id: clientId.current,
      ...(subject.trim() && { subject: subject.trim() }),
      ...(text.trim() && { text: text.trim() }),
      ...(email.trim() && { email: email.trim() }),
      fields: given(chosen, fields),
    });
    setBusy(false);
    if (!found) return onDone();
    // What was refused may be corrected: that is another ticket for the server.
    if (found.code === "invalid" || found.code === "too_large") clientId.current = newClientId();
    const sentence = found.field ? t.tickets.wrong : (t.errors[found.code] ?? t.errors.other ?? "");
    setProblem({ field: found.field, text: sentence });
  }

  return {
    ...{ kind, subject, text, email, fields, problem, busy, setKind, setSubject, setText, setEmail },
    setField: (id: string, value: FieldValue) => setFields({ ...fields, [id]: value }),
    submit(event: Event) {
      event.preventDefault();
      if (!busy && kind) void send(kind);
    },
  };
}

/** The filled ones of this kind: what was typed for another kind stays behind. */
function given(
  kind: TicketKindView,
  values: Record<string, FieldValue>,
): OpenTicketFromChatCommand["fields"] & object {
  const filled = kind.fields.filter((field) => values[field.id] !== undefined && values[field.id] !== "");
  return Object.fromEntries(filled.map((field) => [field.id, values[field.id] ?? ""]));
}
