/* Chance that can be repeated: the same seed gives the same numbers, so that a failing story can be told again. */

export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** In [0, 1): one step of the generator "mulberry32". */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.number() * below);
  }

  happens(probability: number): boolean {
    return this.number() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }

  /** Takes one out of the list. */
  take<T>(from: T[]): T {
    const [taken] = from.splice(this.below(from.length), 1);
    if (taken === undefined) throw new Error("nothing to take");
    return taken;
  }
}

/** Tells the story once for every seed; a failure names the one to look at. */
export function forManySeeds(count: number, story: (chance: Chance) => void): void {
  for (let seed = 1; seed <= count; seed++) {
    try {
      story(new Chance(seed));
    } catch (cause) {
      throw new Error(`with seed ${seed}: ${cause}`, { cause });
    }
  }
}
