/* A line between the stored log and a client that loses and repeats what it carries, and perhaps mixes it up: the
   client has to end up with the stored log all the same. */

import { deepEqual, equal, ok } from "node:assert/strict";
import type { Log } from "../shared/log";
import { isBehind } from "../shared/log";
import type { CaughtUp, ChatEvent, ReadMarks } from "../shared/wire";
import type { Chance } from "./chance.test";
import { AMIR, amir, LUCIA, vera } from "./people.test";
import type { StoredLog } from "./stored_log.test";

export interface Client {
  log(): Log<ChatEvent>;
  event(event: ChatEvent): void;
  caughtUp(answer: CaughtUp): void;
  head(head: number): void;
  read(reader: keyof ReadMarks, seq: number): void;
}

/** What happens next in this conversation, by its status. */
function happens(chance: Chance, stored: StoredLog): ChatEvent {
  const { status } = stored.state;
  if (status === "new") return stored.queued();
  if (status === "queued" && chance.happens(0.3)) return stored.assigned(chance.pick([AMIR, LUCIA]));
  if (status === "active" && chance.happens(0.1)) return stored.resolved();
  if (status === "active" && chance.happens(0.05)) return stored.queued();
  if (status === "resolved" && chance.happens(0.2)) return stored.rated(1 + chance.below(5));
  if (status === "resolved") return chance.happens(0.5) ? stored.reopened(AMIR) : stored.reopened();
  return speaks(chance, stored);
}

function speaks(chance: Chance, stored: StoredLog): ChatEvent {
  const said = stored.events.filter((event) => event.type === "message.sent" && !event.data.redacted);
  if (said.length > 0 && chance.happens(0.15)) return stored.redacted(chance.pick(said).seq);
  const next = stored.head + 1;
  if (chance.happens(0.1)) return stored.noted(`note ${next}`, `id-${next}`);
  return stored.said(chance.pick([vera, amir]), `message ${next}`, `id-${next}`);
}

/** The server does one thing, and perhaps sends something about it: each time a copy from that moment. */
function serverMoves(chance: Chance, stored: StoredLog, client: Client, onItsWay: (() => void)[]): void {
  const move = chance.below(5);
  if (move === 0) {
    const { applied } = client.log();
    const answer = stored.catchUp(chance.happens(0.7) ? applied : chance.below(stored.head + 1), 4);
    onItsWay.push(() => client.caughtUp(answer));
  } else if (move === 1) {
    const { head } = stored;
    onItsWay.push(() => client.head(head));
  } else if (move === 2) {
    const reader = chance.pick(["contact", "agent"] as const);
    const mark = Math.max(stored.read[reader], chance.below(stored.head + 1));
    stored.read[reader] = mark;
    onItsWay.push(() => client.read(reader, mark));
  } else {
    const event = happens(chance, stored);
    const copies = chance.pick([0, 1, 1, 2]); // lost, sent, sent twice
    for (let copy = 0; copy < copies; copy++) onItsWay.push(() => client.event(event));
  }
}

/** One delivery may bring the log further, and never back. */
function deliver(client: Client, step: () => void): void {
  const before = client.log();
  step();
  const after = client.log();
  deepEqual(
    after.events.map((event) => event.seq),
    Array.from({ length: after.applied }, (_, at) => at + 1),
    "numbers without gap or repetition",
  );
  ok(after.applied >= before.applied && after.head >= before.head && after.head >= after.applied);
  for (const event of after.events) {
    const gone = after.redacted.has(event.seq) && "text" in event.data && event.data.text !== "";
    ok(!gone, `the text of ${event.seq} is still there`);
  }
}

/** What is on screen of an event. */
const shown = (event: ChatEvent) => [event.seq, event.type, "text" in event.data ? event.data.text : ""];

/** Lives through a conversation; `settled` is called whenever the client has everything and nothing is on its way.
    `mixed`: what was sent first need not come first. */
export function liveThrough(
  chance: Chance,
  stored: StoredLog,
  client: Client,
  { mixed, settled = () => {} }: { mixed: boolean; settled?: () => void },
): void {
  const onItsWay: (() => void)[] = [];
  const go = (step: (() => void) | undefined) => step && deliver(client, step);
  for (let round = 0; round < 60; round++) {
    serverMoves(chance, stored, client, onItsWay);
    while (onItsWay.length > 0 && chance.happens(mixed ? 0.45 : 0.6))
      go(mixed ? chance.take(onItsWay) : onItsWay.shift());
    if (onItsWay.length === 0 && client.log().applied === stored.head) settled();
  }
  // The line comes back: the head is said, and the client asks until nothing is missing. Old copies still trickle in.
  go(() => client.head(stored.head));
  for (let asked = 0; isBehind(client.log()); asked++) {
    ok(asked <= stored.head, "every page brings the client further");
    if (!mixed) while (onItsWay.length > 0) go(onItsWay.shift());
    const answer = stored.catchUp(client.log().applied, 4);
    go(() => client.caughtUp(answer));
    if (onItsWay.length > 0) go(chance.take(onItsWay));
  }
  while (onItsWay.length > 0) go(onItsWay.shift());
  go(() => client.caughtUp(stored.catchUp(client.log().applied)));
  settled();
  deepEqual(client.log().events.map(shown), stored.events.map(shown));
  equal(client.log().applied, stored.head);
  deepEqual(client.log().read, stored.read);
}
