/* The next state: hands each action to the reducer of its part. Pure: no DOM, no network, no clock. */
import { outboxReducer } from "../../shared/outbox";
import type { Action } from "./actions";
import { reduceChats } from "./chats";
import { reduceCheckIns } from "./check_ins";
import { reduceLists } from "./lists";
import type { ConsoleState } from "./model";
import { initialState } from "./model";
import { reduceTickets } from "./tickets";
import { reduceUi } from "./ui";

export function reduce(state: ConsoleState, action: Action): ConsoleState {
  const next = reduceSession(state, action);
  const lists = reduceTickets(reduceLists(next, action), action);
  return reduceCheckIns(reduceUi(reduceChats(lists, action), action), action);
}

function reduceSession(state: ConsoleState, action: Action): ConsoleState {
  switch (action.type) {
    case "session.started": {
      const { agent, csrf, mail, outbox, drafts } = action;
      return { ...state, phase: "ready", agent, csrf, mail, outbox, drafts, login: LOGIN_CALM };
    }
    case "session.missing":
      return { ...state, phase: "login" };
    case "session.ended":
      return ended(state, action.expired);
    case "login.started":
      return { ...state, login: { ...LOGIN_CALM, busy: true } };
    case "login.failed":
      return { ...state, login: { busy: false, problem: action.problem, retryAfterS: action.retryAfterS } };
    case "availability.choosing":
      return { ...state, choosing: action.availability };
    case "availability.set":
      return state.agent
        ? { ...state, choosing: null, agent: { ...state.agent, availability: action.availability } }
        : state;
    case "connection":
      return state.connection === action.connection ? state : { ...state, connection: action.connection };
    case "clock":
      return { ...state, skew: action.skew };
    case "outbox":
      return { ...state, outbox: outboxReducer(state.outbox, action.action) };
    case "draft":
      return { ...state, drafts: { ...state.drafts, [action.conversationId]: action.draft } };
    case "prefs":
      return { ...state, prefs: { ...state.prefs, ...action.prefs } };
    default:
      return state;
  }
}

/** Forgets everything; a session that ended by itself comes back to the conversation that was open. */
function ended(state: ConsoleState, expired: boolean): ConsoleState {
  const blank = initialState(state.prefs);
  const { page, selected, pane } = expired ? state.ui : blank.ui;
  const tickets = { ...blank.tickets, selected: expired ? state.tickets.selected : null };
  const login = { ...LOGIN_CALM, problem: expired ? "expired" : null };
  return { ...blank, phase: "login", login, tickets, ui: { ...blank.ui, page, selected, pane } };
}

const LOGIN_CALM = { busy: false, problem: null, retryAfterS: null };
