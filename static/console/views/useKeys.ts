/* The keyboard, for the whole page. Single keys work outside of fields only and can be switched off (WCAG 2.1.4). */
import { useLayoutEffect, useRef } from "preact/hooks";
import { accept, resolve, showList, write } from "./commands";
import type { Scene } from "./context";
import { focusLine } from "./focus";

export function useKeys(scene: Scene): void {
  const latest = useRef(scene);
  latest.current = scene;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (
        (event.ctrlKey || event.metaKey) &&
        event.key.toLowerCase() === "k" &&
        !event.altKey &&
        !event.shiftKey
      )
        togglePalette(latest.current, event);
      else single(latest.current, event);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function togglePalette({ state, act }: Scene, event: KeyboardEvent): void {
  event.preventDefault();
  if (state.ui.dialog === null) act.openDialog("palette");
  else if (state.ui.dialog === "palette") act.openDialog(null);
}

function single(scene: Scene, event: KeyboardEvent): void {
  const { state } = scene;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!plain || !state.prefs.singleKeys || state.ui.dialog || isField(event.target)) return;
  const run = state.ui.page === "chats" || ANYWHERE.has(event.key) ? KEYS[event.key] : undefined;
  if (!run) return;
  event.preventDefault();
  run(scene);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** What does not work on a conversation that is out of sight. */
const ANYWHERE = new Set(["a", "1", "2", "3", "4", "5", "?"]);

const KEYS: Record<string, (scene: Scene) => void> = {
  a: accept,
  e: resolve,
  r: (scene) => write(scene, "reply"),
  n: (scene) => write(scene, "note"),
  j: (scene) => step(scene, 1),
  k: (scene) => step(scene, -1),
  "1": (scene) => showList(scene, "mine"),
  "2": (scene) => showList(scene, "queue"),
  "3": (scene) => showList(scene, "all"),
  "4": (scene) => showList(scene, "tickets"),
  "5": ({ act }) => act.showPage("check_ins"),
  "?": ({ act }) => act.openDialog("shortcuts"),
};

function step({ act }: Scene, by: 1 | -1): void {
  const id = act.step(by);
  if (id) focusLine(id);
}
