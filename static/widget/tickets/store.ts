/* The tickets' part of the state, and what of it the browser keeps. */

import { newClientId } from "../../shared/client_id";
import { type Draft, emptyDraft, type Tickets, type Written } from "../state/tickets";
import { recall, remember } from "../transport/keep";
import { update, type Widget } from "../widget";

/** What there is, or what a reload left of it. */
export function ticketsOf({ state, keep }: Widget): Tickets {
  return (
    state.tickets ?? {
      threads: {},
      draft: recall(keep, "ticket") ?? emptyDraft(newClientId()),
      replies: recall(keep, "answers") ?? {},
      uploads: [],
      wrong: {},
      busy: false,
    }
  );
}

export function change(widget: Widget, step: (tickets: Tickets) => Tickets): void {
  const before = ticketsOf(widget);
  const tickets = step(before);
  update(widget, (state) => ({ ...state, tickets }));
  if (tickets.draft !== before.draft) remember(widget.keep, "ticket", tickets.draft);
  if (tickets.replies !== before.replies) remember(widget.keep, "answers", tickets.replies);
}

export function changeDraft(widget: Widget, draft: Partial<Draft>): void {
  change(widget, (tickets) => ({ ...tickets, draft: { ...tickets.draft, ...draft } }));
}

export function emptyReply(): Written {
  return { client_id: newClientId(), text: "", files: [] };
}

/** What had the focus is gone: it goes to what is there now. */
export function refocus(widget: Widget): void {
  update(widget, (state) => ({ ...state, moves: state.moves + 1 }));
}
