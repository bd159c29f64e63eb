/* The outbox in the browser's storage. Each item is a key of its own, so that two tabs never overwrite each other's. */

import { type Outbox, type OutboxItem, revived } from "../../shared/outbox";
import { type Keep, keysOf, parsed, write } from "../transport/keep";

/** Start of the keys; a change below it in another tab concerns this one. */
export const ITEM = "out:";

/** Oldest first. */
export function keptOutbox(keep: Keep): Outbox {
  const items = keysOf(keep, ITEM).flatMap((key) => parsed<OutboxItem>(keep.box[keep.prefix + key]) ?? []);
  return revived(items.sort((a, b) => (a.queued_at < b.queued_at ? -1 : 1)));
}

export function putItem(keep: Keep, item: OutboxItem): void {
  write(keep, ITEM + item.client_id, item);
}

export function dropItem(keep: Keep, client_id: string): void {
  write(keep, ITEM + client_id, undefined);
}

/** Whether it is still to be sent. One that the storage had no room for lives in this tab alone. */
export function holdsItem(keep: Keep, client_id: string): boolean {
  return keep.prefix + ITEM + client_id in keep.box || keep.homeless.has(ITEM + client_id);
}
