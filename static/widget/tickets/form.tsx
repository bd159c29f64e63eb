/* Writing a ticket: first what it is about, then what that kind needs. */

import type { ComponentChildren } from "preact";
import { type FieldOf, kindOf } from "../state/tickets";
import { Field } from "../views/field";
import { Skeleton } from "../views/home";
import { Icon } from "../views/icon";
import { inside, sends } from "../views/inside";
import { Title } from "../views/parts";
import { Notice } from "../views/trouble";
import { Picker } from "./picker";
import type { TicketProps } from "./tickets";
import type { Writing } from "./writing";

export interface WritingProps extends TicketProps {
  does: Writing;
}

export function FormView(props: WritingProps) {
  const { state, language, words, does } = props;
  const { tickets } = state;
  const kind = tickets && kindOf(tickets);
  return (
    <div class="scroll" key={`new-${kind?.id}`}>
      <form class="body" noValidate onSubmit={sends(does.submit)}>
        <Title page={state.page} focus={!Object.keys(tickets?.wrong ?? {}).length}>
          {kind?.label ?? words.title}
        </Title>
        {!tickets?.kinds && !tickets?.trouble && <Skeleton />}
        {tickets?.kinds && (kind ? <Fields {...props} /> : <Kinds {...props} />)}
        <Notice trouble={tickets?.trouble} t={language.texts} again={kind ? does.submit : does.retry} />
        {kind && (
          <button type="submit" class="button" aria-disabled={tickets?.busy}>
            {words.submit}
          </button>
        )}
      </form>
    </div>
  );
}

function Kinds({ state, words, does }: WritingProps) {
  return (
    <>
      <p class="label">{words.choose}</p>
      {state.tickets?.kinds?.map(({ id, label }) => (
        <button type="button" class="box card" key={id} onClick={() => does.choose(id)}>
          <span>
            <strong>{label}</strong>
          </span>
          <Icon is="next" />
        </button>
      ))}
    </>
  );
}

function Fields(props: WritingProps) {
  const { state, act, words, does } = props;
  const { tickets, session } = state;
  const kind = tickets && kindOf(tickets);
  if (!kind) return null;
  const { draft, hits } = tickets;
  const { article_id } = kind;
  return (
    <>
      <p class="steps">
        <button type="button" class="link" onClick={() => does.choose("")}>
          {words.change}
        </button>
        {article_id && (
          <button type="button" class="link" onClick={() => act.openArticle(article_id)}>
            {words.need}
          </button>
        )}
      </p>
      {draft.conversation_id && <p class="muted">{words.goes_along}</p>}
      <Line {...props} name="subject" label={words.subject} value={draft.subject} write={does.subject} />
      {hits && hits.length > 0 && (
        <div class="notice" role="status">
          <p class="label">{words.maybe}</p>
          <ul>
            {hits.map((hit) => (
              <li key={hit.article_id}>
                <a
                  href={new URL(hit.url, props.base).href}
                  lang={hit.locale}
                  onClick={inside(() => act.openArticle(hit.article_id))}
                >
                  {hit.title}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Long
        {...props}
        name="text"
        label={words.text}
        value={draft.text}
        write={(text) => does.write("text", text)}
      />
      {kind.fields.map((field) => (
        <Typed key={field.id} field={field} {...props} />
      ))}
      {!kind.fields.some(({ type }) => type === "files") && <Files {...props} label={words.files} />}
      {!session?.contact?.email && (
        <Line
          {...props}
          name="email"
          label={words.email}
          hint={words.email_hint}
          type="email"
          value={draft.email}
          write={(email) => does.write("email", email)}
        />
      )}
    </>
  );
}

interface Asked extends WritingProps {
  /** As the server names it. */
  name: string;
  label: string;
  value: string;
  optional?: boolean;
  hint?: string;
  write(value: string): void;
}

const idOf = (name: string) => `sc-${name.replace(".", "-")}`;

/** What is wrong with it, below it; the hint stands there while nothing is. */
function about({ state, words, name, hint }: Omit<Asked, "value" | "label" | "write">) {
  const all = state.tickets?.wrong ?? {};
  const wrong = all[name];
  const id = `${idOf(name)}-about`;
  return {
    wrong: !!wrong,
    focus: !!wrong && Object.keys(all)[0] === name,
    describedby: wrong || hint ? id : undefined,
    below: (wrong || hint) && (
      <p class={wrong ? "wrong" : "muted"} id={id}>
        {wrong ? words.wrong[wrong] : hint}
      </p>
    ),
  };
}

function Frame(props: Asked & { children: ComponentChildren; below: ComponentChildren }) {
  const { name, label, optional, language } = props;
  return (
    <div>
      <label class="label" for={idOf(name)}>
        {label}
        {optional && ` (${language.texts.optional})`}
      </label>
      <div class="field">{props.children}</div>
      {props.below}
    </div>
  );
}

function Line(props: Asked & { type?: "email" | "datetime-local"; decimal?: boolean }) {
  const { name, value, write, type, decimal } = props;
  const { wrong, focus, describedby, below } = about(props);
  const shared = {
    id: idOf(name),
    value,
    "aria-invalid": wrong,
    "aria-describedby": describedby,
    "data-focus": focus,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => write(currentTarget.value),
  };
  return (
    <Frame {...props} below={below}>
      {type === "email" ? (
        <input type="email" autoComplete="email" dir="ltr" {...shared} />
      ) : type ? (
        <input type="datetime-local" {...shared} />
      ) : (
        <input
          type="text"
          dir="auto"
          autoComplete="off"
          inputMode={decimal ? "decimal" : "text"}
          {...shared}
        />
      )}
    </Frame>
  );
}

function Long(props: Asked & { limit?: number | undefined }) {
  const { name, label, optional, value, language, write, limit } = props;
  const { wrong, focus, describedby, below } = about(props);
  return (
    <div>
      <Field
        id={idOf(name)}
        label={optional ? `${label} (${language.texts.optional})` : label}
        labelled="label"
        value={value}
        t={language.texts}
        change={write}
        focus={focus}
        wrong={wrong}
        {...(limit && { limit })}
        {...(describedby && { hint: describedby })}
      />
      {below}
    </div>
  );
}

function Typed({ field, ...rest }: WritingProps & { field: FieldOf }) {
  const { state, words, does, language } = rest;
  const { id, type, label, required, choices = [], max_length } = field;
  const value = state.tickets?.draft.fields[id] ?? "";
  const write = (text: string) => does.field(id, text);
  const props = { ...rest, name: `fields.${id}`, label, optional: !required, value, write };
  if (type === "files") return <Files {...props} />;
  if (type === "long_text") return <Long {...props} limit={max_length} />;
  if (type === "choice" || type === "yes_no") {
    const t = language.texts;
    const yesNo = [
      { id: "yes", label: t.yes },
      { id: "no", label: t.no },
    ];
    return <Choice {...props} choices={type === "choice" ? choices : yesNo} />;
  }
  if (type === "date_time") return <Line {...props} type="datetime-local" hint={words.time_hint} />;
  return <Line {...props} decimal={type === "money"} />;
}

function Choice(props: Asked & { choices: readonly { id: string; label: string }[] }) {
  const { name, value, write, words, choices } = props;
  const { wrong, focus, describedby, below } = about(props);
  return (
    <Frame {...props} below={below}>
      <select
        id={idOf(name)}
        value={value}
        aria-invalid={wrong}
        aria-describedby={describedby}
        data-focus={focus}
        onChange={({ currentTarget }) => write(currentTarget.value)}
      >
        <option value="">{words.pick}</option>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

function Files(props: WritingProps & { label: string; name?: string; optional?: boolean }) {
  const { state, does, label, name = "attachments" } = props;
  const { tickets } = state;
  if (!tickets) return null;
  const { below, ...shown } = about({ ...props, name });
  return (
    <div>
      <Picker
        id={idOf(name)}
        label={label}
        files={tickets.draft.files}
        uploads={tickets.uploads.filter(({ ticket_id }) => !ticket_id)}
        kit={props}
        add={does.add}
        remove={does.remove}
        {...shown}
      />
      {below}
    </div>
  );
}
