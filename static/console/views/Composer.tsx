/* Where the agent writes: replies and notes, kept apart so that a note can never go out as a reply. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ConversationDetail } from "../../shared/wire";
import { filled } from "../state/canned";
import type { Draft, Mode } from "../state/model";
import { draftOf, holds } from "../state/selectors";
import { type Scene, useScene } from "./context";
import { COMPOSER_ID, takeFocus } from "./focus";
import { Icon } from "./icons";
import { optionId, PICKER_ID, PickerList } from "./PickerList";
import { type Option, type Picker, usePicker } from "./usePicker";

/** The contract's limit, in characters as the server counts them. */
const MAX_TEXT = 4_000;

export function Composer({ detail }: { detail: ConversationDetail }) {
  const scene = useScene();
  const { state, act } = scene;
  const id = detail.conversation_id;
  const draft = draftOf(state, id);
  const mode: Mode = holds(state, detail) ? draft.mode : "note";
  const text = mode === "note" ? draft.note : draft.reply;
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const picker = usePicker(mode === "reply" ? text : "", caret, detail.contact.locale);
  useEffect(() => takeFocus(id, field.current), []);

  const save = (patch: Partial<Draft>) => act.saveDraft(id, { ...draft, ...patch });
  const write = (value: string, at: number) => {
    save(mode === "note" ? { note: value } : { reply: value });
    setCaret(at);
  };
  const pick = (option: Option) => {
    const [value, patch, at] = picked(scene, { detail, draft, picker, caret }, option);
    save({ reply: value, ...patch });
    setCaret(at);
    putCaret(field.current, at);
  };
  const send = () => {
    if (!sendable(text, mode, draft)) return;
    const kind = mode === "note" ? "note" : "message";
    const article = mode === "reply" ? draft.article : null;
    act.send(id, {
      kind,
      text: text.trim() || (article?.title ?? ""),
      articleId: article?.article_id ?? null,
    });
    save(mode === "note" ? { note: "" } : { reply: "", article: null });
    setCaret(0);
  };
  return (
    <form
      class={`composer composer--${mode}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <PickerList picker={picker} onPick={pick} />
      {holds(state, detail) && <Modes mode={mode} onChoose={(next) => chooseMode(save, field, next)} />}
      {mode === "reply" && draft.article && (
        <Attached title={draft.article.title} onDetach={() => save({ article: null })} />
      )}
      <textarea
        ref={field}
        id={COMPOSER_ID}
        data-conversation={id}
        class="composer__text"
        rows={2}
        dir="auto"
        value={text}
        {...fieldNames(scene, detail, mode)}
        {...pickerState(picker)}
        onInput={(event) => {
          write(event.currentTarget.value, event.currentTarget.selectionEnd);
          if (mode === "reply" && event.currentTarget.value.trim()) act.isTyping(id);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
        onKeyDown={(event) => handleKey(event, { picker, pick, send })}
      />
      <Foot text={text} mode={mode} onInsert={(sign) => insertSign(field.current, sign, write)} />
    </form>
  );
}

function sendable(text: string, mode: Mode, draft: Draft): boolean {
  const something = text.trim() !== "" || (mode === "reply" && draft.article !== null);
  return something && [...text.trim()].length <= MAX_TEXT;
}

function chooseMode(
  save: (patch: Partial<Draft>) => void,
  field: { current: HTMLElement | null },
  mode: Mode,
) {
  save({ mode });
  field.current?.focus();
}

function fieldNames({ t, state }: Scene, detail: ConversationDetail, mode: Mode) {
  const name = mode === "note" ? t.composer.note : t.composer.reply(detail.contact.name);
  const placeholder = mode === "note" ? t.composer.notePlaceholder : t.composer.replyPlaceholder;
  const offline = state.connection === "online" ? {} : { "aria-describedby": "connection" };
  return { "aria-label": name, placeholder, ...offline };
}

function pickerState({ trigger, options, active }: Picker) {
  if (!trigger || options.length === 0) return { "aria-autocomplete": "list" as const };
  return {
    "aria-autocomplete": "list" as const,
    "aria-controls": PICKER_ID,
    "aria-activedescendant": optionId(active),
  };
}

interface Keys {
  picker: Picker;
  pick(option: Option): void;
  send(): void;
}

function handleKey(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  { picker, pick, send }: Keys,
): void {
  // While an input method composes, its keys are its own.
  if (event.isComposing) return;
  const { trigger, options, active, searching } = picker;
  if (trigger && (event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0) {
    event.preventDefault();
    picker.move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (trigger) picker.dismiss();
    else event.currentTarget.blur();
  } else if (trigger && (event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
    const option = options[active];
    // "/thx" with no such reply must not reach the merchant; Esc closes the list, then Enter sends.
    if (option || event.key === "Enter") event.preventDefault();
    if (option && !searching) pick(option);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  }
}

interface Place {
  detail: ConversationDetail;
  draft: Draft;
  picker: Picker;
  caret: number;
}

/** The reply, what else changes in the draft, and the caret after choosing from the list. */
function picked({ state }: Scene, place: Place, option: Option): [string, Partial<Draft>, number] {
  const { draft, picker, caret, detail } = place;
  const start = picker.trigger?.start ?? caret;
  const [before, after] = [draft.reply.slice(0, start), draft.reply.slice(caret)];
  if (option.kind === "canned") {
    const names = { contact: detail.contact.name, agent: state.agent?.name ?? "" };
    const text = filled(option.reply.text, names);
    return [before + text + after, {}, before.length + text.length];
  }
  const { article_id, title, locale } = option.article;
  return [(before + after).trimEnd(), { article: { article_id, title, locale } }, before.length];
}

function putCaret(field: HTMLTextAreaElement | null, at: number): void {
  requestAnimationFrame(() => {
    field?.focus();
    field?.setSelectionRange(at, at);
  });
}

/** The buttons type the sign for those who do not know the keys. */
function insertSign(
  field: HTMLTextAreaElement | null,
  sign: "/" | "#",
  write: (text: string, at: number) => void,
) {
  if (!field) return;
  const at = field.selectionEnd;
  const before = field.value.slice(0, at);
  const gap = before === "" || /\s$/.test(before) ? "" : " ";
  const next = before + gap + sign;
  write(next + field.value.slice(at), next.length);
  putCaret(field, next.length);
}

function Modes({ mode, onChoose }: { mode: Mode; onChoose(mode: Mode): void }) {
  const { state, t } = useScene();
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
          {state.prefs.singleKeys && <kbd>{one === "note" ? "N" : "R"}</kbd>}
        </button>
      ))}
    </fieldset>
  );
}

function Attached({ title, onDetach }: { title: string; onDetach(): void }) {
  const { t } = useScene();
  return (
    <p class="attached">
      <Icon name="book" />
      <span dir="auto">{t.composer.attached(title)}</span>
      <button type="button" class="button button--icon" onClick={onDetach}>
        <Icon name="close" />
        <span class="hidden">{t.composer.detach}</span>
      </button>
    </p>
  );
}

function Foot({ text, mode, onInsert }: { text: string; mode: Mode; onInsert(sign: "/" | "#"): void }) {
  const { t } = useScene();
  const over = [...text.trim()].length - MAX_TEXT;
  return (
    <div class="composer__foot">
      {mode === "reply" && (
        <>
          <button
            type="button"
            class="button button--icon"
            title={t.composer.insertCanned}
            onClick={() => onInsert("/")}
          >
            <Icon name="slash" />
            <span class="hidden">{t.composer.insertCanned}</span>
          </button>
          <button
            type="button"
            class="button button--icon"
            title={t.composer.insertArticle}
            onClick={() => onInsert("#")}
          >
            <Icon name="hash" />
            <span class="hidden">{t.composer.insertArticle}</span>
          </button>
        </>
      )}
      <p class={over > 0 ? "composer__hint composer__hint--bad" : "composer__hint"}>
        {over > 0 ? t.composer.tooLong(over) : mode === "note" ? t.thread.note : t.composer.hint}
      </p>
      <button type="submit" class="button button--main composer__send" aria-disabled={over > 0}>
        <Icon name={mode === "note" ? "note" : "send"} />
        {mode === "note" ? t.composer.addNote : t.composer.send}
      </button>
    </div>
  );
}
