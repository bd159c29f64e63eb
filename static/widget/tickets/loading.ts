/* What is fetched of tickets, and said when it cannot be. */

import type { TicketKinds, Tickets, TicketView } from "../../shared/wire";
import { withToken } from "../actions/session";
import { call, troubleOf } from "../transport/http";
import type { Widget } from "../widget";
import { change, ticketsOf } from "./store";

export async function loadKinds(widget: Widget): Promise<void> {
  if (ticketsOf(widget).kinds) return;
  await load(widget, async () => {
    const { ticket_kinds: kinds } = await call<TicketKinds>(
      widget,
      `ticket-kinds?locale=${widget.language.locale}`,
    );
    change(widget, (now) => ({ ...now, kinds }));
  });
}

export function loadList(widget: Widget): Promise<void> {
  return load(widget, async () => {
    const { tickets: list } = await call<Tickets>(widget, "tickets");
    change(widget, (now) => ({ ...now, list }));
  });
}

export function loadTicket(widget: Widget, ticket_id: string): Promise<void> {
  return load(widget, async () => show(widget, await call<TicketView>(widget, `tickets/${ticket_id}`)));
}

export function show(widget: Widget, ticket: TicketView): void {
  change(widget, (now) => ({ ...now, threads: { ...now.threads, [ticket.ticket_id]: ticket } }));
}

/** Fetches with a session; trouble is shown where one is. */
async function load(widget: Widget, fetch: () => Promise<void>): Promise<void> {
  change(widget, (now) => ({ ...now, trouble: undefined }));
  try {
    await withToken(widget, fetch);
  } catch (error) {
    const trouble = troubleOf(error);
    change(widget, (now) => ({ ...now, trouble }));
  }
}
