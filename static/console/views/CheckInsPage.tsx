/* The account managers' page: whose check-in is overdue, soon or later, and what is known for the talk. */
import { useEffect } from "preact/hooks";
import type { CheckInView } from "../../shared/wire";
import { grouped, type Urgency } from "../state/check_ins";
import { Empty, Skeleton } from "./bits";
import { CheckInCard } from "./CheckInCard";
import { useScene } from "./context";
import { CHECK_INS_TITLE_ID } from "./focus";
import { useNow } from "./hooks";

export function CheckInsPage() {
  const { act, t } = useScene();
  useEffect(() => void act.loadCheckIns(), []);
  return (
    <main class="sheet" aria-labelledby={CHECK_INS_TITLE_ID}>
      <header class="sheet__head">
        <div>
          <h1 id={CHECK_INS_TITLE_ID} tabIndex={-1}>
            {t.checkIns.title}
          </h1>
          <p class="muted">{t.checkIns.lead}</p>
        </div>
        <Whose />
      </header>
      <Found />
    </main>
  );
}

function Whose() {
  const { state, act, t } = useScene();
  return (
    <fieldset class="either">
      <legend class="hidden">{t.checkIns.whose}</legend>
      {(["mine", "all"] as const).map((whose) => (
        <button
          key={whose}
          type="button"
          class="either__one"
          aria-pressed={state.checkIns.mine === (whose === "mine")}
          onClick={() => act.showCheckInsOf(whose)}
        >
          {t.checkIns[whose]}
        </button>
      ))}
    </fieldset>
  );
}

function Found() {
  const { state, act, t } = useScene();
  const { items, phase, next, mine } = state.checkIns;
  const now = useNow(60_000) + state.skew;
  if (phase === "failed")
    return (
      <Empty title={t.checkIns.failed} mood="bad">
        <button type="button" class="button" onClick={() => void act.loadCheckIns()}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  if (items.length === 0 && phase !== "ready") return <Skeleton lines={6} />;
  if (items.length === 0)
    return (
      <Empty
        title={mine ? t.checkIns.noneMine : t.checkIns.none}
        hint={mine ? t.checkIns.noneMineHint : t.checkIns.noneHint}
        mood="good"
      />
    );
  return (
    <div aria-busy={phase === "loading"}>
      {grouped(items, now).map(([urgency, members]) => (
        <Group key={urgency} urgency={urgency} members={members} now={now} />
      ))}
      {next && (
        <button type="button" class="button button--wide" onClick={() => void act.moreCheckIns()}>
          {phase === "loading" ? t.loading : t.lists.more}
        </button>
      )}
    </div>
  );
}

function Group({ urgency, members, now }: { urgency: Urgency; members: CheckInView[]; now: number }) {
  const { t } = useScene();
  const title = `check-ins-${urgency}`;
  return (
    <section class="due" aria-labelledby={title}>
      <h2 id={title} class={`due__title due__title--${urgency}`}>
        {t.checkIns.groups[urgency]}
        <span class="count">{members.length}</span>
      </h2>
      <ul class="cards">
        {members.map((one) => (
          <CheckInCard key={one.check_in_id} checkIn={one} now={now} />
        ))}
      </ul>
    </section>
  );
}
