/* The app behind the button: builds everything once, and answers the host page's commands. */

import { h, render } from "preact";
import tokens from "../shared/tokens.css";
import { anew, differently, resumeQuestion, submit, suggest, type } from "./actions/asking";
import { ensureSession, forget, mayResume, openSession } from "./actions/session";
import home from "./css/home.css";
import panel from "./css/panel.css";
import parts from "./css/parts.css";
import { loadLanguage } from "./i18n/load";
import type { App, Bridge } from "./loader";
import { enterScreen, leaveScreen, openHost } from "./panel_host";
import { back, here, initialState, restart, type State } from "./state/state";
import type { Wish } from "./state/tickets";
import { addStyle } from "./style";
import { openKeep, recall, remember, setShown, wasShown, watch } from "./transport/keep";
import { Panel } from "./views/panel";
import type { Actions } from "./views/view";
import { update, type Widget } from "./widget";

/** Milliseconds. */
const CALM = 1000;
/** Screens that bring words of their own, which another language needs anew. */
const WORDED = ["header", "end", "closed", "new_ticket", "tickets", "ticket"] as const;

export async function start(bridge: Bridge): Promise<App> {
  const { options, prefix, base } = bridge;
  const widget: Widget = {
    bridge,
    keep: openKeep(prefix),
    language: await language(bridge),
    state: initialState(options.mode === "page"),
    listeners: new Set(),
    token: "",
    asking: { timer: 0 },
    handing: { question_id: "", client_id: "", timer: 0 },
    screens: {},
    calm: 0,
  };
  addStyle(bridge.root, tokens + panel + parts + home);
  const host = openHost(bridge, () => close(widget));
  const act = actionsOf(widget);
  const draw = () => {
    const { state, language, screens } = widget;
    host.box.lang = language.locale;
    host.box.setAttribute("aria-label", language.texts.launcher);
    render(h(Panel, { state, language, act, base, screens }), host.box);
  };
  widget.listeners.add((state, old) => {
    leaveScreen(host, state, old);
    draw();
    enterScreen(host, state, old);
    if (state.session !== old.session) welcome(widget, state);
    fetchWays(widget, act);
  });
  draw();
  fetchAhead(widget, host.box);
  watchAround(widget);
  pickUp(widget);
  bridge.emit("ready");
  return { run: (command, argument) => run(widget, command, argument) };
}

function language({ options }: Bridge) {
  return loadLanguage(options.locale, document.documentElement.lang, navigator.language);
}

/** The chunk with everything behind the first screen. */
async function later(widget: Widget) {
  const module = await import("./later");
  module.prepare(widget);
  return module;
}

async function tickets(widget: Widget, wish: Wish): Promise<void> {
  const module = await import("./tickets/tickets");
  await module.openTickets(await module.prepare(widget, actionsOf(widget)), wish);
}

/** The other ways of contact come when the panel has been still for a moment, or at once for those who have more than
    tickets: whoever types straight away does not pay for them. */
function fetchWays(widget: Widget, act: Actions): void {
  const { state, screens } = widget;
  clearTimeout(widget.calm);
  const { at } = here(state);
  const typing = state.ask.text && !state.ask.answer;
  if (screens.end || !state.session || !state.open || (at === "home" ? typing : at !== "closed")) return;
  const rich =
    at !== "home" || state.session.channels.some(({ kind }) => kind !== "chat" && kind !== "ticket");
  widget.calm = window.setTimeout(
    () => import("./ways/ways").then((module) => module.prepare(widget, act)).catch(() => {}), // tried again with the next step
    rich ? 0 : CALM,
  );
}

function run(widget: Widget, command: string, argument: unknown): void {
  const { state } = widget;
  const wish: Wish & { text?: unknown; article_id?: unknown } = Object(argument);
  const text = String((typeof argument === "string" ? argument : (wish.article_id ?? wish.text)) ?? "");
  if (command === "open" || (command === "toggle" && !state.open)) {
    open(widget);
    if (wish.view) actionsOf(widget).openTickets(wish);
  } else if (command === "close" || command === "toggle") close(widget);
  else if (command === "prefill") anew(widget, text);
  else if (command === "showArticle") {
    open(widget);
    later(widget).then((module) => module.openArticle(widget, text));
  } else if (command === "shutdown") {
    close(widget);
    forget(widget);
  } else if (/^(boot|identify|update)$/.test(command)) identify(widget);
}

function open(widget: Widget): void {
  if (widget.state.open) return;
  setShown(widget.keep, true);
  update(widget, (state) => ({ ...state, open: true, moves: state.moves + 1 }));
  widget.bridge.emit("open");
  ensureSession(widget).catch(() => {}); // shown on the first screen
}

function close(widget: Widget): void {
  if (!widget.state.open || widget.state.page) return;
  setShown(widget.keep, false);
  update(widget, (state) => ({ ...state, open: false }));
  widget.bridge.emit("close");
}

/** Whoever moves towards a suggestion, or to people, has what is behind them by the time of the click; whoever only
    reads the list does not pay for it. */
function fetchAhead(widget: Widget, box: HTMLElement): void {
  const fetch = () => {
    if (widget.state.ask.answer) later(widget).catch(() => {}); // tried again when it is needed
  };
  for (const type of ["pointerover", "focusin", "touchstart"]) {
    box.addEventListener(type, fetch, { passive: true });
  }
}

/** What other tabs do, and the line coming back. */
function watchAround(widget: Widget): void {
  const { keep } = widget;
  watch(keep, (key) => {
    if (key === "talk" && recall(keep, "talk")?.open && !widget.state.chat)
      openSession(widget).catch(() => {});
    if (key === "me" && !recall(keep, "me")) forget(widget);
  });
  addEventListener("online", () => {
    if (widget.state.trouble ?? widget.state.ask.trouble) retry(widget);
  });
}

/** After a reload: the panel as it was, and an open conversation's news for the badge. Only for the same person. */
function pickUp(widget: Widget): void {
  if (!mayResume(widget)) return;
  if (wasShown(widget.keep)) open(widget);
  else if (recall(widget.keep, "talk")?.open) openSession(widget).catch(() => {});
}

/** The session says what there is: a question half typed, a conversation to go on with. */
function welcome(widget: Widget, { session, chat, path }: State): void {
  if (!session) return;
  const { open_conversation: open, unread, unsent_question } = session;
  resumeQuestion(widget, unsent_question);
  const known = recall(widget.keep, "talk");
  if (!open) {
    if (known?.open) remember(widget.keep, "talk", { ...known, open: false, unread: 0 });
    return;
  }
  if (chat?.conversation_id === open.conversation_id) return;
  remember(widget.keep, "talk", { conversation_id: open.conversation_id, open: true, unread });
  widget.bridge.badge(unread);
  if (path.length === 1 && !widget.state.ask.answer) {
    update(widget, (state) => restart(state, { at: "chat" }));
  }
  later(widget).then((module) => module.connect(widget, open));
}

/** The host page said who is signed in, or in which language to speak. Somebody else finds nothing of the one before. */
async function identify(widget: Widget): Promise<void> {
  if (!mayResume(widget)) forget(widget);
  const { locale } = widget.language;
  widget.language = await language(widget.bridge);
  update(widget, (state) => ({ ...state })); // said anew, in whatever language
  if (locale !== widget.language.locale) {
    const { at } = here(widget.state);
    for (const place of WORDED) delete widget.screens[place];
    update(widget, ({ tickets: _, ...state }) => ({
      ...(at === "chat" ? state : restart(state)),
      articles: {},
    }));
    suggest(widget, 0);
  }
  if (widget.state.open) openSession(widget).catch(() => {});
  else pickUp(widget);
}

/** Once more, from the session on: whoever we are now, what is in the field is looked for again. */
async function retry(widget: Widget): Promise<void> {
  await openSession(widget).catch(() => {}); // shown on the first screen
  suggest(widget, 0);
}

function actionsOf(widget: Widget): Actions {
  type Later = Awaited<ReturnType<typeof later>>;
  const lost = () =>
    update(widget, (state) => ({ ...state, ask: { ...state.ask, trouble: { code: "offline" } } }));
  const then = (step: (module: Later) => void) => {
    later(widget).then(step, lost);
  };
  return {
    close: () => close(widget),
    back: () => update(widget, back),
    type: (text) => type(widget, text),
    submit: () => submit(widget),
    retry: () => void retry(widget),
    openSuggestion: (hit) => then((module) => module.openSuggestion(widget, hit)),
    openArticle: (id) => then((module) => module.openArticle(widget, id)),
    loadArticle: (id) => then((module) => module.loadArticle(widget, id)),
    helped: (id) => then((module) => module.helped(widget, id)),
    didNotHelp: (id) => then((module) => module.didNotHelp(widget, id)),
    why: (why) => then((module) => module.changeWhy(widget, why)),
    sendWhy: (id) => then((module) => module.sendWhy(widget, id)),
    differently: () => differently(widget),
    anew: () => anew(widget),
    escalate: () => then((module) => module.escalate(widget)),
    openChat: () => then((module) => module.openChat(widget)),
    openTickets: (wish) => void tickets(widget, wish).catch(lost),
  };
}
