/* All conversations: search, status, and page by page. */
import { useEffect } from "preact/hooks";
import type { Browse } from "../state/model";
import { Empty, Skeleton } from "./bits";
import { ConversationLines } from "./ConversationLines";
import { useScene } from "./context";
import { Icon } from "./icons";

const STATUSES: readonly Browse["status"][] = ["all", "queued", "active", "resolved", "abandoned"];

export function BrowseList() {
  const { state } = useScene();
  return (
    <>
      <Filters />
      <Found browse={state.browse} />
    </>
  );
}

function Filters() {
  const { state, act, t } = useScene();
  const choose = (value: string) => {
    const status = STATUSES.find((one) => one === value);
    if (status) act.search({ status });
  };
  return (
    <search class="filters">
      <label class="filters__query">
        <span class="hidden">{t.lists.search}</span>
        <Icon name="search" />
        <input
          id="browse-query"
          type="search"
          placeholder={t.lists.searchPlaceholder}
          value={state.browse.query}
          onInput={(event) => act.search({ query: event.currentTarget.value })}
        />
      </label>
      <label>
        <span class="hidden">{t.lists.status}</span>
        <select value={state.browse.status} onChange={(event) => choose(event.currentTarget.value)}>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {status === "all" ? t.lists.anyStatus : t.lists.statuses[status]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function Found({ browse }: { browse: Browse }) {
  const { act, t } = useScene();
  const { items, phase, next } = browse;
  useEffect(() => {
    if (phase === "ready" && browse.query) act.say(t.lists.found(items.length, next !== null));
  }, [phase, items]);
  if (phase === "failed")
    return (
      <Empty title={t.lists.failed} mood="bad">
        <button type="button" class="button" onClick={() => act.search({})}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  if (items.length === 0 && phase !== "ready") return <Skeleton lines={5} />;
  if (items.length === 0) return <Empty title={t.lists.noneFound} hint={t.lists.noneFoundHint} />;
  return (
    <div aria-busy={phase === "loading"}>
      <ConversationLines lines={items} kind="all" />
      {next && (
        <button type="button" class="button button--wide lists__more" onClick={act.more}>
          {phase === "loading" ? t.loading : t.lists.more}
        </button>
      )}
    </div>
  );
}
