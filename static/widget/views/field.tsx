/* A text field that grows with its text. Enter sends, Shift+Enter breaks the line, and while an input method composes
   (Japanese, accents) Enter belongs to it. */

import type { ComponentChildren } from "preact";
import type { Texts } from "../i18n/texts";
import { LONGEST, lengthOf, NEARLY } from "../state/ask";

export interface FieldProps {
  id: string;
  label: string;
  /** Where the label shows; without it, it is only spoken. */
  labelled?: string;
  value: string;
  t: Texts;
  change: (value: string) => void;
  enter?: () => void;
  placeholder?: string;
  focus?: boolean;
  wrong?: boolean;
  limit?: number;
  /** Id of a hint. */
  hint?: string;
  /** Stands beside the text: the button that sends it. */
  children?: ComponentChildren;
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

export function Field(props: FieldProps) {
  const { id, value, t, change, enter, limit = LONGEST } = props;
  const length = value.length > NEARLY * (limit / LONGEST) ? lengthOf(value) : 0;
  return (
    <>
      <label class={props.labelled ?? "quiet"} for={id}>
        {props.label}
      </label>
      <div class="field">
        <textarea
          id={id}
          ref={grow}
          rows={1}
          dir="auto"
          value={value}
          placeholder={props.placeholder}
          data-focus={props.focus}
          aria-invalid={props.wrong || length > limit}
          aria-describedby={length ? `${id}-count` : props.hint}
          enterkeyhint={enter && "send"}
          onInput={({ currentTarget }) => {
            change(currentTarget.value);
            grow(currentTarget);
          }}
          onKeyDown={(event) => {
            // keyCode 229: Safari ends the composition before the Enter that ended it arrives
            if (
              event.key !== "Enter" ||
              event.shiftKey ||
              event.isComposing ||
              event.keyCode === 229 ||
              !enter
            )
              return;
            event.preventDefault();
            enter();
          }}
        />
        {length > 0 && (
          <span id={`${id}-count`} class={length > limit ? "count bad" : "count"}>
            {t.counted(length, limit)}
          </span>
        )}
        {props.children}
      </div>
    </>
  );
}
