/* Holds the one state and tells whoever draws it. */
import type { Action } from "../state/actions";
import type { ConsoleState } from "../state/model";
import { reduce } from "../state/reducer";

export interface Store {
  get(): ConsoleState;
  dispatch(action: Action): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: ConsoleState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
