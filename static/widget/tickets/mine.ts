/* One's own tickets: the list, each one's thread, and replying. */

import { h } from "preact";
import { newClientId } from "../../shared/client_id";
import type { TicketView } from "../../shared/wire";
import { withToken } from "../actions/session";
import css from "../css/mine.css";
import { here } from "../state/state";
import { addStyle } from "../style";
import { call, troubleOf } from "../transport/http";
import type { Widget } from "../widget";
import { addFile, arrived, changeReply, removeFile } from "./files";
import { ListView } from "./list";
import { loadList, loadTicket, show } from "./loading";
import { change, emptyReply, ticketsOf } from "./store";
import { ThreadView } from "./thread";
import { type Kit, openTicket, openTickets, stepping } from "./tickets";

export type Mine = ReturnType<typeof mine>;

const styled = new WeakSet<Widget>();

export function prepareMine(kit: Kit): void {
  const { screens } = kit.widget;
  if (screens.ticket) return;
  const acts = mine(kit);
  const { root } = kit.widget.bridge;
  const reply = async (ticket_id: string) => {
    await acts.reply(ticket_id);
    requestAnimationFrame(() =>
      root.querySelector(".entries > :last-child")?.scrollIntoView({ block: "end" }),
    );
  };
  const does = { ...acts, reply };
  if (!styled.has(kit.widget)) addStyle(kit.widget.bridge.root, css);
  styled.add(kit.widget);
  screens.tickets = (props) => h(ListView, { ...props, ...kit, does });
  screens.ticket = (props) => h(ThreadView, { ...props, ...kit, does });
}

export function mine(kit: Kit) {
  const { widget } = kit;
  return {
    open: (ticket_id: string) => stepping(widget, openTicket(kit, ticket_id)),
    anew: () => stepping(widget, openTickets(kit, {})),
    retry: () => {
      const place = here(widget.state);
      if (place.at === "ticket") loadTicket(widget, place.ticket_id);
      else loadList(widget);
    },
    answer: (ticket_id: string, text: string) =>
      changeReply(widget, ticket_id, (reply) => ({ ...reply, text })),
    reply: (ticket_id: string) => sendReply(widget, ticket_id),
    add: (files: Iterable<File>, ticket_id: string) => {
      for (const file of files) void addFile(widget, file, ticket_id);
    },
    remove: (id: string, ticket_id: string) => removeFile(widget, id, ticket_id),
  };
}

async function sendReply(widget: Widget, ticket_id: string): Promise<void> {
  const { replies, busy } = ticketsOf(widget);
  if (busy || !replies[ticket_id]?.text.trim()) return;
  change(widget, (now) => ({ ...now, busy: true, trouble: undefined }));
  try {
    if (!(await arrived(widget, ticket_id))) {
      change(widget, (now) => ({ ...now, busy: false })); // the file says why
      return;
    }
    const { client_id, text, files } = ticketsOf(widget).replies[ticket_id] ?? emptyReply();
    const body = { client_id, text: text.trim(), attachments: files.map(({ id }) => id) };
    const path = `tickets/${ticket_id}/replies`;
    show(widget, await withToken(widget, () => call<TicketView>(widget, path, body)));
    change(widget, (now) => {
      const { [ticket_id]: _, ...others } = now.replies;
      return { ...now, busy: false, replies: others };
    });
  } catch (error) {
    const trouble = troubleOf(error);
    change(widget, (now) => ({ ...now, busy: false, trouble }));
    if (trouble.code === "conflict")
      changeReply(widget, ticket_id, (now) => ({ ...now, client_id: newClientId() }));
  }
}
