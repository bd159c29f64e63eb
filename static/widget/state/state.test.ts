/* The places of the panel, and the ways between them. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { session } from "../../testing/host_page.test";
import { back, go, here, initialState, restart, withArticle, withSession } from "./state";

const start = initialState(false);
const article = { at: "article", article_id: "tracking", section: "" } as const;
const why = { at: "why", article_id: "tracking" } as const;

describe("The panel", () => {
  test("begins on the first screen, closed, with nothing asked", () => {
    deepEqual(here(start), { at: "home" });
    ok(!start.open);
    equal(start.ask.text, "");
    ok(initialState(true).page);
  });

  test("goes back the way it came", () => {
    const there = go(go(start, article), why);
    deepEqual(here(there), why);
    deepEqual(here(back(there)), article);
    deepEqual(here(back(back(there))), { at: "home" });
  });

  test("goes back to the first screen alone from where nothing leads back", () => {
    const chat = restart(go(go(start, article), why), { at: "chat" });
    deepEqual(here(chat), { at: "chat" });
    deepEqual(here(back(chat)), { at: "home" });
    deepEqual(restart(chat).path, [{ at: "home" }]);
  });

  test("leaves trouble on the way to a person behind when it moves on", () => {
    const stuck = { ...go(start, article), handover: { trouble: { code: "unavailable" } } } as const;
    deepEqual(back(stuck).handover, {});
    deepEqual(go(stuck, why).handover, {});
    deepEqual(restart(stuck).handover, {});
  });

  test("keeps the articles it has when another comes", () => {
    const loading = withArticle(withArticle(start, "tracking", {}), "returns", {
      trouble: { code: "offline" },
    });
    deepEqual(loading.articles, { tracking: {}, returns: { trouble: { code: "offline" } } });
  });
});

describe("A session", () => {
  test("says whether somebody is at the desk", () => {
    ok(withSession(start, session("t")).available);
    const away = session("t", { channels: [{ kind: "chat", available: false }] });
    ok(!withSession(start, away).available);
    ok(!withSession(start, session("t", { channels: [] })).available);
  });

  test("ends the trouble of having none", () => {
    const lost = { ...start, trouble: { code: "offline" } } as const;
    equal(withSession(lost, session("t")).trouble, undefined);
    equal(withSession(lost, session("t")).session?.visitor_token, "t");
  });
});
