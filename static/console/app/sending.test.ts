/* What an agent writes reaches the server once and in order, and survives whatever happens on the way. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import { AgentsDesk, amirsAccount, happened, opened } from "../../testing/console_desk.test";
import { FakeClock, settled } from "../../testing/fake_clock.test";
import { AMIR, amir } from "../../testing/people.test";
import { MONDAY, StoredLog } from "../../testing/stored_log.test";
import { createFollowing } from "./following";
import { createSender, type Sender } from "./sending";

let clock: FakeClock;
let amirs: AgentsDesk;
let sender: Sender;
const random = Math.random;

beforeEach(() => {
  clock = new FakeClock(MONDAY);
  Math.random = () => 0.5;
  sit(new AgentsDesk());
});
afterEach(() => {
  Math.random = random;
  clock.putAway();
});

function sit(desk: AgentsDesk): void {
  amirs = desk;
  sender = createSender(desk.desk, createFollowing(desk.desk));
}

async function send(
  text: string,
  kind: "message" | "note" = "message",
  to = "conversation_1",
): Promise<void> {
  sender.send(to, { kind, text, articleId: null });
  await settled();
}

const texts = () => amirs.to("send_message").map((one) => one.payload.text);
const states = () => amirs.state.outbox.map((item) => [item.text, item.state]);

describe("Sending", () => {
  test("takes one message at a time in each conversation, in order", async () => {
    await send("one");
    await send("two");
    await send("elsewhere", "message", "conversation_2");
    deepEqual(texts(), ["one", "elsewhere"]);
    await amirs.to("send_message")[0]?.answer({ seq: 4 });
    deepEqual(texts(), ["one", "elsewhere", "two"]);
  });

  test("takes notes the same way, and never says them to the merchant", async () => {
    await send("Sounds upset", "note");
    await send("Hello!");
    deepEqual(texts(), []);
    equal(amirs.last("add_note").payload.text, "Sounds upset");
    await amirs.last("add_note").answer({ seq: 4 });
    deepEqual(texts(), ["Hello!"]);
    equal(amirs.to("add_note").length, 1);
  });

  test("carries the article, when there is one", async () => {
    sender.send("conversation_1", { kind: "message", text: "Read this", articleId: "tracking" });
    const { client_id, ...rest } = amirs.last("send_message").payload;
    match(String(client_id), /^[\w.-]{1,64}$/);
    deepEqual(rest, { conversation_id: "conversation_1", text: "Read this", article_id: "tracking" });
    await amirs.last("send_message").answer({ seq: 1 });
    await send("Hello");
    ok(!("article_id" in amirs.last("send_message").payload));
  });

  test("is remembered before it is tried", async () => {
    const order: string[] = [];
    amirs.desk.store.subscribe(() => order.push(`${amirs.state.outbox[0]?.state} ${amirs.asked.length}`));
    await send("one");
    equal(order[0], "pending 0");
  });

  test("lets nothing pass what was thrown away on its way: it may have arrived", async () => {
    await send("one");
    const [one] = amirs.state.outbox;
    ok(one);
    sender.drop(one.client_id);
    await send("two");
    deepEqual(texts(), ["one"]);
    await amirs.last("send_message").answer({ seq: 1 });
    deepEqual(texts(), ["one", "two"]);
  });

  test("waits for the line", async () => {
    amirs.ready = false;
    await send("one");
    deepEqual(texts(), []);
    amirs.ready = true;
    sender.flush();
    sender.flush();
    deepEqual(texts(), ["one"]);
  });
});

describe("A message without an answer", () => {
  test("goes again under the same client_id, later each time, and nothing passes it", async () => {
    await send("one");
    await send("two");
    const waits: number[] = [];
    for (let tries = 0; tries < 4; tries++) {
      await amirs.last("send_message").lose();
      waits.push(clock.wait);
      await clock.pass(clock.wait);
    }
    deepEqual(waits, [375, 750, 1500, 3000]);
    deepEqual(new Set(texts()), new Set(["one"]));
    equal(new Set(amirs.to("send_message").map((one) => one.payload.client_id)).size, 1);
  });

  test("goes at once when the line is back, and only once", async () => {
    await send("one");
    await amirs.last("send_message").lose();
    sender.flush();
    equal(texts().length, 2);
    await clock.pass(10_000);
    equal(texts().length, 2);
  });

  test("waits as long as the server says", async () => {
    await send("one");
    await amirs.last("send_message").refuse("rate_limited", 30);
    await clock.pass(29_999);
    equal(texts().length, 1);
    await clock.pass(1);
    equal(texts().length, 2);
  });
});

describe("A message that is refused for good", () => {
  beforeEach(async () => {
    await send("one");
    await send("two");
    await amirs.last("send_message").refuse("conflict");
  });

  test("stays with the reason, and the next one goes", () => {
    deepEqual(states()[0], ["one", "failed"]);
    equal(amirs.state.outbox[0]?.error, "conflict");
    deepEqual(texts(), ["one", "two"]);
  });

  test("goes again by hand, or is thrown away", async () => {
    const [first] = amirs.state.outbox;
    ok(first);
    await amirs.last("send_message").answer({ seq: 5 });
    sender.again(first.client_id);
    equal(amirs.last("send_message").payload.client_id, first.client_id);
    await amirs.last("send_message").refuse("conflict");
    sender.drop(first.client_id);
    deepEqual(states(), [["two", "sent"]]);
  });
});

describe("After the acknowledgement", () => {
  test("the message waits for its event, which is fetched when it does not come", async () => {
    const stored = new StoredLog();
    amirs.dispatch(opened(stored));
    await send("Hello!");
    const { client_id } = amirs.last("send_message").payload;
    const event = stored.said(amir, "Hello!", String(client_id));
    await amirs.last("send_message").answer({ seq: event.seq });
    deepEqual(states(), [["Hello!", "sent"]]);
    equal(amirs.last("catch_up").payload.after, 0);
    await amirs.last("catch_up").answer(stored.catchUp());
    deepEqual(states(), []);
  });

  test("nothing is fetched when the event was faster", async () => {
    const stored = new StoredLog();
    amirs.dispatch(opened(stored));
    await send("Hello!");
    const event = stored.said(amir, "Hello!", String(amirs.last("send_message").payload.client_id));
    amirs.dispatch(happened(event));
    deepEqual(states(), []);
    await amirs.last("send_message").answer({ seq: event.seq });
    equal(amirs.to("catch_up").length, 0);
  });
});

describe("After a reload", () => {
  test("what was not acknowledged goes again under its client_id, in order", async () => {
    const { keep } = amirs.desk;
    await send("one");
    await send("two");
    const written: readonly OutboxItem[] = amirs.state.outbox;
    keep.saveOutbox(AMIR.id, [], written);
    const { outbox, drafts } = keep.open(AMIR.id);
    sit(new AgentsDesk());
    const session = { agent: amirsAccount, csrf: "t", mail: "smtp", outbox, drafts } as const;
    amirs.dispatch({ type: "session.started", ...session });
    sender.flush();
    await amirs.last("send_message").answer({ seq: 1 });
    deepEqual(
      amirs.to("send_message").map((one) => one.payload.client_id),
      written.map((item) => item.client_id),
    );
  });
});
