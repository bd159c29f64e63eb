/* The promise that nothing is lost, tried with many connections that lose, repeat and reorder what they carry. */

import { describe, test } from "node:test";
import { forManySeeds } from "../testing/chance.test";
import { StoredLog } from "../testing/stored_log.test";
import { liveThrough } from "../testing/unreliable_line.test";
import { applyCatchUp, applyEvents, applyHead, applyRead, emptyLog } from "./log";
import type { ChatEvent } from "./wire";

describe("The log of a conversation, by chance", () => {
  test("ends as the stored log, whatever the line loses, repeats or brings in another order", () => {
    forManySeeds(150, (chance) => {
      let log = emptyLog<ChatEvent>();
      const client = {
        log: () => log,
        event: (event: ChatEvent) => {
          log = applyEvents(log, [event]);
        },
        caughtUp: (answer: Parameters<typeof applyCatchUp<ChatEvent>>[1]) => {
          log = applyCatchUp(log, answer);
        },
        head: (head: number) => {
          log = applyHead(log, head);
        },
        read: (reader: "contact" | "agent", seq: number) => {
          log = applyRead(log, { [reader]: seq });
        },
      };
      liveThrough(chance, new StoredLog(), client, { mixed: true });
    });
  });
});
