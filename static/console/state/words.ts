/* Comparing words as people type them: without case and without accents. */

export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** True when every word of the query stands somewhere in the text. */
export function hasAllWords(text: string, query: string): boolean {
  const where = folded(text);
  return folded(query)
    .split(/\s+/)
    .every((word) => where.includes(word));
}

/** Up to two first letters, for the round sign beside a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? "";
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** One of six tints, the same for the same id. */
export function tint(id: string): number {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) % 9973;
  return sum % 6;
}
