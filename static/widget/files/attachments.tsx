/* Files that came with a message: a small picture where there is one, and the way to save them. */

import { Component, createRef } from "preact";
import type { AttachmentView } from "../../shared/wire";
import type { Caller } from "../transport/http";
import { Icon } from "../views/icon";
import { fetchFile, save } from "./upload";

interface Props {
  files: readonly AttachmentView[] | undefined;
  caller: Caller;
  locale: string;
}

export function Attachments({ files, caller, locale }: Props) {
  if (!files?.length) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <button type="button" class="box file" onClick={() => save(caller, file).catch(() => {})}>
            {file.preview ? <Preview id={file.id} caller={caller} /> : <Icon is="article" />}
            <span>
              <span dir="auto">{file.name}</span> <span class="muted">{sizeOf(file.size, locale)}</span>
            </span>
            <Icon is="down" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** "240 kB", as the locale writes it. */
export function sizeOf(bytes: number, locale: string): string {
  const large = bytes >= 1e6;
  const format = {
    style: "unit",
    unit: large ? "megabyte" : "kilobyte",
    maximumFractionDigits: large ? 1 : 0,
  };
  return new Intl.NumberFormat(locale, format as Intl.NumberFormatOptions).format(
    large ? bytes / 1e6 : Math.max(1, bytes / 1e3),
  );
}

/** Painted instead of linked: a host page's policy may forbid pictures that are not from an address it knows. */
class Preview extends Component<{ id: string; caller: Caller }> {
  readonly #canvas = createRef<HTMLCanvasElement>();

  override async componentDidMount(): Promise<void> {
    const { id, caller } = this.props;
    try {
      const picture = await createImageBitmap(await fetchFile(caller, id, true));
      const { current } = this.#canvas;
      if (!current) return;
      Object.assign(current, { width: picture.width, height: picture.height });
      current.getContext("2d")?.drawImage(picture, 0, 0);
    } catch {
      // the name says what it is
    }
  }

  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render() {
    return <canvas ref={this.#canvas} width="0" height="0" />;
  }
}
