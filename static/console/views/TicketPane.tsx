/* The middle pane when a ticket is open: what it is about, where it stands and who has it, its thread, and the answer. */
import type { ConsoleTicket } from "../../shared/wire";
import type { TicketDesk, TicketState } from "../state/tickets";
import { Empty, Skeleton } from "./bits";
import { useScene } from "./context";
import { CONTACT_BACK_ID, focusLine, focusSoon, THREAD_TITLE_ID } from "./focus";
import { Icon } from "./icons";
import { TicketComposer } from "./TicketComposer";
import { TicketThread } from "./TicketThread";

export function TicketPane({ tickets }: { tickets: TicketDesk }) {
  const { act, t } = useScene();
  const { open, problem } = tickets;
  if (problem && !open)
    return (
      <>
        <Head open={null} />
        <Empty title={problem === "not_found" ? t.tickets.notFound : t.tickets.loadFailed} mood="bad">
          {problem !== "not_found" && (
            <button type="button" class="button" onClick={() => void act.reloadTicket()}>
              {t.tryAgain}
            </button>
          )}
        </Empty>
      </>
    );
  return (
    <>
      <Head open={open} />
      {open ? (
        <>
          <Standing open={open} />
          <TicketThread open={open} />
          <TicketComposer key={open.ticket.ticket_id} open={open} />
        </>
      ) : (
        <Skeleton lines={6} />
      )}
    </>
  );
}

function Head({ open }: { open: ConsoleTicket | null }) {
  const { state, act, t } = useScene();
  const back = () => {
    const from = state.tickets.selected;
    act.showPane("lists");
    focusLine(from);
  };
  const showContact = () => {
    act.showPane("contact");
    focusSoon(CONTACT_BACK_ID);
  };
  return (
    <header class="head">
      <button type="button" class="button button--icon head__back" onClick={back}>
        <Icon name="back" />
        <span class="hidden">{t.thread.backToLists}</span>
      </button>
      <div class="head__who">
        <h2 id={THREAD_TITLE_ID} tabIndex={-1} dir="auto">
          {open ? open.ticket.subject : t.loading}
        </h2>
        {open && (
          <p class="head__line">
            <span class="reference">{open.ticket.reference}</span>
            <span class="chip">{open.ticket.kind_label}</span>
            <span class="head__agent" dir="auto">
              {open.ticket.contact.name || t.visitor}
            </span>
          </p>
        )}
      </div>
      <button type="button" class="button head__contact" onClick={showContact}>
        <Icon name="person" />
        <span>{t.tickets.details}</span>
      </button>
    </header>
  );
}

/** State, assignment and due date, each changed in its place. */
function Standing({ open }: { open: ConsoleTicket }) {
  const { state, act, t } = useScene();
  const { ticket, moves } = open;
  const { busy, agents } = state.tickets;
  const me = state.agent?.id ?? "";
  const holder = ticket.agent;
  // A colleague who has left still has it until somebody takes it.
  const choices = holder && !agents.some((one) => one.id === holder.id) ? [holder, ...agents] : agents;
  return (
    <section class="standing" aria-label={t.tickets.thread(ticket.reference)} aria-busy={busy}>
      <label class={`standing__state standing__state--${ticket.state}`}>
        <span class="standing__name">{t.tickets.state}</span>
        <select
          value={ticket.state}
          onChange={(event) => {
            const next = moves.find((one: TicketState) => one === event.currentTarget.value);
            // What is chosen shows once the server has said yes.
            event.currentTarget.value = ticket.state;
            if (next) void act.moveTicket(ticket.ticket_id, next);
          }}
        >
          {[ticket.state, ...moves].map((one) => (
            <option key={one} value={one}>
              {t.tickets.states[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="standing__name">{t.tickets.assignee}</span>
        <select
          value={holder?.id ?? ""}
          onChange={(event) => {
            const { value } = event.currentTarget;
            event.currentTarget.value = holder?.id ?? "";
            void act.assignTicket(ticket.ticket_id, value || null);
          }}
        >
          <option value="">{t.tickets.nobody}</option>
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      {holder?.id !== me && (
        <button
          type="button"
          class="button button--small"
          aria-disabled={busy}
          onClick={() => void act.assignTicket(ticket.ticket_id, me)}
        >
          {t.tickets.take}
        </button>
      )}
      <Due open={open} />
    </section>
  );
}

function Due({ open }: { open: ConsoleTicket }) {
  const { t, locale } = useScene();
  const { due_at, overdue } = open.ticket;
  if (!due_at) return null;
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
  return (
    <p class={overdue ? "due due--over" : "due"}>
      <Icon name={overdue ? "alert" : "clock"} />
      {overdue && <strong>{t.tickets.overdue}</strong>}
      <time dateTime={due_at}>{t.tickets.due(day.format(new Date(due_at)))}</time>
    </p>
  );
}
