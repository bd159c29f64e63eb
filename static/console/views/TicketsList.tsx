/* The list of tickets: search and filters, page by page; overdue ones and those whose merchant wrote stand out. */
import { useEffect } from "preact/hooks";
import type { ConsoleTicketLine } from "../../shared/wire";
import { hasDraft } from "../state/selectors";
import { TICKET_STATES, type TicketDesk, type TicketFilters } from "../state/tickets";
import { Avatar, Empty, Skeleton } from "./bits";
import { When } from "./ConversationLines";
import { useScene } from "./context";
import { wantFocus } from "./focus";
import { Icon } from "./icons";

const STATES: readonly TicketFilters["state"][] = ["unsolved", "overdue", ...TICKET_STATES, "all"];
const ASSIGNEES: readonly TicketFilters["assignee"][] = ["all", "me", "none"];

export function TicketsList() {
  const { state } = useScene();
  return (
    <>
      <Filters />
      <Found tickets={state.tickets} />
    </>
  );
}

function Filters() {
  const { state, act, t } = useScene();
  const { filters, kinds } = state.tickets;
  return (
    <search class="filters filters--tickets">
      <label class="filters__query">
        <span class="hidden">{t.tickets.search}</span>
        <Icon name="search" />
        <input
          id="tickets-query"
          type="search"
          placeholder={t.tickets.searchPlaceholder}
          value={filters.query}
          onInput={(event) => act.filterTickets({ query: event.currentTarget.value })}
        />
      </label>
      <Choice
        name={t.tickets.state}
        value={filters.state}
        options={STATES.map((one) => [one, t.tickets.states[one]])}
        onChoose={(value) => act.filterTickets({ state: oneOf(STATES, value) })}
      />
      <Choice
        name={t.tickets.assignee}
        value={filters.assignee}
        options={ASSIGNEES.map((one) => [one, t.tickets.assignees[one]])}
        onChoose={(value) => act.filterTickets({ assignee: oneOf(ASSIGNEES, value) })}
      />
      <Choice
        name={t.tickets.kind}
        value={filters.kind}
        options={[["", t.tickets.anyKind], ...kinds.map((kind): [string, string] => [kind.id, kind.label])]}
        onChoose={(kind) => act.filterTickets({ kind })}
      />
    </search>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  options: [value: string, label: string][];
  onChoose(value: string): void;
}

function Choice({ name, value, options, onChoose }: ChoiceProps) {
  return (
    <label>
      <span class="hidden">{name}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([one, label]) => (
          <option key={one} value={one}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function oneOf<T extends string>(known: readonly [T, ...T[]] | readonly T[], value: string): T {
  const found = known.find((one) => one === value) ?? known[0];
  if (!found) throw new Error(`Nothing can be chosen in place of ${value}.`);
  return found;
}

function Found({ tickets }: { tickets: TicketDesk }) {
  const { act, t } = useScene();
  const { items, phase, next, filters } = tickets;
  useEffect(() => {
    if (phase === "ready" && filters.query) act.say(t.tickets.found(items.length, next !== null));
  }, [phase, items]);
  if (phase === "failed")
    return (
      <Empty title={t.tickets.failed} mood="bad">
        <button type="button" class="button" onClick={() => act.filterTickets({})}>
          {t.tryAgain}
        </button>
      </Empty>
    );
  if (items.length === 0 && phase !== "ready") return <Skeleton lines={5} />;
  if (items.length === 0) return <Nothing filters={filters} />;
  return (
    <div aria-busy={phase === "loading"}>
      <ul class="lines">
        {items.map((line) => (
          <Line key={line.ticket_id} line={line} />
        ))}
      </ul>
      {next && (
        <button type="button" class="button button--wide lists__more" onClick={act.moreTickets}>
          {phase === "loading" ? t.loading : t.lists.more}
        </button>
      )}
    </div>
  );
}

/** Nothing left to do is something else than nothing found. */
function Nothing({ filters }: { filters: TicketFilters }) {
  const { t } = useScene();
  const { state, kind, assignee, query } = filters;
  const everything = state === "unsolved" && kind === "" && assignee === "all" && query.trim() === "";
  return everything ? (
    <Empty title={t.tickets.noneAtAll} hint={t.tickets.noneAtAllHint} mood="good" />
  ) : (
    <Empty title={t.tickets.none} hint={t.tickets.noneHint} />
  );
}

function Line({ line }: { line: ConsoleTicketLine }) {
  const { state, act, t } = useScene();
  const id = line.ticket_id;
  const current = state.tickets.selected === id;
  const name = line.contact.name || t.visitor;
  const open = () => {
    act.openTicket(id);
    wantFocus(id);
  };
  return (
    <li class={current ? "line line--current" : "line"} data-conversation={id}>
      <button type="button" class="line__open" aria-current={current ? "true" : undefined} onClick={open}>
        <Avatar id={line.contact.id} name={name} />
        <span class="line__main">
          <span class="line__top">
            <span class="line__name" dir="auto">
              {name}
            </span>
            <When at={line.updated_at} />
          </span>
          <span class="line__excerpt">
            {hasDraft(state, id) && <em class="line__draft">{t.lists.draft}</em>}
            <span dir="auto">{line.subject}</span>
          </span>
          <Chips line={line} />
        </span>
      </button>
    </li>
  );
}

function Chips({ line }: { line: ConsoleTicketLine }) {
  const { state, t } = useScene();
  const theyWrote = line.last_by === "contact" && line.state !== "solved";
  return (
    <span class="chips">
      <span class={`chip chip--ticket-${line.state}`}>{t.tickets.states[line.state]}</span>
      {line.overdue && <span class="chip chip--overdue">{t.tickets.overdue}</span>}
      {theyWrote && <span class="chip chip--calling">{t.tickets.theyWrote}</span>}
      <span class="chip chip--plain">{line.kind_label}</span>
      {line.agent && line.agent.id !== state.agent?.id && (
        <span class="chip chip--plain">{line.agent.name}</span>
      )}
    </span>
  );
}
