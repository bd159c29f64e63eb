/* What the merchant does in a conversation, down to the commands that leave the browser. */

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Browser } from "../../testing/chat_tab.test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage } from "../../testing/host_page.test";
import { AMIR } from "../../testing/people.test";
import { recall } from "../transport/keep";
import { type ChatActions, chatActions } from "./chat_actions";
import { keptOutbox } from "./kept_outbox";
import { change, type Live } from "./line";

let page: HostPage;
let browser: Browser;
let tab: Live;
let act: ChatActions;

beforeEach(() => {
  page = new HostPage();
  browser = new Browser(page);
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  tab = browser.openTab();
  act = chatActions(tab, { article: () => {}, person: () => {} });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, "navigator");
  page.leave();
});

const chat = () => {
  const { chat } = tab.widget.state;
  ok(chat);
  return chat;
};

async function say(text: string): Promise<void> {
  act.write(text);
  act.send();
  await settled();
}

describe("Sending a message", () => {
  test("stores it before the first try, and empties the field", async () => {
    await say("  Hello \n");
    const [command] = browser.commands;
    ok(command);
    equal(command.name, "send_message");
    equal(command.body.text, "Hello");
    deepEqual(command.kept, ["Hello"], "on its way it is already stored");
    match(String(command.body.client_id), /^[\w.-]{1,64}$/);
    equal(command.body.client_id, keptOutbox(tab.widget.keep)[0]?.client_id);
    equal(chat().draft, "");
    equal(recall(tab.widget.keep, "reply"), undefined);
  });

  test("gives each message an id of its own, even for the same words", async () => {
    await say("Hello");
    await browser.answer({ ok: true, seq: 1 });
    await say("Hello");
    equal(new Set(browser.sent("client_id")).size, 2);
  });

  test("sends nothing that is empty or too long, and leaves it in the field", async () => {
    await say("  \n ");
    await say("🚚".repeat(4001));
    deepEqual(browser.commands, []);
    deepEqual(chat().outbox, []);
    equal(chat().draft, "🚚".repeat(4001));
    await say("🚚".repeat(4000));
    equal(browser.commands.length, 1);
  });

  test("keeps what is half written over a reload", () => {
    act.write("Half a");
    equal(recall(tab.widget.keep, "reply"), "Half a");
  });
});

describe("A message that was refused", () => {
  beforeEach(async () => {
    await say("Hello");
    await browser.refuse("conflict");
  });

  test("goes again by hand, under its client_id, and survives a reload meanwhile", async () => {
    const [item] = chat().outbox;
    ok(item);
    act.sendAgain(item.client_id);
    await settled();
    deepEqual(browser.sent("client_id"), [item.client_id, item.client_id]);
    const [again] = keptOutbox(tab.widget.keep);
    deepEqual([again?.state, again?.error, again?.client_id], ["pending", undefined, item.client_id]);
  });

  test("is gone for good when it is thrown away", () => {
    const [item] = chat().outbox;
    ok(item);
    act.discard(item.client_id);
    deepEqual(chat().outbox, []);
    deepEqual(keptOutbox(tab.widget.keep), []);
  });
});

describe("That somebody is typing", () => {
  beforeEach(() => change(tab.widget, (now) => ({ ...now, agent: AMIR })));

  test("is told every three seconds at most", async () => {
    act.write("H");
    act.write("He");
    equal(browser.sent("conversation_id", "typing").length, 1);
    await page.clock.pass(2999);
    act.write("Hel");
    equal(browser.sent("conversation_id", "typing").length, 1);
    await page.clock.pass(1);
    act.write("Hell");
    equal(browser.sent("conversation_id", "typing").length, 2);
  });

  test("is told anew right after a message was sent", async () => {
    await say("Hello");
    act.write("And");
    equal(browser.sent("conversation_id", "typing").length, 2);
  });

  test("is nobody's business while nobody is there to read it, or when the field was emptied", () => {
    act.write("");
    change(tab.widget, (now) => ({ ...now, agent: null }));
    act.write("Hello?");
    deepEqual(browser.commands, []);
  });
});

describe("Leaving the queue", () => {
  test("is asked about first, and can be thought better of", () => {
    act.leave("ask");
    ok(chat().leaving);
    act.leave("stay");
    ok(!chat().leaving);
    deepEqual(browser.commands, []);
  });

  test("is told to the server, and asked about again when it was not heard", async () => {
    act.leave("ask");
    act.leave("leave");
    deepEqual(browser.sent("conversation_id", "leave_queue"), ["conversation_1"]);
    ok(!chat().leaving);
    await browser.refuse("unavailable");
    ok(chat().leaving);
  });
});

describe("Rating", () => {
  test("needs a score, and is sent once", async () => {
    act.rating({ comment: " Quick! " });
    await act.rate();
    deepEqual(browser.commands, []);
    act.rating({ score: 5 });
    void act.rate();
    void act.rate();
    const [command, second] = browser.commands;
    equal(second, undefined);
    deepEqual(command?.body, { conversation_id: "conversation_1", score: 5, comment: "Quick!" });
    await browser.answer({ ok: true });
    ok(chat().rated);
  });

  test("that failed says so and can be sent again", async () => {
    act.rating({ score: 2 });
    void act.rate();
    await browser.refuse("unavailable");
    ok(!chat().rated && chat().rating.failed && !chat().rating.busy);
    equal(chat().rating.score, 2);
    void act.rate();
    deepEqual(browser.sent("comment", "rate"), [null, null]);
    ok(!chat().rating.failed);
  });
});
