/* Everything about files that only who adds or gets one needs: sending them, their list, saving them. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import css from "../css/files.css";
import { addStyle } from "../style";
import type { Widget } from "../widget";

export { Attachments } from "./attachments";
export { FileList } from "./file_list";
export { upload } from "./upload";

const styled = new WeakSet<ShadowRoot>();

export function dress({ bridge }: Widget): void {
  if (!styled.has(bridge.root)) addStyle(bridge.root, css);
  styled.add(bridge.root);
}
