/* A ticket that is being written, against what its kind needs, and as the server takes it. Pure. */

import type { OpenTicketCommand, TicketKindView } from "../../shared/wire";
import { lengthOf } from "./ask";
import type { Draft, Tickets, Wrong } from "./tickets";

const LONGEST_SUBJECT = 200;
const LONGEST_TEXT = 4000;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MONEY = /^\d{1,7}([.,]\d{1,2})?$/;

/** What is missing or cannot be right, by field; empty when it can be sent. */
export function check(draft: Draft, kind: TicketKindView, needsEmail: boolean): Tickets["wrong"] {
  const wrong: Record<string, Wrong> = {};
  const look = (name: string, value: string, required: boolean, limit: number, pattern?: RegExp) => {
    const text = value.trim();
    if (!text) {
      if (required) wrong[name] = "required";
    } else if (lengthOf(text) > limit) wrong[name] = "too_long";
    else if (pattern && !pattern.test(text)) wrong[name] = "wrong";
  };
  look("subject", draft.subject, true, LONGEST_SUBJECT);
  look("text", draft.text, true, LONGEST_TEXT);
  for (const field of kind.fields) {
    const { id, type, required, max_length = LONGEST_TEXT } = field;
    const value = type === "files" ? draft.files.map((file) => file.id).join() : (draft.fields[id] ?? "");
    look(`fields.${id}`, value, required, max_length, type === "money" ? MONEY : undefined);
  }
  if (needsEmail) look("email", draft.email, true, 254, EMAIL);
  return wrong;
}

/** As the server takes it; `locale` is the reader's language. */
export function asCommand(draft: Draft, kind: TicketKindView, locale: string): OpenTicketCommand {
  const { files, email, question_id, conversation_id } = draft;
  const fields: Record<string, string | boolean | string[]> = {};
  const ids = files.map(({ id }) => id);
  let attachments = ids;
  for (const { id, type } of kind.fields) {
    const value = draft.fields[id]?.trim();
    if (type === "files") {
      if (attachments.length) fields[id] = ids;
      attachments = [];
    } else if (value) {
      fields[id] =
        type === "yes_no" ? value === "yes" : type === "date_time" ? new Date(value).toISOString() : value;
    }
  }
  return {
    kind: kind.id,
    client_id: draft.client_id,
    subject: draft.subject.trim(),
    text: draft.text.trim(),
    fields,
    locale,
    ...(attachments.length && { attachments }),
    ...(email.trim() && { email: email.trim() }),
    ...(question_id && { question_id }),
    ...(conversation_id && { conversation_id }),
  };
}
