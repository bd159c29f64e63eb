/* Files in the conversation: picked, dropped or pasted into the draft, and shown where they were sent. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import locales from "virtual:locales/tickets";
import type { ComponentChildren } from "preact";
import { newClientId } from "../../shared/client_id";
import type { AttachmentView } from "../../shared/wire";
import { withToken } from "../actions/session";
import { Attachments, dress, FileList, upload } from "../files/files";
import { textsIn } from "../i18n/more";
import type { Chat } from "../state/chat";
import type { Upload } from "../state/tickets";
import { troubleOf } from "../transport/http";
import { change, type Live, refocus } from "./line";

export interface ChatFiles {
  add(files: Iterable<File>): void;
  pick(): void;
  /** What goes along with the draft. */
  tray(chat: Chat): ComponentChildren;
  /** What came along with a message. */
  shown(files: readonly AttachmentView[]): ComponentChildren;
}

export async function chatFiles(live: Live): Promise<ChatFiles> {
  const { widget } = live;
  const { language } = widget;
  const words = await textsIn(locales, language);
  dress(widget);
  const add = (files: Iterable<File>) => {
    for (const file of files) void send(live, file);
  };
  return {
    add,
    pick: () => pick(add),
    tray: ({ files, uploads }) =>
      files.length + uploads.length > 0 && (
        <FileList
          files={files}
          uploads={uploads}
          words={words}
          locale={language.locale}
          remove={(id) => remove(live, id)}
        />
      ),
    shown: (files) => <Attachments files={files} caller={widget} locale={language.locale} />,
  };
}

function pick(add: (files: Iterable<File>) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = "image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain";
  input.onchange = () => add(input.files ?? []);
  input.click();
}

async function send({ widget }: Live, file: File): Promise<void> {
  const key = newClientId();
  const { name } = file;
  const step = (more: Partial<Upload>) =>
    change(widget, (chat) => ({
      ...chat,
      uploads: chat.uploads.map((one) => (one.key === key ? { ...one, ...more } : one)),
    }));
  change(widget, (chat) => ({ ...chat, uploads: [...chat.uploads, { key, name, part: 0, ticket_id: "" }] }));
  try {
    const view = await withToken(widget, () => upload(widget, file, (part) => step({ part })));
    change(widget, (chat) => {
      if (!chat.uploads.some((one) => one.key === key)) return chat; // taken out meanwhile
      return {
        ...chat,
        uploads: chat.uploads.filter((one) => one.key !== key),
        files: [...chat.files, view],
      };
    });
  } catch (error) {
    step({ error: troubleOf(error).code });
  }
}

function remove({ widget }: Live, id: string): void {
  change(widget, (chat) => ({
    ...chat,
    uploads: chat.uploads.filter(({ key }) => key !== id),
    files: chat.files.filter((file) => file.id !== id),
  }));
  refocus(widget);
}
