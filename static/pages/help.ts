/* What the help centre does better with JavaScript: "ask a person" opens the panel with what was searched for, and
   the list of languages closes when one turns away from it. Everything works without. */

import { supportChat } from "./parts/support";

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const ask = event.target.closest<HTMLElement>("a[data-support]");
  // Without the loader the link leads to the chat's own page, which says what is missing.
  if (!ask || !window.SupportChat?.up) return;
  event.preventDefault();
  if (ask.dataset.support) supportChat("prefill", ask.dataset.support);
  supportChat("open");
});

const languages = document.querySelector<HTMLDetailsElement>("details.languages");
const inside = (target: EventTarget | null) => target instanceof Node && languages?.contains(target);

document.addEventListener("click", (event) => {
  if (languages && !inside(event.target)) languages.open = false;
});

languages?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !inside(event.relatedTarget)) languages.open = false;
});

languages?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !languages.open) return;
  languages.open = false;
  languages.querySelector("summary")?.focus();
});
