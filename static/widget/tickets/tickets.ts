/* The door to the tickets: fetches what is opened, writing one or reading one's own, and goes there. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import "./picker";
import locales from "virtual:locales/tickets";
import css from "../css/tickets.css";
import type { Language } from "../i18n/load";
import { textsIn } from "../i18n/more";
import { go, here, type Place } from "../state/state";
import { begun, type Wish, wished } from "../state/tickets";
import { addStyle } from "../style";
import { troubleOf } from "../transport/http";
import type { Actions, ViewProps } from "../views/view";
import { update, type Widget } from "../widget";
import { loadKinds, loadList, loadTicket } from "./loading";
import { source } from "./source";
import { change } from "./store";
import type { TicketTexts } from "./texts";

/** What every part of the tickets needs. */
export interface Kit {
  readonly widget: Widget;
  readonly act: Actions;
  readonly words: TicketTexts;
  readonly language: Language;
}

/** What every view of them gets. */
export type TicketProps = ViewProps & Kit;

const kits = new WeakMap<Widget, Kit>();

export async function prepare(widget: Widget, act: Actions): Promise<Kit> {
  const { language } = widget;
  const known = kits.get(widget);
  if (known?.language === language) return known;
  const kit = { widget, act, language, words: await textsIn(locales, language) };
  if (!known) addStyle(widget.bridge.root, css);
  kits.set(widget, kit);
  return kit;
}

export async function openTickets(kit: Kit, wish: Wish): Promise<void> {
  const { widget } = kit;
  if (wish.ticket_id) return openTicket(kit, wish.ticket_id);
  if (wish.view === "tickets") {
    await fetchMine(kit);
    to(widget, { at: "tickets" });
    loadList(widget);
    return;
  }
  const { state } = widget;
  const { prepareWriting } = await import("./writing");
  prepareWriting(kit);
  change(widget, (tickets) => {
    const { draft, said } = source(state, tickets.draft);
    return { ...tickets, draft: wished(begun(draft, said), wish), wrong: {}, trouble: undefined };
  });
  to(widget, { at: "new_ticket" });
  loadKinds(widget);
}

export async function openTicket(kit: Kit, ticket_id: string, load = true): Promise<void> {
  await fetchMine(kit);
  to(kit.widget, { at: "ticket", ticket_id });
  if (load) loadTicket(kit.widget, ticket_id);
}

/** A step that fetches: without a line it is said on the screen that we are on. */
export function stepping(widget: Widget, step: Promise<void>): void {
  step.catch((error) => {
    troubleOf(error);
    change(widget, (now) => ({ ...now, trouble: { code: "offline" } }));
  });
}

export async function fetchFiles(widget: Widget) {
  const module = await import("../files/files");
  module.dress(widget);
  return module;
}

async function fetchMine(kit: Kit): Promise<void> {
  const { prepareMine } = await import("./mine");
  prepareMine(kit);
}

function to(widget: Widget, place: Place): void {
  update(widget, (state) => {
    const there = here(state);
    return there.at === place.at && place.at !== "ticket" ? state : go(state, place);
  });
}
