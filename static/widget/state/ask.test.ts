/* What the first screen shows of a question while it is typed and once it was asked. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { questionAnswered, suggestion, suggestions } from "../../testing/suggestions.test";
import { type Ask, answered, emptyAsk, failed, inEarnest, lengthOf, searching, standing, typed } from "./ask";

const shown = (ask: Ask) => ask.answer?.suggestions.map((hit) => hit.article_id);

function looking(text: string): Ask {
  return searching(typed(emptyAsk, text));
}

describe("The list of suggestions", () => {
  test("stays on screen while more is typed, until the next answer is there", () => {
    const ask = answered(looking("parcel"), suggestions("tracking", "lost-parcel"));
    const more = searching(typed(ask, "parcel lost"));
    deepEqual(shown(more), ["tracking", "lost-parcel"]);
    ok(more.busy);
    const next = answered(more, suggestions("lost-parcel"));
    deepEqual(shown(next), ["lost-parcel"]);
    ok(!next.busy);
  });

  test("keeps its order while the same articles stay: it does not jump under the finger", () => {
    const ask = answered(looking("parcel"), suggestions("tracking", "lost-parcel"));
    const fresh = { ...suggestion("lost-parcel"), title: "New title" };
    const next = answered(ask, { ...suggestions(), suggestions: [fresh, suggestion("tracking")] });
    deepEqual(shown(next), ["tracking", "lost-parcel"]);
    equal(next.answer?.suggestions[1]?.title, "New title");
  });

  test("takes the new order when another article comes in, goes, or takes a place", () => {
    const ask = answered(looking("parcel"), suggestions("a", "b"));
    deepEqual(shown(answered(ask, suggestions("b", "a", "c"))), ["b", "a", "c"]);
    deepEqual(shown(answered(ask, suggestions("b"))), ["b"]);
    deepEqual(shown(answered(ask, suggestions("c", "a"))), ["c", "a"]);
  });

  test("goes with the text: below three letters there is nothing to look for", () => {
    const ask = searching(answered(looking("parcel"), suggestions("tracking")));
    deepEqual(typed(ask, "  pa "), { ...emptyAsk, text: "  pa " });
    deepEqual(shown(typed(ask, "par")), ["tracking"]);
  });

  test("says when nothing was found", () => {
    const ask = answered(looking("xyz"), suggestions());
    equal(ask.answer?.level, "none");
    deepEqual(shown(ask), []);
  });
});

describe("Trouble with a question", () => {
  test("is shown until somebody types on or looks again, and keeps text and list", () => {
    const ask = failed(answered(looking("parcel"), suggestions("tracking")), { code: "offline" });
    equal(ask.trouble?.code, "offline");
    equal(ask.text, "parcel");
    deepEqual(shown(ask), ["tracking"]);
    ok(!failed(looking("parcel"), { code: "offline" }).busy);
    equal(typed(ask, "parcels").trouble, undefined);
    equal(typed(ask, "p").trouble, undefined);
    equal(searching(ask).trouble, undefined);
  });
});

describe("A question asked in earnest", () => {
  const ask = inEarnest(looking("parcel"), "parcel", questionAnswered("question_1", "tracking"));

  test("stands for its text, whatever blanks are around it", () => {
    deepEqual(standing(ask), { question_id: "question_1", text: "parcel" });
    deepEqual(standing(typed(ask, " parcel ")), { question_id: "question_1", text: "parcel" });
  });

  test("does not stand for another text, and stands again when the old one is back", () => {
    equal(standing(typed(ask, "parcel lost")), null);
    equal(standing(typed(typed(ask, "parcel lost"), "parcel"))?.question_id, "question_1");
    equal(standing(emptyAsk), null);
  });

  test("shows what was suggested for it", () => {
    deepEqual(shown(ask), ["tracking"]);
    ok(!ask.busy);
  });
});

describe("The length of a text", () => {
  test("is counted in characters, as the server counts", () => {
    equal(lengthOf("parcel"), 6);
    equal(lengthOf("🚚"), 1);
    equal(lengthOf("Größe"), 5);
    equal(lengthOf(""), 0);
  });
});
