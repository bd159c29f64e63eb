/* What comes after an article: fetched when somebody says whether it helped. */

// Not used by name: keeps the app's modules together in one chunk (see later.ts).
import "./app";
import { Outcome } from "./views/after";
import { dressCentred } from "./views/centred";
import { update, type Widget } from "./widget";

export function prepare(widget: Widget): void {
  const { screens, bridge } = widget;
  dressCentred(bridge.root);
  screens.why = screens.next = screens.thanks = Outcome;
  update(widget, (state) => ({ ...state, moves: state.moves + 1 })); // the focus goes to what is there now
}
