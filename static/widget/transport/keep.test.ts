/* What the browser keeps, and for whom. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { keepIn } from "../../testing/host_page.test";
import { keysOf, openKeep, parsed, recall, remember, setShown, subjectOf, wasShown, wipe } from "./keep";

/** As the platform signs it: only the middle part is of interest here. */
function signed(payload: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  const text = btoa(String.fromCharCode(...bytes));
  return `header.${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}.signature`;
}

describe("What the browser keeps", () => {
  test("is found again below the site's own prefix", () => {
    const box: Record<string, string> = {};
    remember(keepIn(box), "draft", { text: "parcel", asked: null });
    deepEqual(recall(keepIn(box), "draft"), { text: "parcel", asked: null });
    deepEqual(Object.keys(box), ["support-chat:default:draft"]);
    equal(recall({ ...keepIn(box), prefix: "support-chat:other:" }, "draft"), undefined);
  });

  test("is gone when nothing is remembered in its place", () => {
    const keep = keepIn({});
    remember(keep, "reply", "Hello");
    remember(keep, "reply", "");
    deepEqual(keep.box, {});
  });

  test("is nothing when somebody else wrote nonsense there", () => {
    equal(recall(keepIn({ "support-chat:default:talk": "{nonsense" }), "talk"), undefined);
    equal(parsed(undefined), undefined);
  });

  test("is wiped for the whole site and for no other", () => {
    const box = { "support-chat:default:me": "1", "support-chat:default:out:a": "2", "shop:basket": "3" };
    const tab: Record<string, string> = { "support-chat:default:shown": "1", other: "2" };
    const keep = { ...keepIn(box), tab };
    wipe(keep);
    deepEqual(keep.box, { "shop:basket": "3" });
    deepEqual(keep.tab, { other: "2" });
  });

  test("is listed by how it begins, for this site alone", () => {
    const box = { "support-chat:default:out:a": "1", "support-chat:other:out:b": "2", "x-out:c": "3" };
    deepEqual(keysOf(keepIn(box), "out:"), ["out:a"]);
    deepEqual(keysOf(keepIn(box), "draft"), []);
  });

  test("is whether the panel stood open, in this tab alone", () => {
    const keep = keepIn({});
    setShown(keep, true);
    ok(wasShown(keep));
    deepEqual(keep.box, {});
    setShown(keep, false);
    ok(!wasShown(keep));
  });

  test("costs only the memory of a reload when the storage is full", () => {
    const full = new Proxy<Record<string, string>>(
      {},
      {
        set() {
          throw new Error("QuotaExceededError");
        },
      },
    );
    remember(keepIn(full), "reply", "Hello");
    equal(recall(keepIn(full), "reply"), undefined);
  });
});

describe("Without storage", () => {
  afterEach(() => {
    for (const name of ["localStorage", "sessionStorage"]) Reflect.deleteProperty(globalThis, name);
  });

  test("everything lives in memory", () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      const get = () => {
        throw new Error("SecurityError");
      };
      Object.defineProperty(globalThis, name, { get, configurable: true });
    }
    const keep = openKeep("support-chat:default:");
    remember(keep, "reply", "Hello");
    equal(recall(keep, "reply"), "Hello");
  });
});

describe("The subject of a signed token", () => {
  test("is read from it, whatever letters it has", () => {
    equal(subjectOf(signed({ sub: "merchant-1" })), "merchant-1");
    // These become "-" and "_" in the token, which plain base64 does not know.
    equal(subjectOf(signed({ sub: "~~~???>>>" })), "~~~???>>>");
  });

  test("is nobody without a token or with nonsense", () => {
    for (const token of [undefined, "", "nonsense", "a.b.c", signed({})]) equal(subjectOf(token), undefined);
  });
});
