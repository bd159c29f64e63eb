/* The style of screens with one thing to say; the chunks that have such screens share it. */

import css from "../css/centred.css";
import { addStyle } from "../style";

const dressed = new WeakSet<ShadowRoot>();

export function dressCentred(root: ShadowRoot): void {
  if (!dressed.has(root)) addStyle(root, css);
  dressed.add(root);
}
