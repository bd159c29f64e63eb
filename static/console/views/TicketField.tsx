/* One field of a kind of ticket, by its type. */
import type { TicketFieldView } from "../../shared/wire";
import { useScene } from "./context";

export type FieldValue = string | boolean;

interface FieldProps {
  field: TicketFieldView;
  value: FieldValue;
  invalid: boolean;
  onValue(value: FieldValue): void;
}

export function TicketField(props: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control stands inside, in a component of its own
    <label class="field">
      <span class="field__name">{props.field.label}</span>
      <Control {...props} />
    </label>
  );
}

function Control({ field, value, invalid, onValue }: FieldProps) {
  const { t } = useScene();
  const marks = { ...(invalid && { "aria-invalid": true }), value: String(value) };
  const { max_length: maxLength } = field;
  const limit = maxLength === undefined ? {} : { maxLength };
  switch (field.type) {
    case "choice":
      return (
        <select {...marks} onChange={(event) => onValue(event.currentTarget.value)}>
          <option value="">{t.tickets.choose}</option>
          {field.choices?.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      );
    case "yes_no":
      return (
        <select
          {...marks}
          onChange={({ currentTarget }) =>
            onValue(currentTarget.value === "" ? "" : currentTarget.value === "true")
          }
        >
          <option value="">{t.tickets.choose}</option>
          <option value="true">{t.tickets.yes}</option>
          <option value="false">{t.tickets.no}</option>
        </select>
      );
    case "long_text":
      return (
        <textarea
          rows={3}
          dir="auto"
          {...limit}
          {...marks}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      );
    case "date_time":
      return <Moment value={value} invalid={invalid} onValue={onValue} />;
    default:
      return (
        <input
          type="text"
          dir="auto"
          inputMode={field.type === "money" ? "decimal" : "text"}
          {...limit}
          {...marks}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      );
  }
}

/** Chosen by the agent's clock, kept with its zone. */
function Moment({ value, invalid, onValue }: Omit<FieldProps, "field">) {
  const at = typeof value === "string" && value ? new Date(value) : null;
  const local = at ? new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : "";
  return (
    <input
      type="datetime-local"
      value={local}
      {...(invalid && { "aria-invalid": true })}
      onChange={({ currentTarget }) =>
        onValue(currentTarget.value ? new Date(currentTarget.value).toISOString() : "")
      }
    />
  );
}
