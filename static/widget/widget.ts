/* One running widget: the state, the ways out to server, browser and page, and what the actions remember. Built once
   in app.ts; every action takes it as its first argument. */

import type { ComponentChildren } from "preact";
import type { AskQuestionCommand } from "../shared/wire";
import type { Language } from "./i18n/load";
import type { Bridge } from "./loader";
import type { Asked } from "./state/ask";
import type { Place, State } from "./state/state";
import type { Keep } from "./transport/keep";
import type { ViewProps } from "./views/view";

export type Listener = (state: State, before: State) => void;

export interface Widget {
  readonly bridge: Bridge;
  readonly keep: Keep;
  language: Language;
  state: State;
  readonly listeners: Set<Listener>;
  /** The state before the steps that nobody has been told of yet. */
  before?: State | undefined;
  /** Visitor token, once the server knows us. */
  token: string;
  opening?: Promise<void> | undefined;
  asking: {
    timer: number;
    abort?: AbortController;
    /** The same text is asked with the same body until an answer came, so that asking twice counts once. */
    pending?: { body: AskQuestionCommand; answer?: Promise<Asked> } | undefined;
  };
  /** The suggestion that is being read, where, and since when (milliseconds). */
  reading?: { article_id: string; question: Promise<Asked>; since: number; path: State["path"] } | undefined;
  /** Handing over a question: one id for each, so that trying again does not ring twice; and the look at the desk. */
  readonly handing: { question_id: string; client_id: string; timer: number };
  /** What comes in chunks of its own, once they are loaded. */
  screens: Screens;
  /** Timer: the panel is still. */
  calm: number;
}

/** Screens by their place; and what the other ways of contact add to the first one, below its header and at its end. */
export type Screens = {
  [place in Place["at"] | "header" | "end"]?: (props: ViewProps) => ComponentChildren;
};

/** Changes the state by a pure step; who listens hears once of all the steps that came together. */
export function update(widget: Widget, step: (state: State) => State): void {
  const next = step(widget.state);
  if (next === widget.state) return;
  if (!widget.before) {
    widget.before = widget.state;
    queueMicrotask(() => {
      const { before } = widget;
      widget.before = undefined;
      if (before) for (const listener of widget.listeners) listener(widget.state, before);
    });
  }
  widget.state = next;
}
