/* Who is here, and that nobody finds what another person left behind. */

import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { settled } from "../../testing/fake_clock.test";
import { HostPage, session } from "../../testing/host_page.test";
import { suggestions } from "../../testing/suggestions.test";
import { answered } from "../state/ask";
import { Refused } from "../transport/http";
import { recall } from "../transport/keep";
import { ensureSession, forget, mayResume, openSession, withToken } from "./session";

let page: HostPage;

beforeEach(() => {
  page = new HostPage();
});
afterEach(() => page.leave());

const tokenOf = (sub: string) => `header.${btoa(JSON.stringify({ sub }))}.signature`;

/** What Vera's browser keeps after a chat. */
function verasBox(): Record<string, string> {
  return {
    "support-chat:default:me": JSON.stringify({ visitor_token: "veras-visitor", sub: "vera" }),
    "support-chat:default:talk": JSON.stringify({ conversation_id: "c", open: true, unread: 2 }),
    "support-chat:default:draft": JSON.stringify({ text: "my secret", asked: null }),
    "support-chat:default:reply": JSON.stringify("half a reply"),
    "support-chat:default:out:id": JSON.stringify({ client_id: "id", text: "unsent" }),
    "shop:basket": "3 shirts",
  };
}

describe("What the browser keeps", () => {
  test("is for the same person, and for whoever comes when nobody had signed in", () => {
    ok(mayResume(page.widget({ token: tokenOf("vera") }, verasBox())));
    ok(mayResume(page.widget({ token: tokenOf("vera") })));
    ok(mayResume(page.widget()));
  });

  test("is for nobody else: neither another person nor one who has signed out", () => {
    ok(!mayResume(page.widget({ token: tokenOf("jonas") }, verasBox())));
    ok(!mayResume(page.widget({}, verasBox())));
  });

  test("is wiped before another person's session is asked for", async () => {
    const widget = page.widget({ token: tokenOf("jonas") }, verasBox());
    widget.state = { ...widget.state, ask: answered(widget.state.ask, suggestions("veras-article")) };
    const opening = openSession(widget);
    deepEqual(widget.keep.box, { "shop:basket": "3 shirts" });
    equal(widget.state.ask.answer, null);
    equal(page.last("session").body.visitor_token, null);
    equal(page.last("session").body.token, tokenOf("jonas"));
    equal(page.last("session").authorization, undefined, "not with Vera's token");
    await page.last("session").answer(session("jonas-visitor"));
    await opening;
    equal(widget.token, "jonas-visitor");
    deepEqual(recall(widget.keep, "me"), { visitor_token: "jonas-visitor", sub: "jonas" });
  });

  test("is picked up again by the same person", async () => {
    const widget = page.widget({ token: tokenOf("vera") }, verasBox());
    const opening = openSession(widget);
    equal(page.last("session").body.visitor_token, "veras-visitor");
    await page.last("session").answer(session("veras-visitor"));
    await opening;
    equal(recall(widget.keep, "reply"), "half a reply");
    equal(recall(widget.keep, "draft")?.text, "my secret");
  });

  test("goes with the state when somebody signs out; the panel stays as open as it was", () => {
    const widget = page.widget({ token: tokenOf("vera") }, verasBox());
    widget.state = { ...widget.state, session: session("veras-visitor", { unread: 2 }) };
    forget(widget);
    deepEqual(widget.keep.box, { "shop:basket": "3 shirts" });
    equal(widget.token, "");
    equal(widget.state.session, undefined);
    ok(widget.state.open);
  });
});

describe("A session", () => {
  test("is asked for once at a time, and not again while there is one", async () => {
    const widget = page.widget();
    widget.token = "";
    const both = Promise.all([ensureSession(widget), openSession(widget)]);
    equal(page.calls.length, 1);
    await page.last("session").answer(session("new-visitor"));
    await both;
    await ensureSession(widget);
    equal(page.calls.length, 1);
    equal(widget.token, "new-visitor");
  });

  test("that cannot be had is said, unless there was one before", async () => {
    const widget = page.widget();
    const first = rejects(openSession(widget), { code: "offline" });
    await page.last("session").fail();
    await first;
    equal(widget.state.trouble?.code, "offline");
    const again = openSession(widget);
    await page.last("session").answer(session("new-visitor"));
    await again;
    const later = rejects(openSession(widget), { code: "offline" });
    await page.last("session").fail();
    await later;
    equal(widget.state.trouble, undefined);
  });
});

describe("A call with a session", () => {
  test("opens one first when there is none", async () => {
    const widget = page.widget();
    widget.token = "";
    const done = withToken(widget, async () => widget.token);
    await settled();
    await page.last("session").answer(session("new-visitor"));
    equal(await done, "new-visitor");
  });

  test("is tried once more with a new one when the server does not take the old one", async () => {
    const widget = page.widget();
    const tokens: string[] = [];
    const done = withToken(widget, async () => {
      tokens.push(widget.token);
      if (tokens.length === 1) throw new Refused("unauthenticated");
      return "done";
    });
    await settled();
    await page.last("session").answer(session("new-visitor"));
    equal(await done, "done");
    deepEqual(tokens, ["visitor-token", "new-visitor"]);
  });

  test("is tried no third time, and not again for any other refusal", async () => {
    const widget = page.widget();
    const twice = rejects(
      withToken(widget, () => Promise.reject(new Refused("unauthenticated"))),
      { code: "unauthenticated" },
    );
    await settled();
    await page.last("session").answer(session("new-visitor"));
    await twice;
    const closed = withToken(widget, () => Promise.reject(new Refused("closed")));
    await rejects(closed, { code: "closed" });
    equal(page.calls.length, 1);
  });
});
