/* Writing or changing one canned reply. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CannedReplyView, SaveCannedReplyCommand } from "../../shared/wire";
import type { Strings } from "../i18n";
import { languageName } from "../i18n";
import type { Problem } from "../transport/result";
import { useScene } from "./context";
import { Icon } from "./icons";

/** The languages of the product's merchants. */
const LANGUAGES = ["es", "en", "nl", "de", "fr", "it"];
const SHORTCUT = /^[a-z0-9][a-z0-9_-]{0,39}$/;

const BLANK: Required<SaveCannedReplyCommand> = { shortcut: "", title: "", text: "", locale: "" };
type Field = keyof SaveCannedReplyCommand;

interface FormProps {
  reply: CannedReplyView | null;
  onDone(): void;
}

export function CannedForm(props: FormProps) {
  const { t } = useScene();
  const { value, wrong, busy, set, save } = useCannedForm(props);
  const marks = (field: Field) => (wrong?.fields.includes(field) ? { "aria-invalid": true } : {});
  return (
    <form class="form" onSubmit={save} noValidate>
      <p class={wrong ? "problem" : "problem problem--none"} role="alert">
        {wrong && <Icon name="alert" />}
        {wrong?.text}
      </p>
      <div class="form__row">
        <Labelled name={t.canned.shortcut} hint={t.canned.shortcutHint} hintId="hint-shortcut">
          <FirstInput
            value={value.shortcut}
            marks={marks("shortcut")}
            onText={(text) => set("shortcut", text)}
          />
        </Labelled>
        <Labelled name={t.canned.locale}>
          <LocaleChoice value={value.locale} onText={(text) => set("locale", text)} />
        </Labelled>
      </div>
      <Labelled name={t.canned.name}>
        <input
          type="text"
          maxLength={200}
          value={value.title}
          {...marks("title")}
          onInput={(event) => set("title", event.currentTarget.value)}
        />
      </Labelled>
      <Labelled name={t.canned.text} hint={t.canned.textHint} hintId="hint-text">
        <textarea
          rows={5}
          maxLength={4000}
          dir="auto"
          aria-describedby="hint-text"
          value={value.text}
          {...marks("text")}
          onInput={(event) => set("text", event.currentTarget.value)}
        />
      </Labelled>
      <div class="dialog__foot">
        <button type="button" class="button" onClick={props.onDone}>
          {t.cancel}
        </button>
        <button type="submit" class="button button--main" aria-disabled={busy}>
          {busy ? t.canned.saving : t.save}
        </button>
      </div>
    </form>
  );
}

function useCannedForm({ reply, onDone }: FormProps) {
  const { act, t } = useScene();
  const [value, setValue] = useState({ ...BLANK, ...pickFields(reply) });
  const [wrong, setWrong] = useState<{ fields: Field[]; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const problem = await act.saveCanned(reply?.id ?? null, value);
    setBusy(false);
    if (problem) setWrong(explained(problem, t));
    else onDone();
  };
  const save = (event: Event) => {
    event.preventDefault();
    const fields = missing(value);
    if (fields.length > 0) setWrong({ fields, text: t.canned.invalid });
    else if (!busy) void send();
  };
  const set = (field: Field, text: string) => setValue({ ...value, [field]: text });
  return { value, wrong, busy, set, save };
}

function pickFields(reply: CannedReplyView | null): Partial<typeof BLANK> {
  if (!reply) return {};
  const { shortcut, title, text, locale } = reply;
  return { shortcut, title, text, locale };
}

function missing(value: typeof BLANK): Field[] {
  const fields: Field[] = [];
  if (!SHORTCUT.test(value.shortcut)) fields.push("shortcut");
  if (!value.title.trim()) fields.push("title");
  if (!value.text.trim()) fields.push("text");
  return fields;
}

function explained({ code }: Problem, t: Strings): { fields: Field[]; text: string } {
  if (code === "conflict") return { fields: ["shortcut"], text: t.canned.taken };
  if (code === "invalid") return { fields: ["shortcut"], text: t.canned.invalid };
  return { fields: [], text: t.canned.failed };
}

interface LabelledProps {
  name: string;
  hint?: string;
  hintId?: string;
  children: ComponentChildren;
}

function Labelled({ name, hint, hintId, children }: LabelledProps) {
  return (
    <div class="field">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the child */}
      <label>
        <span>{name}</span>
        {children}
      </label>
      {hint && (
        <small class="field__hint" id={hintId}>
          {hint}
        </small>
      )}
    </div>
  );
}

function FirstInput(props: {
  value: string;
  marks: { "aria-invalid"?: boolean };
  onText(text: string): void;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <input
      ref={field}
      type="text"
      maxLength={40}
      autoCapitalize="none"
      spellcheck={false}
      aria-describedby="hint-shortcut"
      value={props.value}
      {...props.marks}
      onInput={(event) => props.onText(event.currentTarget.value.toLowerCase())}
    />
  );
}

function LocaleChoice({ value, onText }: { value: string; onText(text: string): void }) {
  const { t, locale } = useScene();
  return (
    <select value={value} onChange={(event) => onText(event.currentTarget.value)}>
      <option value="">{t.canned.anyLocale}</option>
      {LANGUAGES.map((code) => (
        <option key={code} value={code}>
          {languageName(code, locale)}
        </option>
      ))}
    </select>
  );
}
