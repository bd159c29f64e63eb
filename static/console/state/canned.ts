/* Canned replies: which ones match what was typed after the slash, and their placeholders filled in. */
import type { CannedReplyView } from "../../shared/wire";
import { folded } from "./words";

/** Matches by shortcut first, then title, then text; replies in another language than the merchant's come last. */
export function matchingReplies(
  replies: readonly CannedReplyView[],
  query: string,
  locale: string,
): CannedReplyView[] {
  const wanted = folded(query);
  return replies
    .map((reply) => ({ reply, rank: rank(reply, wanted) + (speaks(reply, locale) ? 0 : 10) }))
    .filter((found) => found.rank % 10 < 4)
    .sort((a, b) => a.rank - b.rank || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map((found) => found.reply);
}

function rank(reply: CannedReplyView, wanted: string): number {
  const shortcut = folded(reply.shortcut);
  if (wanted === "" || shortcut === wanted) return 0;
  if (shortcut.startsWith(wanted)) return 1;
  if (folded(reply.title).includes(wanted)) return 2;
  return folded(reply.text).includes(wanted) ? 3 : 4;
}

function speaks(reply: CannedReplyView, locale: string): boolean {
  return reply.locale === "" || reply.locale === locale.split("-")[0];
}

/** Fills `{{contact.name}}` and `{{agent.name}}`; a name that is not known goes with the space before it. */
export function filled(text: string, names: { contact: string; agent: string }): string {
  return text.replace(/( ?)\{\{\s*(contact|agent)\.name\s*\}\}/g, (_, space: string, who: string) => {
    const name = who === "agent" ? names.agent : names.contact;
    return name ? space + name : "";
  });
}

export interface Trigger {
  kind: "canned" | "article";
  query: string;
  /** Where the slash or the hash stands in the text. */
  start: number;
}

/** The picker that the text before the caret asks for: `/` and `#` count at the start of a word only, and `#` not
    before a digit, so that order numbers stay order numbers. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const canned = /(?:^|\s)\/([^\s/]*)$/.exec(before);
  if (canned) {
    const query = canned[1] ?? "";
    return { kind: "canned", query, start: caret - query.length - 1 };
  }
  const article = /(?:^|\s)#([^\d\s#][^#\n]*|)$/.exec(before);
  if (!article) return null;
  const query = article[1] ?? "";
  return { kind: "article", query: query.trim(), start: caret - query.length - 1 };
}
