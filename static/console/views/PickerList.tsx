/* The list above the composer: canned replies or help articles to choose from. */
import { languageName } from "../i18n";
import { useScene } from "./context";
import { Icon } from "./icons";
import type { Option, Picker } from "./usePicker";

export const PICKER_ID = "picker";

export function optionId(at: number): string {
  return `picker-option-${at}`;
}

export function PickerList({ picker, onPick }: { picker: Picker; onPick(option: Option): void }) {
  const { act, t } = useScene();
  const { trigger, options, searching } = picker;
  if (!trigger) return null;
  const title = trigger.kind === "canned" ? t.composer.canned : t.composer.articles;
  return (
    <div class="picker">
      <p class="picker__title">
        <Icon name={trigger.kind === "canned" ? "slash" : "hash"} />
        {title}
        {trigger.kind === "canned" && (
          <button type="button" class="link" onClick={() => act.openDialog("canned")}>
            {t.composer.manage}
          </button>
        )}
      </p>
      {options.length === 0 && <Nothing picker={picker} />}
      {options.length > 0 && (
        <div id={PICKER_ID} class="picker__list" role="listbox" aria-label={title} aria-busy={searching}>
          {options.map((option, at) => (
            <PickerOption key={option.key} option={option} at={at} picker={picker} onPick={onPick} />
          ))}
        </div>
      )}
    </div>
  );
}

function Nothing({ picker: { trigger, searching } }: { picker: Picker }) {
  const { t } = useScene();
  const article = trigger?.query
    ? searching
      ? t.composer.searching
      : t.composer.noArticles
    : t.composer.typeForArticles;
  return <p class="picker__none">{trigger?.kind === "canned" ? t.composer.noCanned : article}</p>;
}

interface OptionProps {
  option: Option;
  at: number;
  picker: Picker;
  onPick(option: Option): void;
}

function PickerOption({ option, at, picker, onPick }: OptionProps) {
  const active = picker.active === at;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the composer keeps the focus and handles the keys
    <div
      id={optionId(at)}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      class={active ? "option option--active" : "option"}
      ref={(line) => {
        if (active) line?.scrollIntoView({ block: "nearest" });
      }}
      onPointerMove={() => active || picker.point(at)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(option)}
    >
      {option.kind === "canned" ? <Canned option={option} /> : <Article option={option} />}
    </div>
  );
}

function Canned({ option }: { option: Extract<Option, { kind: "canned" }> }) {
  const { shortcut, title, text, locale } = option.reply;
  return (
    <>
      <span class="option__top">
        <span class="option__key">/{shortcut}</span>
        <span dir="auto">{title}</span>
        {locale && <span class="chip chip--plain">{locale.toUpperCase()}</span>}
      </span>
      <span class="option__text" dir="auto">
        {text}
      </span>
    </>
  );
}

function Article({ option }: { option: Extract<Option, { kind: "article" }> }) {
  const { t, locale } = useScene();
  const { title, passage, fallback, locale: written } = option.article;
  return (
    <>
      <span class="option__top">
        <span dir="auto">{title}</span>
        {fallback && (
          <span class="chip chip--plain">{t.composer.fallback(languageName(written, locale))}</span>
        )}
      </span>
      <span class="option__text" dir="auto">
        {passage.map((part, at) =>
          // A passage's parts never change places.
          part.match ? <mark key={`part-${at + 1}`}>{part.text}</mark> : part.text,
        )}
      </span>
    </>
  );
}
