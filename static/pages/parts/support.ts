/* The host page's side of the Support button: commands wait in a queue until the loader has arrived. */

import type {} from "../../widget/loader";

export function supportChat(...call: unknown[]): unknown {
  if (window.SupportChat) return window.SupportChat(...call);
  const queue: unknown[][] = [call];
  window.SupportChat = Object.assign((...more: unknown[]) => queue.push(more), { q: queue });
  return;
}
