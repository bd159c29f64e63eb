/* The panel's place in the page: its box in the shadow root, focus, keys, scroll positions and the phone's keyboard.
   Everything here is DOM; what is shown comes from the views. */

import type { Bridge } from "./loader";
import { here, type State } from "./state/state";

/** Small windows, and large ones at 200 % zoom: the panel fills them. Also written in panel.css. */
const SMALL = "(max-width: 480px), (max-height: 480px)";

export interface PanelHost {
  readonly bridge: Bridge;
  readonly box: HTMLElement;
  /** How far each step of the path was scrolled, to come back to the same line. */
  readonly scrolled: number[];
  /** Whether the focus was in here before the views drew. */
  focused: boolean;
}

export function openHost(bridge: Bridge, close: () => void): PanelHost {
  const box = document.createElement("div");
  const page = bridge.options.mode === "page";
  const small = matchMedia(SMALL);
  box.className = page ? "sc page" : "sc";
  box.setAttribute("role", page ? "main" : "dialog");
  box.addEventListener("keydown", (event) => {
    if (page || event.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab" && small.matches) wrap(box, bridge.root.activeElement, event);
  });
  // The phone's keyboard covers the layout viewport: only what is visible is ours.
  const view = visualViewport;
  const fit = () => {
    const fills = view && view.scale < 1.01 && (page || small.matches);
    box.style.setProperty("--height", fills ? `${view.height}px` : "100dvh");
    box.style.setProperty("--top", fills ? `${view.offsetTop}px` : "0px");
    if (!page) box.setAttribute("aria-modal", String(small.matches)); // full screen, it is all there is
  };
  for (const type of ["resize", "scroll"]) view?.addEventListener(type, fit);
  small.addEventListener("change", fit);
  fit();
  bridge.root.append(box);
  return { bridge, box, scrolled: [], focused: false };
}

/** Before the views draw: where the old screen stood. */
export function leaveScreen(host: PanelHost, state: State, old: State): void {
  const { box, scrolled, bridge } = host;
  host.focused = box.contains(bridge.root.activeElement);
  if (state.path !== old.path) scrolled[old.path.length] = scrollerOf(box)?.scrollTop ?? 0;
}

/** After the views have drawn: the new screen's scroll position and the focus. */
export function enterScreen(host: PanelHost, state: State, old: State): void {
  const { box, bridge, scrolled, focused } = host;
  const { open, path, moves, page } = state;
  box.classList.toggle("open", open);
  if (open !== old.open) bridge.expanded(open);
  const scroller = scrollerOf(box);
  if (path !== old.path && scroller && here(state).at !== "chat") {
    const back = path.length < old.path.length && scrolled[path.length];
    if (back) scroller.scrollTop = back; // a new screen starts at its top, or at the passage that answers
  }
  // The focus follows a hand, never a script or a reload: it must be here already, or somebody has just pressed a key.
  const byHand = focused || page || navigator.userActivation?.isActive;
  if (open && moves !== old.moves && byHand) {
    const wanted =
      box.querySelector<HTMLElement>("[data-focus=true]") ?? box.querySelector<HTMLElement>(".title");
    wanted?.focus({ preventScroll: true });
  }
  if (!open && old.open && focused) bridge.focus();
}

function scrollerOf(box: HTMLElement): Element | null {
  return box.querySelector(".scroll");
}

/** Full screen hides the page, so the Tab key must not wander off behind it. */
function wrap(box: HTMLElement, active: Element | null, event: KeyboardEvent): void {
  const stops = [...box.querySelectorAll<HTMLElement>("a[href], button, textarea, input, [tabindex='0']")];
  const first = stops[0];
  const last = stops[stops.length - 1];
  const turn = event.shiftKey ? active === first && last : active === last && first;
  if (!turn) return;
  event.preventDefault();
  turn.focus();
}
