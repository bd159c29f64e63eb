/* The promise that nothing is lost, tried with many connections that lose, repeat and reorder what they carry. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { type Chance, forManySeeds } from "../testing/chance.test";
import { amir, vera } from "../testing/people.test";
import { StoredLog } from "../testing/stored_log.test";
import { applyCatchUp, applyEvents, applyHead, applyRead, emptyLog, isBehind, type Log } from "./log";
import type { ChatEvent } from "./wire";

type Step = (log: Log<ChatEvent>) => Log<ChatEvent>;

/** What is on its way to the client: each a copy from the moment when the server sent it. */
type OnItsWay = Step[];

function happens(chance: Chance, stored: StoredLog): ChatEvent {
  const said = stored.events.filter((event) => event.type === "message.sent" && !event.data.redacted);
  if (said.length > 0 && chance.happens(0.15)) return stored.redacted(chance.pick(said).seq);
  if (chance.happens(0.1)) return stored.noted(`note ${stored.head + 1}`);
  return stored.said(chance.pick([vera, amir]), `message ${stored.head + 1}`);
}

/** The server does one thing, and perhaps sends something about it. */
function serverMoves(chance: Chance, stored: StoredLog, log: Log, onItsWay: OnItsWay): void {
  const move = chance.below(4);
  if (move === 0) {
    const answer = stored.catchUp(chance.happens(0.7) ? log.applied : chance.below(stored.head + 1), 4);
    onItsWay.push((now) => applyCatchUp(now, answer));
  } else if (move === 1) {
    const { head } = stored;
    onItsWay.push((now) => applyHead(now, head));
  } else if (move === 2) {
    const reader = chance.pick(["contact", "agent"] as const);
    const mark = Math.max(stored.read[reader], chance.below(stored.head + 1));
    stored.read[reader] = mark;
    onItsWay.push((now) => applyRead(now, { [reader]: mark }));
  } else {
    const event = happens(chance, stored);
    const copies = chance.pick([0, 1, 1, 2]); // lost, sent, sent twice
    for (let copy = 0; copy < copies; copy++) onItsWay.push((now) => applyEvents(now, [event]));
  }
}

function checkStep(before: Log, after: Log): void {
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

function story(chance: Chance): void {
  const stored = new StoredLog();
  const onItsWay: OnItsWay = [];
  let log = emptyLog<ChatEvent>();
  const go = (step: Step) => {
    const next = step(log);
    checkStep(log, next);
    log = next;
  };
  for (let round = 0; round < 60; round++) {
    serverMoves(chance, stored, log, onItsWay);
    while (onItsWay.length > 0 && chance.happens(0.45)) go(chance.take(onItsWay));
  }
  // The line comes back: the head is said, and the client asks until nothing is missing. Old copies still trickle in.
  go((now) => applyHead(now, stored.head));
  for (let asked = 0; isBehind(log); asked++) {
    ok(asked <= stored.head, "every page brings the client further");
    const answer = stored.catchUp(log.applied, 4);
    go((now) => applyCatchUp(now, answer));
    if (onItsWay.length > 0) go(chance.take(onItsWay));
  }
  for (const step of onItsWay) go(step);
  go((now) => applyCatchUp(now, stored.catchUp(now.applied)));
  deepEqual(log.events.map(shown), stored.events.map(shown));
  equal(log.applied, stored.head);
  deepEqual(log.read, stored.read);
}

describe("The log of a conversation, by chance", () => {
  test("ends as the stored log, whatever the line loses, repeats or brings in another order", () => {
    forManySeeds(300, story);
  });
});
