/* The actions that the palette offers and the keys that run them; one list serves both. */
import { LOCALES, strings } from "../i18n";
import type { ListName, Mode } from "../state/model";
import { draftOf, holds, selectedChat } from "../state/selectors";
import type { Scene } from "./context";
import { focusComposer, focusThread, wantFocus } from "./focus";
import { NARROW } from "./hooks";

export interface Command {
  key: string;
  label: string;
  hint: string;
  group: string;
  keyCap?: string;
  run(): void;
}

export function actionCommands(scene: Scene): Command[] {
  const { state, act, t } = scene;
  const action = (key: string, label: string, run: () => void, keyCap?: string): Command => ({
    key,
    label,
    hint: "",
    group: t.palette.actions,
    run,
    ...(keyCap ? { keyCap } : {}),
  });
  const { names } = t.availability;
  return [
    ...(state.ui.page === "chats" ? inConversation(scene, action) : []),
    ...(state.lists.queue.length > 0 ? [action("accept", t.shortcuts.accept, () => accept(scene), "A")] : []),
    action("online", `${t.availability.label}: ${names.online}`, () => void act.setAvailability("online")),
    action("away", `${t.availability.label}: ${names.away}`, () => void act.setAvailability("away")),
    action("offline", `${t.availability.label}: ${names.offline}`, () => void act.setAvailability("offline")),
    action("mine", t.lists.tabs.mine, () => showList(scene, "mine"), "1"),
    action("queue", t.lists.tabs.queue, () => showList(scene, "queue"), "2"),
    action("all", t.lists.tabs.all, () => showList(scene, "all"), "3"),
    action("tickets", t.lists.tabs.tickets, () => showList(scene, "tickets"), "4"),
    action("check-ins", t.checkIns.title, () => act.showPage("check_ins"), "5"),
    action("canned", t.composer.manage, () => act.openDialog("canned")),
    action("shortcuts", t.shortcuts.title, () => act.openDialog("shortcuts"), "?"),
    action("sound", state.prefs.sound ? t.menu.soundOff : t.menu.soundOn, () =>
      act.setPrefs({ sound: !state.prefs.sound }),
    ),
    ...LOCALES.filter((one) => one !== state.prefs.locale).map((one) =>
      action(`locale-${one}`, `${t.menu.language}: ${strings(one).name}`, () =>
        act.setPrefs({ locale: one }),
      ),
    ),
    action("log-out", t.menu.logOut, () => void act.logOut()),
  ];
}

type MakeAction = (key: string, label: string, run: () => void, keyCap?: string) => Command;

function inConversation(scene: Scene, action: MakeAction): Command[] {
  const { state, t } = scene;
  const detail = selectedChat(state)?.detail;
  if (!detail) return state.tickets.open ? onTicket(scene, action) : [];
  const note = action("note", t.shortcuts.note, () => write(scene, "note"), "N");
  const ticket = action("ticket", t.tickets.fromChat, () => scene.act.openDialog("ticket"));
  if (!holds(state, detail)) return [note, ticket];
  return [
    action("reply", t.shortcuts.reply, () => write(scene, "reply"), "R"),
    note,
    action("resolve", t.thread.resolve, () => resolve(scene), "E"),
    ticket,
  ];
}

function onTicket(scene: Scene, action: MakeAction): Command[] {
  const { t } = scene;
  return [
    action("reply", t.shortcuts.reply, () => write(scene, "reply"), "R"),
    action("note", t.shortcuts.note, () => write(scene, "note"), "N"),
  ];
}

export function accept({ state, act }: Scene): void {
  void act.acceptNext().then((id) => id && wantFocus(id));
  if (state.ui.list === "all") act.showList("mine");
}

export function showList({ act }: Scene, list: ListName): void {
  act.showList(list);
  if (matchMedia(NARROW).matches) act.showPane("lists");
}

export function write({ state, act }: Scene, mode: Mode): void {
  const id = state.tickets.open?.ticket.ticket_id ?? state.ui.selected;
  if (!id || !(state.tickets.open || selectedChat(state)?.detail)) return;
  act.saveDraft(id, { ...draftOf(state, id), mode });
  act.showPane("thread");
  requestAnimationFrame(focusComposer);
}

export function resolve({ state, act }: Scene): void {
  const detail = selectedChat(state)?.detail;
  if (detail && holds(state, detail)) void act.resolve(detail.conversation_id).then(focusThread);
}
