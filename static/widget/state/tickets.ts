/* The merchant's tickets as the panel knows them: kinds, list, threads, and what is being written. Pure. */

import type {
  AttachmentView,
  Suggestion,
  TicketKindView,
  TicketSummary,
  TicketView,
} from "../../shared/wire";
import type { Trouble } from "./state";

/** What somebody wants to write about, by a button or by the host page, whose word is not to be trusted. */
export interface Wish {
  /** "ticket" writes one, "tickets" lists one's own. */
  view?: unknown;
  /** Shows this one. */
  ticket_id?: string;
  kind?: unknown;
  subject?: unknown;
  text?: unknown;
  fields?: unknown;
}

/** A file on its way, or there; `part` of it is sent (0 to 1). */
export interface Upload {
  key: string;
  name: string;
  part: number;
  /** The ticket whose reply it belongs to; "" for the new one. */
  ticket_id: string;
  error?: Trouble["code"];
}

export interface Written {
  /** The same for every try, so that it arrives once. */
  client_id: string;
  text: string;
  files: readonly AttachmentView[];
}

export interface Draft extends Written {
  /** "" until it is chosen. */
  kind: string;
  subject: string;
  email: string;
  fields: Readonly<Record<string, string>>;
  question_id?: string;
  conversation_id?: string;
}

export type Wrong = "required" | "wrong" | "too_long";

export interface Tickets {
  kinds?: readonly TicketKindView[];
  list?: readonly TicketSummary[];
  threads: Readonly<Record<string, TicketView>>;
  draft: Draft;
  replies: Readonly<Record<string, Written>>;
  uploads: readonly Upload[];
  /** By the field's name as the server says it: subject, text, email, fields.<id>. */
  wrong: Readonly<Record<string, Wrong>>;
  busy: boolean;
  trouble?: Trouble | undefined;
  /** Articles that may answer the subject. */
  hits?: readonly Suggestion[];
  /** The ticket that was opened just now. */
  fresh?: string;
}

export type FieldOf = TicketKindView["fields"][number];

export function emptyDraft(client_id: string): Draft {
  return { client_id, kind: "", subject: "", text: "", email: "", fields: {}, files: [] };
}

export function kindOf({ kinds, draft }: Tickets): TicketKindView | undefined {
  return kinds?.find(({ id }) => id === draft.kind);
}

/** What was said already, as a ticket begins with it: the first line for a subject, all of it as the text. */
export function begun(draft: Draft, said: string): Draft {
  const text = said.trim();
  const line = text.split("\n")[0] ?? "";
  const subject = line.length > 120 ? `${line.slice(0, 120).replace(/\s\S*$/, "")}…` : line;
  return { ...draft, subject: draft.subject || subject, text: draft.text || text };
}

/** The host page or a button fills in what it knows; what the merchant has written stays. */
export function wished(draft: Draft, { kind, subject, text, fields }: Wish): Draft {
  const given = Object.entries(Object(fields)).filter(([, value]) =>
    /string|number|boolean/.test(typeof value),
  );
  const said = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    ...draft,
    kind: said(kind) || draft.kind,
    subject: draft.subject || said(subject),
    text: draft.text || said(text),
    fields: { ...draft.fields, ...Object.fromEntries(given.map(([id, value]) => [id, asText(value)])) },
  };
}

function asText(value: unknown): string {
  return value === true ? "yes" : value === false ? "no" : String(value);
}
