/* Links and forms that stay in the panel. */

/** A plain click stays in the panel; with a key held the browser does what it always does. */
export function inside(open: () => void) {
  return (event: MouseEvent) => {
    if (isSpecial(event)) return;
    event.preventDefault();
    open();
  };
}

export function isSpecial(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0;
}

/** A form that never leaves the page. */
export function sends(send: () => void) {
  return (event: Event) => {
    event.preventDefault();
    send();
  };
}
