/* The one thing that the first screen must know of conversations. */

import type { ConversationState } from "../../shared/wire";

/** Not ended: queued, or somebody answers. */
export function isOpen({ status }: Pick<ConversationState, "status">): boolean {
  return status !== "resolved" && status !== "abandoned";
}
