/* Where files are added, by button or by dropping. What they need beyond that comes with the first one. */

import { Component, type ComponentChildren } from "preact";
import type { AttachmentView } from "../../shared/wire";
import type { Upload } from "../state/tickets";
import { fetchFiles, type Kit } from "./tickets";

interface Props {
  kit: Kit;
  id: string;
  label: string;
  files: readonly AttachmentView[];
  uploads: readonly Upload[];
  wrong?: boolean;
  focus?: boolean;
  describedby?: string | undefined;
  add(files: Iterable<File>): void;
  remove(id: string): void;
}

export function Picker({ kit, id, label, files, uploads, add, remove, ...props }: Props) {
  const { words, language } = kit;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button inside is for everybody
    <div
      class="picker"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <label class="box pick" for={id}>
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M19 11.5l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L12.8 5a3 3 0 0 1 4.3 4.3l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l6.8-6.8" />
        </svg>
        <span>
          <strong>{label}</strong>
          <span class="muted">{words.files_hint}</span>
        </span>
        <input
          id={id}
          type="file"
          multiple
          accept="image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain"
          aria-invalid={props.wrong}
          aria-describedby={props.describedby}
          data-focus={props.focus}
          onChange={({ currentTarget }) => {
            add([...(currentTarget.files ?? [])]);
            currentTarget.value = "";
          }}
        />
      </label>
      {files.length + uploads.length > 0 && (
        <Fetched kit={kit}>
          {({ FileList }) => (
            <FileList
              files={files}
              uploads={uploads}
              words={words}
              locale={language.locale}
              remove={remove}
            />
          )}
        </Fetched>
      )}
    </div>
  );
}

type FilesModule = typeof import("../files/files");

/** Once it is there it is drawn at once, so that nothing moves below the reader's eyes. */
let known: FilesModule | undefined;

/** Draws with the chunk for files, once it is there. */
export class Fetched extends Component<
  { kit: Kit; children: (module: FilesModule) => ComponentChildren },
  { module?: FilesModule }
> {
  override state = known ? { module: known } : {};

  override componentDidMount(): void {
    fetchFiles(this.props.kit.widget).then(
      (module) => {
        known = module;
        this.setState({ module });
      },
      () => {}, // the names are missing, nothing else
    );
  }

  override render() {
    const { module } = this.state;
    return module ? this.props.children(module) : null;
  }
}
