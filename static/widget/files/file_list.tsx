/* What was added: each file with its progress, and a way to take it out again. */

import type { ComponentChildren } from "preact";
import type { AttachmentView } from "../../shared/wire";
import type { Upload } from "../state/tickets";
import { Icon } from "../views/icon";
import { sizeOf } from "./attachments";

export interface FileWords {
  remove: (name: string) => string;
  file_large: string;
  file_wrong: string;
  file_lost: string;
  file_wait: string;
}

interface Props {
  files: readonly AttachmentView[];
  uploads: readonly Upload[];
  words: FileWords;
  locale: string;
  remove(id: string): void;
}

export function FileList({ files, uploads, words, locale, remove }: Props) {
  const row = (id: string, name: string, icon: "check" | "alert" | "clock", more: ComponentChildren) => (
    <li key={id} class="box file">
      <Icon is={icon} />
      <span>
        <span dir="auto">{name}</span> {more}
      </span>
      <button type="button" class="round plain" aria-label={words.remove(name)} onClick={() => remove(id)}>
        <Icon is="close" />
      </button>
    </li>
  );
  const said = (error: Upload["error"]) => {
    if (error === "too_large") return words.file_large;
    if (error === "invalid") return words.file_wrong;
    return error === "rate_limited" ? words.file_wait : words.file_lost;
  };
  return (
    <ul class="files">
      {files.map(({ id, name, size }) =>
        row(id, name, "check", <span class="muted">{sizeOf(size, locale)}</span>),
      )}
      {uploads.map(({ key, name, part, error }) =>
        error
          ? row(key, name, "alert", <span class="wrong">{said(error)}</span>)
          : row(key, name, "clock", <progress value={part} aria-label={name} />),
      )}
    </ul>
  );
}
