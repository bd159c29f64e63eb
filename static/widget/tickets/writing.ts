/* Writing a ticket: what the merchant does with the form. */

import { h } from "preact";
import { newClientId } from "../../shared/client_id";
import type { Suggestion, TicketKindView, TicketView } from "../../shared/wire";
import { forgetQuestion } from "../actions/asking";
import { withToken } from "../actions/session";
import { emptyAsk, SHORTEST } from "../state/ask";
import { asCommand, check } from "../state/ticket_check";
import { emptyDraft, kindOf, type Tickets } from "../state/tickets";
import { call, postSuggestions, Refused, troubleOf } from "../transport/http";
import { remember } from "../transport/keep";
import { update, type Widget } from "../widget";
import { addFile, arrived, removeFile } from "./files";
import { FormView } from "./form";
import { loadKinds } from "./loading";
import { change, changeDraft, refocus, ticketsOf } from "./store";
import { type Kit, openTicket } from "./tickets";

/** Milliseconds without a key before we look whether an article answers the subject. */
const PAUSE = 400;
const MOST_HITS = 3;

export type Writing = ReturnType<typeof writing>;

export function prepareWriting(kit: Kit): void {
  if (kit.widget.screens.new_ticket) return;
  const acts = writing(kit);
  const { root } = kit.widget.bridge;
  const submit = async () => {
    await acts.submit();
    const wrong = () => root.querySelector('[aria-invalid="true"]')?.scrollIntoView({ block: "center" });
    requestAnimationFrame(wrong);
  };
  const does = { ...acts, submit };
  kit.widget.screens.new_ticket = (props) => h(FormView, { ...props, ...kit, does });
}

export function writing(kit: Kit) {
  const { widget } = kit;
  let looking: number | undefined;
  return {
    write: (name: "text" | "email", value: string) => {
      changeDraft(widget, { [name]: value });
      mended(widget, name);
    },
    subject: (subject: string) => {
      changeDraft(widget, { subject });
      mended(widget, "subject");
      clearTimeout(looking);
      looking = window.setTimeout(() => suggest(widget, subject.trim()), PAUSE);
    },
    field: (id: string, value: string) => {
      changeDraft(widget, { fields: { ...ticketsOf(widget).draft.fields, [id]: value } });
      mended(widget, `fields.${id}`);
    },
    choose: (kind: string) => {
      changeDraft(widget, { kind });
      change(widget, (now) => ({ ...now, wrong: {} })); // another kind, another form
      refocus(widget);
    },
    submit: () => submit(kit),
    retry: () => loadKinds(widget),
    add: (files: Iterable<File>) => {
      for (const file of files) void addFile(widget, file, "");
    },
    remove: (id: string) => removeFile(widget, id, ""),
  };
}

/** Whoever is at it need not be told any more. */
function mended(widget: Widget, name: string): void {
  if (!(name in ticketsOf(widget).wrong)) return;
  change(widget, (now) => {
    const { [name]: _, ...wrong } = now.wrong;
    return { ...now, wrong };
  });
}

async function suggest(widget: Widget, question: string): Promise<void> {
  let hits: readonly Suggestion[] = [];
  try {
    if (question.length >= SHORTEST) {
      const body = { question, locale: widget.language.locale };
      const answer = await postSuggestions(widget, body, new AbortController().signal);
      hits = answer.suggestions.slice(0, MOST_HITS);
    }
  } catch {
    // a ticket does not wait for articles
  }
  change(widget, (now) => (now.draft.subject.trim() === question ? { ...now, hits } : now));
}

async function submit(kit: Kit): Promise<void> {
  const { widget } = kit;
  const { busy } = ticketsOf(widget);
  const kind = kindOf(ticketsOf(widget));
  if (!kind || busy) return;
  const wrong = check(ticketsOf(widget).draft, kind, !widget.state.session?.contact?.email);
  if (Object.keys(wrong).length) {
    refuse(widget, wrong);
    return;
  }
  change(widget, (now) => ({ ...now, wrong, busy: true, trouble: undefined }));
  try {
    if (!(await arrived(widget, ""))) {
      change(widget, (now) => ({ ...now, busy: false })); // the file says why
      return;
    }
    const body = asCommand(ticketsOf(widget).draft, kind, widget.language.locale);
    const ticket = await withToken(widget, () => call<TicketView>(widget, "tickets", body));
    opened(widget, ticket);
    await openTicket(kit, ticket.ticket_id, false);
  } catch (error) {
    refused(widget, error);
  }
}

/** It is said now: nothing of it is left to be sent again, here or on the first screen. */
function opened(widget: Widget, ticket: TicketView): void {
  const { ticket_id, reference } = ticket;
  const { email, question_id } = ticketsOf(widget).draft;
  change(widget, (now) => ({
    ...now,
    busy: false,
    hits: [],
    uploads: [],
    fresh: ticket_id,
    draft: { ...emptyDraft(newClientId()), email },
    threads: { ...now.threads, [ticket_id]: ticket },
  }));
  if (question_id) {
    forgetQuestion(widget);
    remember(widget.keep, "draft");
  }
  widget.bridge.emit("ticket", { ticket_id, reference });
  // The form is behind us: "back" leads to where it was opened, but not to a desk that we no longer wait for.
  update(widget, (state) => ({
    ...state,
    path: state.path.filter(({ at }) => at !== "new_ticket" && at !== "closed"),
    ...(question_id && { ask: emptyAsk }),
  }));
}

function refused(widget: Widget, error: unknown): void {
  const trouble = troubleOf(error);
  const kind = kindOf(ticketsOf(widget));
  const field = error instanceof Refused && kind && shownAt(error.body?.field ?? "", kind);
  if (field) {
    change(widget, (now) => ({ ...now, busy: false }));
    refuse(widget, { [field]: trouble.code === "too_large" ? "too_long" : "wrong" });
    return;
  }
  change(widget, (now) => ({ ...now, busy: false, trouble }));
  // The same id with other words: the first try did arrive after all.
  if (trouble.code === "conflict") changeDraft(widget, { client_id: newClientId() });
}

/** Where the form has what the server objects to; "" when it does not ask for it. Files may be a field of the kind. */
function shownAt(field: string, kind: TicketKindView): string {
  if (field.startsWith("attachments")) {
    const files = kind.fields.find(({ type }) => type === "files");
    return files ? `fields.${files.id}` : "attachments";
  }
  const asked = ["subject", "text", "email", ...kind.fields.map(({ id }) => `fields.${id}`)];
  return asked.includes(field) ? field : "";
}

/** The focus goes to the first that is wrong. */
function refuse(widget: Widget, wrong: Tickets["wrong"]): void {
  change(widget, (now) => ({ ...now, wrong }));
  refocus(widget);
}
