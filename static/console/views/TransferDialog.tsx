/* Giving a chat into other hands: to whom, and what they should know first. */
import { useEffect, useState } from "preact/hooks";
import type { ConversationDetail } from "../../shared/wire";
import { selectedChat } from "../state/selectors";
import { useScene } from "./context";
import { Dialog } from "./Dialog";
import { focusThread } from "./focus";

export function TransferDialog() {
  const { state, act, t } = useScene();
  const detail = selectedChat(state)?.detail;
  const close = () => act.openDialog(null);
  if (!detail) return null;
  const title = detail.status === "queued" ? t.transfer.assign : t.transfer.title;
  return (
    <Dialog title={title} onClose={close}>
      <TransferForm detail={detail} onDone={close} />
    </Dialog>
  );
}

function TransferForm({ detail, onDone }: { detail: ConversationDetail; onDone(): void }) {
  const { state, act, t } = useScene();
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => void act.loadTicketChoices(), []); // who is there changes
  const others = state.tickets.agents.filter((one) => one.id !== detail.agent?.id);
  const able = others.filter((one) => one.free);
  const unable = others.filter((one) => !one.free);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !to) return;
    setBusy(true);
    const given = await act.transfer(detail.conversation_id, to, note);
    setBusy(false);
    if (!given) return;
    onDone();
    focusThread();
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      {able.length === 0 && <p role="status">{t.transfer.nobody}</p>}
      <label class="field">
        <span class="field__name">{t.transfer.to}</span>
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{t.transfer.choose}</option>
          {able.map((one) => (
            <option key={one.id} value={one.id}>
              {t.transfer.free(one.name, one.free ?? 0)}
            </option>
          ))}
          {unable.map((one) => (
            <option key={one.id} value={one.id} disabled>
              {one.free === 0 ? t.transfer.full(one.name) : t.transfer.away(one.name)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field__name">{t.transfer.note}</span>
        <textarea
          rows={3}
          maxLength={4000}
          dir="auto"
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <span class="muted">{t.transfer.noteHint}</span>
      </label>
      <div class="dialog__foot">
        <button type="button" class="button" onClick={onDone}>
          {t.cancel}
        </button>
        <button type="submit" class="button button--main" aria-disabled={busy || !to}>
          {t.transfer.confirm}
        </button>
      </div>
    </form>
  );
}
