/* Everything the panel shows, as one value, and the pure steps between places. No DOM and no network here:
   actions change it, views read it. */

import type { Article, ErrorCode, Session } from "../../shared/wire";
import { type Ask, emptyAsk } from "./ask";
import type { Chat } from "./chat";
import type { Tickets } from "./tickets";

/** Why something did not work: the server's code, or that it could not be reached. */
export interface Trouble {
  code: ErrorCode | "offline";
  /** Milliseconds since the epoch: not before then again. */
  until?: number;
}

export type Place =
  | { at: "home" | "next" | "thanks" | "chat" | "tickets" | "new_ticket" }
  | { at: "ticket"; ticket_id: string }
  /** `section`: where the passage is that answers. */
  | { at: "article"; article_id: string; section: string }
  | { at: "why"; article_id: string }
  | { at: "closed"; opens_at: string | null };

/** Answer to "what was missing?" after an article did not help. */
export interface Why {
  reason?: "not_related" | "not_answered";
  comment: string;
}

/** On its way while neither is there. */
export interface ArticleState {
  value?: Article;
  trouble?: Trouble;
}

export interface State {
  open: boolean;
  /** The widget as a page of its own: fills the window, cannot be closed. */
  page: boolean;
  session?: Session;
  /** Why there is no session. */
  trouble?: Trouble;
  /** Where we are, the last entry; those before it are what "back" returns to. */
  path: readonly Place[];
  /** Grows with every move: then the focus may follow. */
  moves: number;
  ask: Ask;
  articles: Readonly<Record<string, ArticleState>>;
  why: Why;
  /** On the way to a person: the question is being handed over. */
  handover: { busy?: boolean; trouble?: Trouble };
  /** Whether somebody is at the desk, as far as we know. */
  available: boolean;
  chat?: Chat;
  /** Known once somebody looks at tickets. */
  tickets?: Tickets;
}

const HOME: Place = { at: "home" };

export function initialState(page: boolean): State {
  return {
    open: false,
    page,
    path: [HOME],
    moves: 0,
    ask: emptyAsk,
    articles: {},
    why: { comment: "" },
    handover: {},
    available: true,
  };
}

export function here(state: State): Place {
  return state.path[state.path.length - 1] ?? HOME;
}

export function go(state: State, place: Place): State {
  return moved(state, [...state.path, place]);
}

/** Goes to a place that nothing leads back from except the first screen. */
export function restart(state: State, place?: Place): State {
  return moved(state, place ? [HOME, place] : [HOME]);
}

export function back(state: State): State {
  return moved(state, state.path.slice(0, -1));
}

export function withArticle(state: State, article_id: string, article: ArticleState): State {
  return { ...state, articles: { ...state.articles, [article_id]: article } };
}

export function withSession({ trouble: _, ...state }: State, session: Session): State {
  return {
    ...state,
    session,
    available: session.channels.some(({ kind, available }) => kind === "chat" && available),
  };
}

function moved(state: State, path: readonly Place[]): State {
  return { ...state, path, moves: state.moves + 1, handover: {} };
}
