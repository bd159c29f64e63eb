/* Files on their way into the draft of a ticket or into a reply. */

import { newClientId } from "../../shared/client_id";
import type { AttachmentView } from "../../shared/wire";
import { withToken } from "../actions/session";
import type { Upload, Written } from "../state/tickets";
import { troubleOf } from "../transport/http";
import type { Widget } from "../widget";
import { change, changeDraft, emptyReply, refocus, ticketsOf } from "./store";
import { fetchFiles } from "./tickets";

/** `ticket_id` "" is the new one. */
export async function addFile(widget: Widget, file: File, ticket_id: string): Promise<void> {
  const { name } = file;
  const key = newClientId();
  const step = (more: Partial<Upload>) =>
    change(widget, (now) => ({
      ...now,
      uploads: now.uploads.map((one) => (one.key === key ? { ...one, ...more } : one)),
    }));
  change(widget, (now) => ({ ...now, uploads: [...now.uploads, { key, name, part: 0, ticket_id }] }));
  try {
    const { upload } = await fetchFiles(widget);
    const view = await withToken(widget, () => upload(widget, file, (part) => step({ part })));
    if (!ticketsOf(widget).uploads.some((one) => one.key === key)) return; // taken out meanwhile
    change(widget, (now) => ({ ...now, uploads: now.uploads.filter((one) => one.key !== key) }));
    changeFiles(widget, ticket_id, (files) => [...files, view]);
  } catch (error) {
    step({ error: troubleOf(error).code });
  } finally {
    for (const look of waiting) look();
  }
}

/** One that is there, or on its way. */
export function removeFile(widget: Widget, id: string, ticket_id: string): void {
  change(widget, (now) => ({ ...now, uploads: now.uploads.filter(({ key }) => key !== id) }));
  changeFiles(widget, ticket_id, (files) => files.filter((file) => file.id !== id));
  for (const look of waiting) look();
  refocus(widget);
}

/** Who has pressed "send" while a file was on its way. */
const waiting = new Set<() => void>();

/** Once all that was added is there: whether nothing was refused meanwhile. What failed before holds nobody up. */
export function arrived(widget: Widget, ticket_id: string): Promise<boolean> {
  const uploads = () => ticketsOf(widget).uploads.filter((one) => one.ticket_id === ticket_id);
  const failed = () => uploads().filter(({ error }) => error).length;
  const before = failed();
  return new Promise((resolve) => {
    const look = () => {
      if (failed() < uploads().length) return;
      waiting.delete(look);
      resolve(failed() <= before);
    };
    waiting.add(look);
    look();
  });
}

export function changeReply(widget: Widget, ticket_id: string, step: (reply: Written) => Written): void {
  change(widget, (now) => ({
    ...now,
    replies: { ...now.replies, [ticket_id]: step(now.replies[ticket_id] ?? emptyReply()) },
  }));
}

type Files = readonly AttachmentView[];

function changeFiles(widget: Widget, ticket_id: string, step: (files: Files) => Files): void {
  if (ticket_id) changeReply(widget, ticket_id, (reply) => ({ ...reply, files: step(reply.files) }));
  else changeDraft(widget, { files: step(ticketsOf(widget).draft.files) });
}
