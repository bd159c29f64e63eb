/* What every view gets: the state, the words, and the callbacks. */

import type { Suggestion } from "../../shared/wire";
import type { Language } from "../i18n/load";
import type { State, Why } from "../state/state";
import type { Wish } from "../state/tickets";
import type { Widget } from "../widget";

export interface Actions {
  close(): void;
  back(): void;
  type(text: string): void;
  submit(): void;
  /** Looks again after trouble: for suggestions, or for the server altogether. */
  retry(): void;
  openSuggestion(hit: Suggestion): void;
  openArticle(article_id: string): void;
  loadArticle(article_id: string): void;
  helped(article_id: string): void;
  didNotHelp(article_id: string): void;
  why(why: Partial<Why>): void;
  sendWhy(article_id: string): void;
  /** To the first screen with the text kept. */
  differently(): void;
  anew(): void;
  escalate(): void;
  openChat(): void;
  openTickets(wish: Wish): void;
}

export interface ViewProps {
  state: State;
  language: Language;
  act: Actions;
  /** Where the server is; addresses in answers start there. */
  base: string;
  /** What other chunks bring once they are loaded. */
  screens: Widget["screens"];
}
