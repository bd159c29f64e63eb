/* What comes after the suggestions: reading, outcomes, the way to people. Fetched when somebody
   moves towards it, so that nobody waits for it, and the first screen not for this. */

// Not used by name: it ties this chunk to the whole app, whose modules then stay together in one file. Split by who
// shares what with whom, they weigh 1 kB more.
import "./app";
import { watchReading } from "./actions/reading";
import css from "./css/later.css";
import { back, here } from "./state/state";
import { addStyle } from "./style";
import { ArticleScreen } from "./views/article";
import { update, type Widget } from "./widget";

export * from "./actions/people";
export * from "./actions/reading";

export function prepare(widget: Widget): void {
  const { screens } = widget;
  if (screens.article) return;
  addStyle(widget.bridge.root, css);
  watchReading(widget);
  screens.article = ArticleScreen;
  widget.listeners.add((state) => {
    if (!/why|next|thanks/.test(here(state).at) || screens.why) return;
    import("./outcome").then(
      (module) => module.prepare(widget),
      () => update(widget, back), // what was said is told all the same
    );
  });
}
