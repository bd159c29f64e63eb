/* An article's HTML inside the panel. The server has sanitised it; on pages with Trusted Types it passes through our
   own policy "support-chat", and where the page forbids that too the article opens in the help centre instead. */

import { isSpecial } from "./inside";

interface Policy {
  createHTML(html: string): string;
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  }
}

let policy: Policy | undefined;

/** Fills an element; false when the page does not let us. Our addresses are absolute afterwards. */
export function fill(element: HTMLElement, html: string, base: string): boolean {
  try {
    policy ??= window.trustedTypes?.createPolicy("support-chat", { createHTML: (text) => text });
    element.innerHTML = policy ? policy.createHTML(html) : html;
  } catch {
    return false;
  }
  for (const name of ["href", "src"]) {
    for (const found of element.querySelectorAll(`[${name}^="/"]`)) {
      found.setAttribute(name, new URL(found.getAttribute(name) ?? "", base).href);
    }
  }
  return true;
}

/** A click in an article: other articles open here, sections scroll, everything else gets a tab of its own. */
export function follow(event: MouseEvent, open: (article_id: string) => void): void {
  const { target } = event;
  const link = target instanceof Element ? target.closest("a") : null;
  if (!link || isSpecial(event)) return;
  const { article } = link.dataset;
  const anchor = link.getAttribute("href")?.startsWith("#");
  if (!article && !anchor) {
    link.target = "_blank";
    link.rel = "noopener nofollow";
    return;
  }
  event.preventDefault();
  // Fragments do not reach into a shadow root, and the host page's address is not ours to change.
  if (article) open(article);
  else goTo(link.closest(".prose"), decodeURIComponent(link.hash.slice(1)));
}

export function goTo(article: Element | null, section: string): void {
  article?.querySelector(`[id="${CSS.escape(section)}"]`)?.scrollIntoView();
}
