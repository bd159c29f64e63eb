/* The lists that `/` and `#` open in the composer: what is asked for, what fits, and which line is active. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { CannedReplyView, Suggestion } from "../../shared/wire";
import { matchingReplies, type Trigger, triggerAt } from "../state/canned";
import { useScene } from "./context";

export type Option =
  | { kind: "canned"; key: string; reply: CannedReplyView }
  | { kind: "article"; key: string; article: Suggestion };

export interface Picker {
  trigger: Trigger | null;
  options: readonly Option[];
  active: number;
  searching: boolean;
  move(by: 1 | -1): void;
  point(at: number): void;
  dismiss(): void;
}

/** Between the last key and the question to the server. */
const PAUSE_MS = 200;

export function usePicker(text: string, caret: number, locale: string): Picker {
  const { act, t } = useScene();
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const found = triggerAt(text, caret);
  const trigger = found && found.start !== closedAt ? found : null;
  const canned = useCanned(trigger, locale);
  const { articles, searching } = useArticles(trigger, locale);
  const options = trigger?.kind === "article" ? articles : canned;

  useEffect(() => {
    if (!found) setClosedAt(null);
  }, [found === null]);
  useEffect(() => {
    setActive(0);
    if (trigger && !searching) act.say(t.composer.options(options.length));
  }, [options, trigger === null]);

  return {
    trigger,
    options,
    active: Math.min(active, Math.max(0, options.length - 1)),
    searching,
    move: (by) => setActive((active + by + options.length) % Math.max(1, options.length)),
    point: setActive,
    dismiss: () => setClosedAt(found?.start ?? null),
  };
}

function useCanned(trigger: Trigger | null, locale: string): readonly Option[] {
  const { state } = useScene();
  const { items } = state.canned;
  const query = trigger?.kind === "canned" ? trigger.query : null;
  return useMemo(() => {
    if (query === null) return [];
    return matchingReplies(items, query, locale).map((reply) => ({ kind: "canned", key: reply.id, reply }));
  }, [items, query, locale]);
}

function useArticles(
  trigger: Trigger | null,
  locale: string,
): { articles: readonly Option[]; searching: boolean } {
  const { act } = useScene();
  const [articles, setArticles] = useState<readonly Option[]>([]);
  const [searching, setSearching] = useState(false);
  const query = trigger?.kind === "article" ? trigger.query : "";
  useEffect(() => {
    let current = true;
    if (!query) {
      setArticles([]);
      setSearching(false);
      return;
    }
    setSearching(true);
    const timer = setTimeout(async () => {
      const answer = await act.suggest(query, locale);
      if (!current) return;
      const suggestions = answer.ok ? answer.value.suggestions : [];
      setArticles(suggestions.map((article) => ({ kind: "article", key: article.article_id, article })));
      setSearching(false);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, locale]);
  return { articles, searching };
}
