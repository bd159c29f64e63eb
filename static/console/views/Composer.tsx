/* Where the agent writes: replies and notes, kept apart so that a note can never go out as a reply. */
import { useEffect } from "preact/hooks";
import type { ConversationDetail } from "../../shared/wire";
import type { Mode } from "../state/model";
import { draftOf, holds } from "../state/selectors";
import { KeyCap } from "./bits";
import { type Scene, useScene } from "./context";
import { COMPOSER_ID, focusComposer, takeFocus } from "./focus";
import { Icon } from "./icons";
import { optionId, PICKER_ID, PickerList } from "./PickerList";
import type { Picker } from "./usePicker";
import { putCaret, tooLong, useWriting, type Writing } from "./useWriting";

/** Whoever holds the chat replies or notes; everybody else may leave a note, and says so first. */
export function Composer({ detail }: { detail: ConversationDetail }) {
  const { state, act, t } = useScene();
  const id = detail.conversation_id;
  const draft = draftOf(state, id);
  if (holds(state, detail) || draft.mode === "note" || draft.note !== "") return <Editor detail={detail} />;
  const open = () => {
    act.saveDraft(id, { ...draft, mode: "note" });
    requestAnimationFrame(focusComposer);
  };
  return (
    <p class="composer-closed">
      <button type="button" class="button" onClick={open}>
        <Icon name="note" />
        {t.composer.openNote}
        <KeyCap cap="N" />
      </button>
    </p>
  );
}

function Editor({ detail }: { detail: ConversationDetail }) {
  const scene = useScene();
  const { state, act } = scene;
  const writing = useWriting(detail);
  const { id, mode, text, draft, picker, field, save } = writing;
  useEffect(() => takeFocus(id, field.current), []);
  const chooseMode = (next: Mode) => {
    save({ mode: next });
    field.current?.focus();
  };
  return (
    <form
      class={`composer composer--${mode}`}
      onSubmit={(event) => {
        event.preventDefault();
        writing.send();
      }}
    >
      <PickerList picker={picker} onPick={writing.pick} />
      {holds(state, detail) && <Modes mode={mode} onChoose={chooseMode} />}
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
          writing.write(event.currentTarget.value, event.currentTarget.selectionEnd);
          if (mode === "reply" && event.currentTarget.value.trim()) act.isTyping(id);
        }}
        onSelect={(event) => writing.setCaret(event.currentTarget.selectionEnd)}
        onKeyDown={(event) => handleKey(event, writing)}
      />
      <Foot text={text} mode={mode} onInsert={(sign) => insertSign(writing, sign)} />
    </form>
  );
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

function handleKey(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  { picker, pick, send }: Writing,
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

/** The buttons type the sign for those who do not know the keys. */
function insertSign({ field, write }: Writing, sign: "/" | "#"): void {
  if (!field.current) return;
  const { value, selectionEnd: at } = field.current;
  const before = value.slice(0, at);
  const gap = before === "" || /\s$/.test(before) ? "" : " ";
  const next = before + gap + sign;
  write(next + value.slice(at), next.length);
  putCaret(field.current, next.length);
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
  const over = tooLong(text);
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
