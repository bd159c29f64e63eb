/* The promise that people come after articles: where the way to a person stands, and where not. */

import { equal, match, ok } from "node:assert/strict";
import { describe, test } from "node:test";
import { type ComponentChildren, h, isValidElement } from "preact";
import { suggestions } from "../../testing/suggestions.test";
import texts from "../i18n/locales/en";
import { type Ask, answered, emptyAsk, failed, searching, typed } from "../state/ask";
import { initialState, type State } from "../state/state";
import { Panel } from "./panel";
import type { Actions } from "./view";

/** All text of what is drawn, without drawing it: components are called, attributes left out. */
function textOf(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map(textOf).join(" ");
  if (!isValidElement(node)) return typeof node === "string" || typeof node === "number" ? String(node) : "";
  const { type, props } = node;
  return textOf(typeof type === "function" ? Reflect.apply(type, undefined, [props]) : props.children);
}

const silent = () => {};
const act: Actions = {
  ...{ close: silent, back: silent, type: silent, submit: silent, retry: silent, openSuggestion: silent },
  ...{ openArticle: silent, loadArticle: silent, helped: silent, didNotHelp: silent, why: silent },
  ...{
    sendWhy: silent,
    differently: silent,
    anew: silent,
    escalate: silent,
    openChat: silent,
    openTickets: silent,
  },
};

function screen(ask: Ask, more: Partial<State> = {}): string {
  const state = { ...initialState(false), open: true, ask, ...more };
  const language = { locale: "en", texts };
  const base = "https://chat.example/";
  return textOf(h(Panel, { state, language, act, base, screens: {} }));
}

const looking = searching(typed(emptyAsk, "parcel"));
const PERSON = new RegExp(texts.person);

describe("The way to a person", () => {
  test("is not there before something was typed, and not while the first answer is awaited", () => {
    match(screen(emptyAsk), new RegExp(texts.promise_person), "only promised");
    ok(!PERSON.test(screen(emptyAsk)));
    ok(!PERSON.test(screen(looking)));
  });

  test("is there as soon as suggestions have been shown, below them", () => {
    const shown = screen(answered(looking, suggestions("tracking")));
    match(shown, /About tracking/);
    ok(shown.indexOf(texts.person) > shown.indexOf("About tracking"));
    match(screen(searching(typed(answered(looking, suggestions("tracking")), "parcel lost"))), PERSON);
  });

  test("is there at once when nothing fits, and that is said", () => {
    const shown = screen(answered(looking, suggestions()));
    match(shown, PERSON);
    match(shown, new RegExp(texts.nothing_on_this));
  });

  test("goes when the text does, and does not come by trouble alone", () => {
    ok(!PERSON.test(screen(typed(answered(looking, suggestions("tracking")), "pa"))));
    ok(!PERSON.test(screen(failed(looking, { code: "offline" }))));
  });

  test("says so when nobody is at the desk", () => {
    const ask = answered(looking, suggestions("tracking"));
    match(screen(ask, { available: false }), new RegExp(texts.desk_empty));
    equal(screen(ask).includes(texts.desk_empty), false);
  });
});
