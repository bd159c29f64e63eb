/* The ways of contact besides the chat: phone, people of one's own, notices, tickets; and the desk that nobody is at.
   Fetched for who has them, when the panel is still. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "../app";
import locales from "virtual:locales/ways";
import { type ComponentChildren, h } from "preact";
import css from "../css/ways.css";
import { textsIn } from "../i18n/more";
import { here } from "../state/state";
import { addStyle } from "../style";
import { call } from "../transport/http";
import { dressCentred } from "../views/centred";
import type { Actions, ViewProps } from "../views/view";
import { update, type Widget } from "../widget";
import { Closed } from "./closed";
import { Phone } from "./phone";
import type { WaysTexts } from "./texts";
import { Ways } from "./ways_view";

export interface WaysProps extends ViewProps {
  words: WaysTexts;
  hide(kind: string): void;
}

let styled = false;

export async function prepare(widget: Widget, act: Actions): Promise<void> {
  const { language, screens, bridge } = widget;
  const words = await textsIn(locales, language);
  if (language !== widget.language) return prepare(widget, act);
  if (!styled) addStyle(bridge.root, css);
  styled = true;
  const hide = (kind: string) => hideNotice(widget, kind);
  const shown = (view: (props: WaysProps) => ComponentChildren) => (props: ViewProps) =>
    h(view, { ...props, words, hide });
  screens.header = shown(Phone);
  screens.end = shown(Ways);
  screens.closed = shown(Closed);
  dressCentred(bridge.root);
  // Drawn again with them; the focus goes to what was waited for.
  update(widget, (state) => ({ ...state, moves: state.moves + (here(state).at === "closed" ? 1 : 0) }));
}

/** Gone at once; when the server could not be told, it stands there again another day. */
export function hideNotice(widget: Widget, kind: string): void {
  update(widget, (state) => {
    const { session } = state;
    if (!session) return state;
    const notices = session.notices.filter((notice) => notice.kind !== kind);
    return { ...state, session: { ...session, notices }, moves: state.moves + 1 };
  });
  call(widget, `notices/${kind}/hide`, {}).catch(() => {});
}
