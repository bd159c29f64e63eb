/* Where the keyboard goes when a conversation opens: into the composer on a desk, to the heading on a phone. */
import { NARROW } from "./hooks";

export const COMPOSER_ID = "composer-text";
export const THREAD_TITLE_ID = "thread-title";
export const CHECK_INS_TITLE_ID = "check-ins-title";
export const CONTACT_BACK_ID = "contact-back";

let wanted: string | null = null;

/** The conversation was opened on purpose: its composer takes the focus now or as soon as it is drawn. */
export function wantFocus(conversationId: string): void {
  wanted = conversationId;
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(
      `#${COMPOSER_ID}[data-conversation="${conversationId}"]`,
    );
    if (field) takeFocus(conversationId, field);
    else document.getElementById(THREAD_TITLE_ID)?.focus();
  });
}

/** Called by a composer that has just been drawn. */
export function takeFocus(conversationId: string, field: HTMLElement | null): void {
  if (wanted !== conversationId || !field) return;
  wanted = null;
  if (matchMedia(NARROW).matches) document.getElementById(THREAD_TITLE_ID)?.focus();
  else field.focus();
}

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}

export function focusThread(): void {
  focusSoon(THREAD_TITLE_ID);
}

/** After the next drawing, for what has only just come into view. */
export function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

/** Back to the line of this conversation in the lists. */
export function focusLine(conversationId: string | null): void {
  requestAnimationFrame(() => {
    const line = conversationId && `[data-conversation="${conversationId}"] .line__open`;
    const target =
      (line && document.querySelector<HTMLElement>(line)) || document.querySelector<HTMLElement>(".tab");
    target?.focus();
  });
}
