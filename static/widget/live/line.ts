/* What the live chat of one widget remembers besides the state on screen. */

import type { ComponentChildren } from "preact";
import type { Chat } from "../state/chat";
import { here } from "../state/state";
import { update, type Widget } from "../widget";
import type { ChatFiles } from "./chat_files";
import type { ChatProps } from "./chat_view";
import type { Connection } from "./connection";

export interface Live {
  readonly widget: Widget;
  connection?: Connection | undefined;
  /** A catch_up is on its way. */
  catching: boolean;
  /** A message is on its way; and the timer of the next try. */
  sending: boolean;
  retry: number;
  /** When our typing was last told, how far reading was, and when a broken line is said (timer). */
  typedAt: number;
  marked: number;
  silence: number;
  /** Adding and showing files; fetched with the first. */
  files?: ChatFiles;
  /** How was it? Its chunk is fetched when a conversation is resolved. */
  rating?: (props: ChatProps) => ComponentChildren;
}

/** What had the focus is gone from the conversation: it goes to what is there now. */
export function refocus(widget: Widget): void {
  update(widget, (state) => (here(state).at === "chat" ? { ...state, moves: state.moves + 1 } : state));
}

export function change(widget: Widget, step: (chat: Chat) => Chat): void {
  update(widget, (state) => (state.chat ? { ...state, chat: step(state.chat) } : state));
}

export async function withFiles(live: Live, step: (files: ChatFiles) => void): Promise<void> {
  try {
    const module = await import("./chat_files");
    live.files ??= await module.chatFiles(live);
    step(live.files);
    change(live.widget, (chat) => ({ ...chat })); // drawn again, with them
  } catch (error) {
    console.error(error);
  }
}
