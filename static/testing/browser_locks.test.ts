/* navigator.locks for tabs that share one browser: one holder a name, the others wait in line. */

export class BrowserLocks {
  readonly #held = new Map<string, Promise<unknown>>();

  request<T>(name: string, run: () => Promise<T>): Promise<T> {
    const turn = (this.#held.get(name) ?? Promise.resolve()).then(run);
    this.#held.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}

/** Node has a navigator of its own from version 21 on; `locks` undefined is a page without https. */
export function install(locks: BrowserLocks | undefined): void {
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
}
