/* The promise that every message is said once and in order, tried over lines that lose what goes either way and
   with pages that are reloaded in between. */

import { deepEqual, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { type Chance, forManySeeds } from "../testing/chance.test";
import { vera } from "../testing/people.test";
import { StoredLog } from "../testing/stored_log.test";
import { applyCatchUp, emptyLog, type Log } from "./log";
import { nextToSend, type Outbox, outboxReducer, revived, settle } from "./outbox";
import type { ChatEvent } from "./wire";

/** A page that writes, and what its browser keeps. Before every send the outbox was stored. */
interface Page {
  outbox: Outbox;
  stored: string;
  log: Log<ChatEvent>;
}

const CONVERSATION = "conversation_1";

/** The server takes each client_id once and answers the same number again. */
function take(server: StoredLog, text: string, client_id: string): number {
  const known = server.events.find((event) => idOf(event) === client_id);
  return (known ?? server.said(vera, text, client_id)).seq;
}

function idOf(event: ChatEvent): string | undefined {
  return event.type === "message.sent" ? event.data.client_id : undefined;
}

function keep(page: Page): void {
  page.stored = JSON.stringify(page.outbox);
}

function write(page: Page, text: string): void {
  const queued_at = new Date(0).toISOString();
  const item = { client_id: `id-${text}`, conversation_id: CONVERSATION, text, queued_at };
  page.outbox = outboxReducer(page.outbox, { do: "queue", item: { ...item, state: "pending", attempts: 0 } });
  keep(page);
}

/** One try: the message may be lost, and so may the acknowledgement; or the page dies while waiting for it. */
function tryOne(chance: Chance, server: StoredLog, page: Page, line: number): void {
  const item = nextToSend(page.outbox, CONVERSATION);
  if (!item) return;
  const { client_id, text } = item;
  page.outbox = outboxReducer(page.outbox, { do: "sending", client_id });
  keep(page);
  const arrives = chance.happens(line);
  const seq = arrives ? take(server, text, client_id) : 0;
  if (chance.happens(0.1)) return; // the page is reloaded below, or the answer is still to come
  const answered = arrives && chance.happens(line);
  page.outbox = outboxReducer(
    page.outbox,
    answered ? { do: "sent", client_id, seq } : { do: "delayed", client_id },
  );
  keep(page);
}

function reload(page: Page): void {
  const outbox: Outbox = JSON.parse(page.stored);
  Object.assign(page, { outbox: revived(outbox), log: emptyLog<ChatEvent>() });
}

function catchUp(server: StoredLog, page: Page): void {
  page.log = applyCatchUp(page.log, server.catchUp(page.log.applied));
  const seen = new Set(page.log.events.flatMap((event) => idOf(event) ?? []));
  page.outbox = settle(page.outbox, page.log.applied, seen);
  keep(page);
}

function story(chance: Chance): void {
  const server = new StoredLog(CONVERSATION);
  const page: Page = { outbox: [], stored: "[]", log: emptyLog<ChatEvent>() };
  const texts: string[] = [];
  for (let round = 0; round < 80; round++) {
    const step = chance.below(5);
    if (step === 0) {
      texts.push(`${texts.length + 1}`);
      write(page, `${texts.length}`);
    } else if (step === 1 && chance.happens(0.5)) reload(page);
    else if (step === 2) catchUp(server, page);
    else tryOne(chance, server, page, 0.6);
    const inFlight = page.outbox.filter((item) => item.state === "sending");
    ok(inFlight.length <= 1, "one in flight");
  }
  reload(page);
  for (let tries = 0; tries < 20 * texts.length && page.outbox.length > 0; tries++) {
    tryOne(chance, server, page, 1);
    reload(page);
    catchUp(server, page);
  }
  deepEqual(page.outbox, []);
  deepEqual(
    server.events.map((event) => ("text" in event.data ? event.data.text : "")),
    texts,
  );
}

describe("The outbox, by chance", () => {
  test("says every message once and in order, whatever is lost and however often the page is reloaded", () => {
    forManySeeds(150, story);
  });
});
