/* What is written reaches the server once and in order: stored before it is sent, one at a time, again and again
   until an answer came, and by one tab only. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import { BrowserLocks, install } from "../../testing/browser_locks.test";
import { Browser } from "../../testing/chat_tab.test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage } from "../../testing/host_page.test";
import { vera } from "../../testing/people.test";
import { StoredLog } from "../../testing/stored_log.test";
import { receive, withShared } from "../state/chat";
import { dropItem, keptOutbox, putItem } from "./kept_outbox";
import { change, type Live } from "./line";
import { changeOutbox, pump } from "./sender";

let page: HostPage;
let browser: Browser;
const random = Math.random;

beforeEach(() => {
  page = new HostPage();
  browser = new Browser(page);
  Math.random = () => 0.5;
  install(new BrowserLocks());
});
afterEach(() => {
  Math.random = random;
  Reflect.deleteProperty(globalThis, "navigator");
  page.leave();
});

/** Somebody writes: stored first, as the actions do it, then sent. */
function write(tab: Live, text: string): Promise<void> {
  const queued_at = new Date(page.clock.now++).toISOString();
  const item: OutboxItem = {
    ...{ client_id: `id-${text}`, conversation_id: "conversation_1", text },
    ...{ state: "pending", attempts: 0, queued_at },
  };
  putItem(tab.widget.keep, item);
  changeOutbox(tab, { do: "queue", item });
  return look(tab);
}

/** The line is back, or something changed: the tab looks whether there is something to send. */
function look(tab: Live): Promise<void> {
  void pump(tab);
  return settled();
}

const texts = () => browser.sent("text");
/** Which tab sent what, by client_id. */
const senders = (...tabs: Live[]) =>
  browser.commands.map(({ tab, body }) => [tabs.indexOf(tab), body.client_id]);
const states = (tab: Live) => tab.widget.state.chat?.outbox.map((item) => [item.text, item.state]);
const kept = (tab: Live) => keptOutbox(tab.widget.keep).map((item) => [item.text, item.state]);

describe("Sending", () => {
  test("takes one message at a time, in order", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await write(tab, "two");
    deepEqual(texts(), ["one"]);
    await browser.answer({ ok: true, seq: 1 });
    deepEqual(texts(), ["one", "two"]);
    await browser.answer({ ok: true, seq: 2 });
    deepEqual(texts(), ["one", "two"]);
    deepEqual(kept(tab), [], "what is on the server's disk is kept no longer");
    deepEqual(states(tab), [
      ["one", "sent"],
      ["two", "sent"],
    ]);
  });

  test("waits for the line", async () => {
    const tab = browser.openTab();
    if (tab.connection) tab.connection.ready = false;
    await write(tab, "one");
    deepEqual(texts(), []);
    equal(tab.widget.state.chat?.outbox[0]?.attempts, 0, "nothing was tried, so nothing waits longer");
    if (tab.connection) tab.connection.ready = true;
    await look(tab);
    deepEqual(texts(), ["one"]);
  });

  test("goes on without locks, on a page without https", async () => {
    install(undefined);
    const tab = browser.openTab();
    await write(tab, "one");
    await write(tab, "two");
    change(tab.widget, (chat) => withShared(chat, keptOutbox(tab.widget.keep)));
    await look(tab);
    deepEqual(texts(), ["one"], "still one at a time, whatever another tab changes");
  });

  test("begins anew with what an older page left on its way", async () => {
    const queued_at = "2026-03-02T09:00:00Z";
    const kept = { client_id: "id-one", conversation_id: "conversation_1", text: "one", queued_at };
    putItem(browser.openTab().widget.keep, { ...kept, state: "sending", attempts: 1 });
    await look(browser.openTab());
    deepEqual(browser.sent("client_id"), ["id-one"]);
  });
});

describe("A message without an answer", () => {
  test("counts as lost after eight seconds and goes again under the same client_id", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await page.clock.pass(8000);
    deepEqual(states(tab), [["one", "pending"]]);
    await page.clock.pass(375); // half a second, half of it random
    deepEqual(browser.sent("client_id"), ["id-one", "id-one"]);
  });

  test("waits longer after every try, and lets nothing pass", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await write(tab, "two");
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      await browser.refuse("unavailable");
      waits.push(page.clock.wait);
      await page.clock.pass(page.clock.wait);
    }
    deepEqual(waits, [375, 750, 1500, 3000, 6000, 12_000, 15_000, 15_000]);
    deepEqual(new Set(texts()), new Set(["one"]));
  });

  test("is sent again after a reload, under the same client_id and in order", async () => {
    const before = browser.openTab();
    await write(before, "one");
    await write(before, "two");
    install(new BrowserLocks()); // the page is gone, and with it what it held
    const after = browser.openTab();
    await look(after);
    await browser.answer({ ok: true, seq: 1 });
    deepEqual(senders(before, after), [
      [0, "id-one"],
      [1, "id-one"],
      [1, "id-two"],
    ]);
  });
});

describe("A message that the server refuses", () => {
  test("for good stays with the reason, after a reload too, and the next one goes", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await write(tab, "two");
    await browser.refuse("too_large");
    deepEqual(texts(), ["one", "two"]);
    deepEqual(states(tab)?.[0], ["one", "failed"]);
    const [first] = keptOutbox(tab.widget.keep);
    deepEqual([first?.state, first?.error], ["failed", "too_large"]);
    await page.clock.pass(60_000);
    ok(texts().lastIndexOf("one") === 0, "not again by itself");
  });

  test("is sent again by hand under the same client_id", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await browser.refuse("conflict");
    changeOutbox(tab, { do: "again", client_id: "id-one" });
    await look(tab);
    deepEqual(browser.sent("client_id"), ["id-one", "id-one"]);
  });

  test("for a while goes again when that while is over, not before", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    await browser.refuse("rate_limited", { retry_after_s: 30 });
    await page.clock.pass(29_999);
    deepEqual(texts(), ["one"]);
    await page.clock.pass(1);
    deepEqual(texts(), ["one", "one"]);
  });
});

describe("Two tabs with one outbox", () => {
  /** What the browser tells a tab when another one changed the storage. */
  async function hear(tab: Live): Promise<void> {
    change(tab.widget, (chat) => withShared(chat, keptOutbox(tab.widget.keep)));
    await look(tab);
  }

  test("send a message once: the second waits and finds it gone", async () => {
    const [left, right] = [browser.openTab(), browser.openTab()];
    await write(left, "one");
    await hear(right);
    deepEqual(states(right), [["one", "pending"]]);
    deepEqual(texts(), ["one"], "the other tab holds the lock");
    await browser.answer({ ok: true, seq: 1 });
    await page.clock.pass(60_000);
    deepEqual(texts(), ["one"]);
    deepEqual(states(right), [], "its event comes or came");
  });

  test("take over from each other under the same client_id", async () => {
    const [left, right] = [browser.openTab(), browser.openTab()];
    await write(left, "one");
    await hear(right);
    await browser.refuse("unavailable");
    deepEqual(senders(left, right), [
      [0, "id-one"],
      [1, "id-one"],
    ]);
    await browser.answer({ ok: true, seq: 1 });
    await page.clock.pass(60_000);
    equal(browser.commands.length, 2);
    deepEqual(states(left), []);
  });

  test("see what is written, fails and is thrown away in the other one", async () => {
    const [left, right] = [browser.openTab(), browser.openTab()];
    if (right.connection) right.connection.ready = false;
    await write(left, "one");
    await browser.refuse("invalid");
    await hear(right);
    deepEqual(states(right), [["one", "failed"]]);
    dropItem(left.widget.keep, "id-one");
    await hear(right);
    deepEqual(states(right), []);
  });

  test("never write over each other's messages", async () => {
    const [left, right] = [browser.openTab(), browser.openTab()];
    for (const tab of [left, right]) if (tab.connection) tab.connection.ready = false;
    await write(left, "one");
    await write(right, "two");
    await write(left, "three");
    deepEqual(
      kept(left).map(([text]) => text),
      ["one", "two", "three"],
    );
  });
});

describe("The event of a message", () => {
  test("takes it out of the outbox, even when the acknowledgement is lost", async () => {
    const tab = browser.openTab();
    await write(tab, "one");
    const stored = new StoredLog();
    change(tab.widget, (chat) => receive(chat, [stored.said(vera, "one", "id-one")]));
    deepEqual(states(tab), []);
    await page.clock.pass(60_000);
    deepEqual(states(tab), []);
  });
});
