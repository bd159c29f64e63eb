/* Asks before a message's text is taken out of the log for good, and says what that means. */
import { useState } from "preact/hooks";
import { useScene } from "./context";
import { Dialog } from "./Dialog";

export function RedactDialog({ conversationId, seq }: { conversationId: string; seq: number }) {
  const { state, act, t } = useScene();
  const [busy, setBusy] = useState(false);
  const event = state.chats[conversationId]?.log.events.find((one) => one.seq === seq);
  const text = event?.type === "message.sent" ? event.data.text : "";
  const close = () => act.openDialog(null);
  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    await act.redact(conversationId, seq);
    close();
  };
  return (
    <Dialog title={t.redact.title} alert onClose={close}>
      <blockquote class="quote" dir="auto">
        {text}
      </blockquote>
      <p>{t.redact.text}</p>
      <div class="dialog__foot">
        <button type="button" class="button" onClick={close}>
          {t.cancel}
        </button>
        <button type="button" class="button button--bad" aria-disabled={busy} onClick={() => void confirm()}>
          {t.redact.confirm}
        </button>
      </div>
    </Dialog>
  );
}
