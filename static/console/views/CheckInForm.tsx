/* Writing down a check-in: what was agreed, and when the next one is. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { CheckInView } from "../../shared/wire";
import { useScene } from "./context";
import { CHECK_INS_TITLE_ID, focusSoon } from "./focus";
import { Icon } from "./icons";

interface FormProps {
  checkIn: CheckInView;
  name: string;
  onCancel(): void;
}

export function CheckInForm(props: FormProps) {
  const { t } = useScene();
  const { notes, date, wrong, busy, setNotes, setDate, save } = useRecord(props);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  useEffect(() => field.current?.focus(), []);
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing || notes) return;
    event.preventDefault();
    props.onCancel();
  };
  return (
    <form class="form card__form" onSubmit={save} onKeyDown={leave} noValidate>
      <p class={wrong ? "problem" : "problem problem--none"} role="alert">
        {wrong && <Icon name="alert" />}
        {wrong?.text}
      </p>
      <div class="field">
        <label>
          <span>{t.checkIns.notes(props.name)}</span>
          <textarea
            ref={field}
            rows={4}
            maxLength={4000}
            dir="auto"
            value={notes}
            {...(wrong?.field === "notes" ? { "aria-invalid": true } : {})}
            onInput={(event) => setNotes(event.currentTarget.value)}
          />
        </label>
      </div>
      <div class="field">
        <label>
          <span>{t.checkIns.next}</span>
          <input
            type="date"
            min={isoDay(Date.now() + DAY)}
            aria-describedby={hint}
            value={date}
            {...(wrong?.field === "next_due_on" ? { "aria-invalid": true } : {})}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
        </label>
        <small class="field__hint" id={hint}>
          {t.checkIns.nextHint}
        </small>
      </div>
      <div class="dialog__foot">
        <button type="button" class="button" onClick={props.onCancel}>
          {t.cancel}
        </button>
        <button type="submit" class="button button--main" aria-disabled={busy}>
          {busy ? t.canned.saving : t.checkIns.done}
        </button>
      </div>
    </form>
  );
}

const DAY = 86_400_000;

/** The day in this browser's zone, as date fields write it. */
function isoDay(at: number): string {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short" }).format(at);
}

function useRecord({ checkIn, name }: FormProps) {
  const { act, t } = useScene();
  const [notes, setNotes] = useState("");
  const [date, setDate] = useState("");
  const [wrong, setWrong] = useState<{ field: string | null; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const record = { notes, ...(date ? { next_due_on: date } : {}) };
    const problem = await act.recordCheckIn(checkIn.check_in_id, name, record);
    setBusy(false);
    if (!problem) return focusSoon(CHECK_INS_TITLE_ID);
    const late = problem.code === "invalid" && date;
    setWrong({
      field: late ? "next_due_on" : null,
      text: late ? t.checkIns.wrongDate : (t.errors[problem.code] ?? t.errors.other ?? ""),
    });
  };
  const save = (event: Event) => {
    event.preventDefault();
    if (!notes.trim()) setWrong({ field: "notes", text: t.checkIns.noNotes });
    else if (!busy) void send();
  };
  return { notes, date, wrong, busy, setNotes, setDate, save };
}
