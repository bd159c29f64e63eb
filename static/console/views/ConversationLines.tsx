/* One list of conversations: each line opens its conversation; those in the queue can be accepted in place. */

import { clock, dayKey } from "../../shared/time";
import type { ConversationSummary } from "../../shared/wire";
import { hasDraft } from "../state/selectors";
import { Avatar, Waiting } from "./bits";
import { useScene } from "./context";
import { wantFocus } from "./focus";
import { useNow } from "./hooks";

export type LinesKind = "mine" | "queue" | "all" | "previous";

interface LineProps {
  line: ConversationSummary;
  kind: LinesKind;
}

export function ConversationLines({
  lines,
  kind,
}: {
  lines: readonly ConversationSummary[];
  kind: LinesKind;
}) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <Line key={line.conversation_id} line={line} kind={kind} />
      ))}
    </ul>
  );
}

function Line({ line, kind }: LineProps) {
  const { state, act, t } = useScene();
  const id = line.conversation_id;
  const current = state.ui.selected === id;
  const name = line.contact.name || t.visitor;
  return (
    <li class={current ? "line line--current" : "line"} data-conversation={id}>
      <button
        type="button"
        class="line__open"
        aria-current={current ? "true" : undefined}
        onClick={() => {
          act.select(id);
          wantFocus(id);
        }}
      >
        {kind !== "previous" && <Avatar id={line.contact.id} name={name} />}
        <span class="line__main">
          <span class="line__top">
            {kind !== "previous" && (
              <span class="line__name" dir="auto">
                {name}
              </span>
            )}
            <LineTime line={line} kind={kind} />
          </span>
          <Excerpt line={line} kind={kind} />
          <Chips line={line} kind={kind} />
        </span>
      </button>
      {kind === "queue" && <AcceptButton line={line} name={name} />}
    </li>
  );
}

function LineTime({ line, kind }: LineProps) {
  if (kind === "queue" || line.status === "queued") return <Waiting since={line.queued_at} />;
  return <When at={line.updated_at} />;
}

/** The clock today, the date before. */
export function When({ at }: { at: string }) {
  const { locale } = useScene();
  const now = useNow(60_000);
  const today = dayKey(at) === dayKey(new Date(now));
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  return (
    <time class="line__time" dateTime={at}>
      {today ? clock(at, locale) : date.format(new Date(at))}
    </time>
  );
}

/** The last message, or the question as long as nothing was said. */
function Excerpt({ line, kind }: LineProps) {
  const { state, t } = useScene();
  const { last_message: last } = line;
  const draft = hasDraft(state, line.conversation_id) && kind !== "previous";
  const useQuestion = kind === "queue" || kind === "previous" || !last;
  const text = useQuestion ? line.question : last.redacted ? t.lists.redacted : last.text;
  return (
    <span class="line__excerpt">
      {draft && <em class="line__draft">{t.lists.draft}</em>}
      {!useQuestion && last.actor_kind === "agent" && <span class="line__you">{t.lists.answer} </span>}
      <span dir="auto">{text}</span>
    </span>
  );
}

function Chips({ line, kind }: LineProps) {
  const { state, t } = useScene();
  const id = line.conversation_id;
  const { plans } = t.contact;
  return (
    <span class="chips">
      {state.lists.offered.includes(id) && <span class="chip chip--calling">{t.lists.offered}</span>}
      {state.lists.reopened.has(id) && <span class="chip chip--calling">{t.lists.reopened}</span>}
      {(kind === "all" || kind === "previous") && (
        <span class={`chip chip--${line.status}`}>{t.lists.statuses[line.status]}</span>
      )}
      {kind !== "previous" && line.contact.plan && (
        <span class="chip">{plans[line.contact.plan] ?? line.contact.plan}</span>
      )}
      {kind === "queue" && <Ahead line={line} />}
      {kind !== "previous" && <span class="chip chip--plain">{line.contact.locale.toUpperCase()}</span>}
      {kind === "all" && line.agent && <span class="chip chip--plain">{line.agent.name}</span>}
      {line.unread > 0 && kind === "mine" && (
        <span class="unread">
          <span aria-hidden="true">{line.unread}</span>
          <span class="hidden">{t.lists.unread(line.unread)}</span>
        </span>
      )}
    </span>
  );
}

/** Why it stands before some who came earlier. */
function Ahead({ line }: { line: ConversationSummary }) {
  const { t } = useScene();
  const { place } = line;
  if (!place?.head_start_s) return null;
  const why = t.lists.aheadBy[place.reason](place.topic ?? "");
  const minutes = Math.round(place.head_start_s / 60);
  return (
    <span class="chip chip--plain" title={why}>
      {t.lists.ahead(minutes)}
      <span class="hidden"> ({why})</span>
    </span>
  );
}

function AcceptButton({ line, name }: { line: ConversationSummary; name: string }) {
  const { state, act, t } = useScene();
  const busy = state.lists.accepting.has(line.conversation_id);
  return (
    <button
      type="button"
      class="button button--small line__accept"
      aria-label={t.lists.acceptName(name)}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) void act.acceptAndOpen(line.conversation_id).then((id) => id && wantFocus(id));
      }}
    >
      {busy ? t.lists.accepting : t.lists.accept}
    </button>
  );
}
