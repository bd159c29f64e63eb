/* The left pane: the lists behind tabs, and whoever waits longest always in sight. */
import { useRef } from "preact/hooks";
import type { ListName } from "../state/model";
import { longestWaiting, openChats, unreadTotal, waiting } from "../state/selectors";
import { BrowseList } from "./BrowseList";
import { Empty, KeyCap, Skeleton, Waiting } from "./bits";
import { ConversationLines } from "./ConversationLines";
import { accept } from "./commands";
import { useScene } from "./context";
import { TicketsList } from "./TicketsList";

const TABS: readonly ListName[] = ["mine", "queue", "all", "tickets"];

export function ListsPane() {
  const { state, t } = useScene();
  const { list } = state.ui;
  return (
    <section class="pane pane--lists" aria-label={t.lists.label}>
      <Tabs />
      <div class="lists" role="tabpanel" id="lists-panel" aria-labelledby={`tab-${list}`}>
        {list === "mine" && <Mine />}
        {list === "queue" && <Queue />}
        {list === "all" && <BrowseList />}
        {list === "tickets" && <TicketsList />}
      </div>
      {list !== "queue" && <NextUp />}
    </section>
  );
}

function Tabs() {
  const { state, act, t } = useScene();
  const bar = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const forward = getComputedStyle(event.currentTarget as Element).direction === "rtl" ? -by : by;
    const next = TABS[(TABS.indexOf(state.ui.list) + forward + TABS.length) % TABS.length];
    if (!next) return;
    act.showList(next);
    bar.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div ref={bar} class="tabs" role="tablist" aria-label={t.lists.label} onKeyDown={move}>
      {TABS.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          class="tab"
          aria-selected={state.ui.list === name}
          aria-controls="lists-panel"
          tabIndex={state.ui.list === name ? 0 : -1}
          onClick={() => act.showList(name)}
        >
          {t.lists.tabs[name]}
          <TabCount name={name} />
        </button>
      ))}
    </div>
  );
}

function TabCount({ name }: { name: ListName }) {
  const { state, t } = useScene();
  if (name === "all" || name === "tickets") return null;
  const unread = unreadTotal(state);
  const shown = name === "mine" ? openChats(state) : state.lists.queue.length;
  const spoken = name === "mine" ? t.lists.mineCount(shown, unread) : t.lists.next(shown);
  const calling = name === "mine" ? unread > 0 : shown > 0;
  return (
    <>
      <span class={calling ? "count count--calling" : "count"} aria-hidden="true">
        {shown}
      </span>
      <span class="hidden">{spoken}</span>
    </>
  );
}

function Mine() {
  const { state, act, t } = useScene();
  if (!state.lists.loaded) return <Skeleton lines={3} />;
  if (state.lists.mine.length > 0) return <ConversationLines lines={state.lists.mine} kind="mine" />;
  const someWait = state.lists.queue.length > 0;
  return (
    <Empty title={t.lists.emptyMine} hint={someWait ? t.lists.emptyMineHint : t.lists.emptyQueueHint}>
      {someWait && (
        <button type="button" class="button" onClick={() => act.showList("queue")}>
          {t.lists.emptyMineQueue}
        </button>
      )}
    </Empty>
  );
}

function Queue() {
  const { state, t } = useScene();
  if (!state.lists.loaded) return <Skeleton lines={3} />;
  const lines = waiting(state);
  if (lines.length > 0) return <ConversationLines lines={lines} kind="queue" />;
  return <Empty title={t.lists.emptyQueue} hint={t.lists.emptyQueueHint} mood="good" />;
}

/** Who waits longest, and one press to help whoever is next. */
function NextUp() {
  const scene = useScene();
  const { state, t } = scene;
  const longest = longestWaiting(state);
  if (!longest) return null;
  const busy = state.lists.accepting.size > 0;
  return (
    <section class="nextup" aria-label={t.lists.tabs.queue}>
      <p>
        <strong>{t.lists.next(state.lists.queue.length)}</strong>
        <span class="nextup__wait">
          {t.lists.longest} <Waiting since={longest.queued_at} />
        </span>
      </p>
      <button type="button" class="button button--main" aria-disabled={busy} onClick={() => accept(scene)}>
        {busy ? t.lists.accepting : t.lists.acceptNext}
        {!busy && <KeyCap cap="A" />}
      </button>
    </section>
  );
}
