/* Time that passes only when a test says so: stands in for timers and Date.now until it is put away. */

interface Timer {
  id: number;
  due: number;
  every: number;
  run: () => void;
}

const REAL = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now };

export class FakeClock {
  #timers: Timer[] = [];
  #last = 0;
  /** How long the timer waits that was started last, in milliseconds. */
  wait = 0;

  /** `now`: milliseconds since the epoch. */
  constructor(public now: number) {
    const start =
      (every: boolean) =>
      (run: () => void, delay = 0) => {
        const due = this.now + delay;
        this.wait = delay;
        this.#timers.push({ id: ++this.#last, due, every: every ? delay : 0, run });
        return this.#last;
      };
    const stop = (id: number) => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
    Object.assign(globalThis, {
      window: globalThis,
      setTimeout: start(false),
      setInterval: start(true),
      clearTimeout: stop,
      clearInterval: stop,
    });
    Date.now = () => this.now;
  }

  /** Lets time pass, timer by timer, each with all that follows from it at once. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settled();
    for (;;) {
      const due = this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!due) break;
      this.now = due.due;
      if (due.every) due.due += due.every;
      else this.#timers = this.#timers.filter((timer) => timer !== due);
      due.run();
      await settled();
    }
    this.now = end;
  }

  /** How many timers are running. */
  get running(): number {
    return this.#timers.length;
  }

  putAway(): void {
    const { now, ...timers } = REAL;
    Object.assign(globalThis, timers);
    Date.now = now;
  }
}

/** Everything that follows without a timer has happened. */
export function settled(): Promise<void> {
  return new Promise((done) => REAL.setTimeout(done, 0));
}
