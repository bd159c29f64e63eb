/* What every page view downloads: the Support button, the queue of host page commands, and the wish to load the
   app. It imports nothing; the build bakes in its style sheet, its labels and the paths of the app. */

/** Attributes of the script tag (data-...) and arguments of boot, update and identify. */
export interface Options {
  site?: string;
  locale?: string;
  side?: string;
  color?: string;
  theme?: string;
  token?: string;
  launcher?: string;
  mode?: string;
}

/** What the loader hands to the app. */
export interface Bridge {
  readonly root: ShadowRoot;
  /** Where the server is: the folder that widget.js came from. */
  readonly base: string;
  readonly options: Options;
  /** Start of the keys that this site owns in the browser's storage. */
  readonly prefix: string;
  emit(event: string, detail?: unknown): void;
  badge(unread: number): void;
  expanded(open: boolean): void;
  focus(): void;
}

export interface App {
  run(command: string, argument: unknown): void;
}

type Callback = (detail?: unknown) => void;
type SupportChat = ((...call: unknown[]) => unknown) & { q?: ArrayLike<unknown>[]; up?: true };

/** White below a luminance (y) of 0.179, black above: always 4.5:1 by WCAG's formula. */
const WHITE = "clamp(0, (0.179 - y) * 1e9, 1)";
const READABLE = `calc(0.95 * ${WHITE}) ${WHITE} calc(1.09 * ${WHITE})`;

declare const LOADER_CSS: string;
declare const APP_PATH: string;
declare const APP_START: string;
/** Per locale: the button's name, and what is said after the number of unread messages. */
declare const LABELS: Record<string, readonly [string, string]>;

declare global {
  interface Window {
    SupportChat?: SupportChat;
  }
}

class Loader implements Bridge {
  readonly host = document.createElement("support-chat");
  readonly root = this.host.attachShadow({ mode: "open" });
  readonly options: Options;
  readonly base: string;
  readonly prefix: string;
  private readonly button = document.createElement("button");
  private readonly label = document.createElement("span");
  private readonly count = document.createElement("b");
  private readonly said = document.createElement("i");
  private readonly listeners = new Set<readonly [string, Callback]>();
  private readonly waiting: (readonly [string, unknown])[] = [];
  private unread = -1; // not drawn yet
  private app: App | undefined;
  private loading = false;

  constructor(script: HTMLScriptElement) {
    this.options = { ...script.dataset };
    this.base = new URL(".", script.src).href;
    this.prefix = `support-chat:${this.options.site ?? "default"}:`;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOADER_CSS);
    this.root.adoptedStyleSheets = [sheet];
    // What is typed in here is not for the host page's shortcuts, which see only the host element as the target.
    for (const type of ["keydown", "keyup", "keypress", "beforeinput", "input", "paste"]) {
      this.root.addEventListener(type, (event) => event.stopPropagation());
    }
    const { button } = this;
    button.type = "button";
    button.className = "go";
    button.setAttribute("aria-haspopup", "dialog");
    button.append(icon(), this.label, this.count, this.said);
    for (const type of ["pointerenter", "focus", "touchstart"]) {
      button.addEventListener(type, this.load, { passive: true });
    }
    button.addEventListener("click", () => this.run("toggle"));
    this.root.append(button);
  }

  /** One call of `SupportChat(...)`. Commands that need the app wait for it; only some of them fetch it. */
  readonly run = (...[command, argument, callback]: unknown[]): unknown => {
    if (typeof command !== "string") return;
    if (command === "on") return this.listen(String(argument), callback);
    if (/^(boot|identify|update)$/.test(command)) {
      Object.assign(this.options, argument);
      this.draw();
    } else if (command === "shutdown") {
      delete this.options.token;
      forget(this.prefix);
      this.badge(0);
    }
    if (this.app) this.app.run(command, argument);
    else if (/^(open|toggle|showArticle|prefill)$/.test(command)) {
      this.waiting.push([command, argument]);
      if (command !== "prefill") this.load();
    }
    return;
  };

  readonly load = async (): Promise<void> => {
    if (this.loading) return;
    this.loading = true;
    this.button.setAttribute("aria-busy", "true");
    try {
      const module: Record<string, typeof import("./app").start> = await import(this.base + APP_PATH);
      const app = await module[APP_START]?.(this);
      this.app = app;
      for (const [command, argument] of this.waiting.splice(0)) app?.run(command, argument);
    } catch (error) {
      console.warn("Support chat:", error);
      this.loading = false; // offline, say: the next wish tries again
      this.waiting.length = 0;
    }
    this.button.removeAttribute("aria-busy");
  };

  private listen(name: string, callback: unknown): () => void {
    if (typeof callback !== "function") throw new TypeError("SupportChat('on', event, callback)");
    const entry = [name, (detail: unknown) => callback(detail)] as const;
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  emit(event: string, detail?: unknown): void {
    for (const [name, callback] of [...this.listeners]) if (name === event) callback(detail);
  }

  badge(unread: number): void {
    if (unread === this.unread) return;
    this.unread = unread;
    this.draw();
  }

  expanded(open: boolean): void {
    this.button.setAttribute("aria-expanded", String(open));
    this.host.toggleAttribute("data-open", open);
  }

  focus(): void {
    this.button.focus();
  }

  private draw(): void {
    const { options, unread, host, button } = this;
    const locale = options.locale || document.documentElement.lang || navigator.language;
    const [name = "", more = ""] = LABELS[locale.slice(0, 2).toLowerCase()] ?? LABELS.en ?? [];
    this.label.textContent = name;
    this.count.textContent = unread ? String(Math.min(unread, 99)) : "";
    this.said.textContent = unread ? more : "";
    button.hidden = options.mode === "page" || options.launcher === "hidden";
    host.dataset.side = options.side ?? "";
    host.dataset.theme = options.theme ?? "";
    if (options.color && CSS.supports("color", options.color)) {
      host.style.setProperty("--brand", options.color);
      host.style.setProperty("--on-brand", `color(from ${options.color} xyz ${READABLE})`);
      host.style.setProperty("--brand-ink", "var(--ink)");
    }
  }
}

/** What this browser knows by itself: an open conversation, its unread messages, a panel left open in this tab. */
function stored(prefix: string): { open: boolean; unread: number } {
  try {
    const talk: { open?: unknown; unread?: unknown } = JSON.parse(
      localStorage.getItem(`${prefix}talk`) ?? "{}",
    );
    const shown = sessionStorage.getItem(`${prefix}shown`);
    return { open: !!(talk.open || shown), unread: Number(talk.unread) || 0 };
  } catch {
    return { open: false, unread: 0 }; // storage is switched off: nothing was kept
  }
}

function forget(prefix: string): void {
  try {
    for (const store of [localStorage, sessionStorage]) {
      for (const key of Object.keys(store)) if (key.startsWith(prefix)) store.removeItem(key);
    }
  } catch {
    // storage is switched off: nothing was kept
  }
}

function icon(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute(
    "d",
    "M12 4c-5 0-8.5 3-8.5 6.8 0 2.2 1.2 4.1 3.2 5.3L6 20l4-2.5 2 .1c5 0 8.5-3 8.5-6.8S17 4 12 4Z",
  );
  svg.append(path);
  return svg;
}

function begin(script: HTMLScriptElement): void {
  const before = window.SupportChat;
  const loader = new Loader(script);
  const kept = stored(loader.prefix);
  loader.badge(kept.unread);
  loader.expanded(false);
  window.SupportChat = Object.assign(loader.run, { up: true as const });
  for (const call of before?.q ?? []) loader.run(...Array.from(call));
  document.body.append(loader.host);
  if (loader.options.mode === "page") loader.run("open");
  else if (kept.open) {
    if (document.readyState === "complete") loader.load();
    else addEventListener("load", loader.load);
  }
  // Another tab of this browser has begun a conversation: its badge belongs here too.
  addEventListener("storage", (event) => {
    if (event.key !== `${loader.prefix}talk`) return;
    const { open, unread } = stored(loader.prefix);
    loader.badge(unread);
    if (open) loader.load();
  });
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.SupportChat?.up) {
  if (document.body) begin(script);
  else addEventListener("DOMContentLoaded", () => begin(script));
}
