/* Words that come with a chunk of their own. */

import type { Language } from "./load";

/** The texts of one language from a chunk's own list; English where there are none. */
export async function textsIn<T>(
  list: Record<string, () => Promise<{ default: T }>>,
  { locale }: Language,
): Promise<T> {
  const load = list[locale.slice(0, 2)] ?? list.en;
  if (!load) throw new Error("unreachable");
  return (await load()).default;
}
