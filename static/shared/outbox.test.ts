/* What is written is said exactly once and in order, and what cannot be said stays in sight. */

import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import {
  isFinal,
  newClientId,
  nextToSend,
  type Outbox,
  type OutboxAction,
  type OutboxItem,
  outboxReducer,
  retryDelay,
  revived,
  settle,
} from "./outbox";

function written(text: string, conversation_id = "conversation_1"): OutboxItem {
  const queued_at = "2026-03-02T09:00:00.000Z";
  return { client_id: `id-${text}`, conversation_id, text, state: "pending", attempts: 0, queued_at };
}

function after(outbox: Outbox, ...actions: OutboxAction[]): Outbox {
  return actions.reduce(outboxReducer, outbox);
}

const queued = (...texts: string[]): Outbox =>
  after([], ...texts.map((text) => ({ do: "queue", item: written(text) }) as const));

const sending = (text: string): OutboxAction => ({ do: "sending", client_id: `id-${text}` });
const sent = (text: string, seq: number): OutboxAction => ({ do: "sent", client_id: `id-${text}`, seq });
const delayed = (text: string): OutboxAction => ({ do: "delayed", client_id: `id-${text}` });
const refused = (text: string, error: string): OutboxAction => ({
  do: "refused",
  client_id: `id-${text}`,
  error,
});

const next = (outbox: Outbox) => nextToSend(outbox, "conversation_1")?.text;

describe("The outbox: order", () => {
  test("sends the oldest first, one at a time", () => {
    let outbox = queued("one", "two");
    equal(next(outbox), "one");
    outbox = after(outbox, sending("one"));
    equal(next(outbox), undefined, "one is in flight");
    outbox = after(outbox, sent("one", 7));
    equal(next(outbox), "two");
  });

  test("lets nothing pass a message that is tried again", () => {
    const outbox = after(queued("one", "two"), sending("one"), delayed("one"));
    equal(next(outbox), "one");
  });

  test("goes on past a message that was refused for good", () => {
    equal(next(after(queued("one", "two"), sending("one"), refused("one", "invalid"))), "two");
  });

  test("is kept for each conversation by itself", () => {
    const item = written("elsewhere", "conversation_2");
    const outbox = after(queued("one"), { do: "queue", item }, sending("one"));
    equal(nextToSend(outbox, "conversation_2")?.text, "elsewhere");
    equal(next(outbox), undefined);
  });
});

describe("The outbox: one message", () => {
  const one = (outbox: Outbox) => outbox.find((item) => item.text === "one");

  test("keeps its client_id over every try, and counts them", () => {
    const tries = [sending("one"), delayed("one"), sending("one"), delayed("one"), sending("one")];
    const item = one(after(queued("one", "two"), ...tries));
    equal(item?.client_id, "id-one");
    equal(item?.attempts, 3);
    equal(item?.state, "sending");
  });

  test("stays until its event was applied, known by the number of the acknowledgement", () => {
    const outbox = after(queued("one"), sending("one"), sent("one", 7));
    equal(one(outbox)?.state, "sent");
    equal(settle(outbox, 6, new Set()), outbox);
    deepEqual(settle(outbox, 7, new Set()), []);
  });

  test("goes when its event comes before the acknowledgement, known by its client_id", () => {
    const outbox = after(queued("one", "two"), sending("one"));
    deepEqual(
      settle(outbox, 7, new Set(["id-one"])).map((item) => item.text),
      ["two"],
    );
    deepEqual(settle(outbox, 7, new Set(["id-of-somebody-else"])), outbox);
  });

  test("that was refused for good stays with the reason, and can be sent again under the same client_id", () => {
    const failed = after(queued("one"), sending("one"), refused("one", "too_large"));
    equal(one(failed)?.state, "failed");
    equal(one(failed)?.error, "too_large");
    equal(next(failed), undefined);
    const again = after(failed, { do: "again", client_id: "id-one" });
    deepEqual(again, queued("one"));
    equal(next(again), "one");
  });

  test("can be thrown away", () => {
    deepEqual(after(queued("one", "two"), { do: "drop", client_id: "id-one" }), queued("two"));
  });

  test("is on its way again after a reload, under the same client_id; what ended stays as it was", () => {
    const outbox = after(
      queued("one", "two", "three"),
      ...[sending("one"), sent("one", 7), sending("two"), refused("two", "invalid"), sending("three")],
    );
    deepEqual(
      revived(outbox).map((item) => [item.client_id, item.state]),
      [
        ["id-one", "sent"],
        ["id-two", "failed"],
        ["id-three", "pending"],
      ],
    );
  });
});

describe("The outbox: errors", () => {
  test("that trying again cannot cure are final", () => {
    const final = "invalid too_large not_found conflict closed question_required unauthenticated";
    for (const code of final.split(" ")) ok(isFinal(code), code);
  });

  test("that pass are not", () => {
    for (const code of ["unavailable", "rate_limited", "offline", "timeout"]) ok(!isFinal(code), code);
  });
});

describe("The outbox: waiting between tries", () => {
  test("doubles from half a second to twenty", () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 99].map((attempts) => retryDelay(attempts, 1));
    deepEqual(longest, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000, 20_000]);
    equal(retryDelay(0, 1), 500);
  });

  test("is half of it random, so that many clients cut off at once do not come back at once", () => {
    equal(retryDelay(3, 0), 1000);
    equal(retryDelay(3, 0.5), 1500);
    equal(retryDelay(99, 0), 10_000);
  });
});

describe("A client_id", () => {
  test("is what the server takes, and never the same twice", () => {
    const ids = Array.from({ length: 500 }, newClientId);
    for (const id of ids) match(id, /^[A-Za-z0-9._-]{1,64}$/);
    equal(new Set(ids).size, 500);
    equal(new Set(ids.map((id) => id.length)).size, 1, "small bytes keep their zero");
    notEqual(ids[0]?.length, 0);
  });
});
