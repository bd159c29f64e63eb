/* What every view works with: the state, the callbacks, the words. */
import { createContext } from "preact";
import { useContext, useLayoutEffect, useReducer } from "preact/hooks";
import type { Act } from "../app/act";
import type { Store } from "../app/store";
import { type Strings, strings } from "../i18n";
import type { ConsoleState } from "../state/model";

export interface Scene {
  state: ConsoleState;
  act: Act;
  t: Strings;
  /** BCP 47 tag for figures, dates and names. */
  locale: string;
}

const SceneContext = createContext<Scene | null>(null);
export const SceneProvider = SceneContext.Provider;

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (!scene) throw new Error("A view was drawn outside of the console.");
  return scene;
}

/** Draws again whenever the state changes. */
export function useStore(store: Store, act: Act): Scene {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  // Before the first paint: an answer that comes early must not be missed.
  useLayoutEffect(() => store.subscribe(() => redraw(0)), [store]);
  const state = store.get();
  const { locale } = state.prefs;
  return { state, act, t: strings(locale), locale: regional(locale) };
}

/** The browser's own variant of the language, so that an Irish clock is not an American one. */
function regional(locale: string): string {
  return navigator.languages.find((tag) => tag.startsWith(`${locale}-`)) ?? locale;
}
