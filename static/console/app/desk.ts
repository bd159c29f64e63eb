/* What every piece of the app works with: the state, the two ways to the server, and what the browser keeps. */
import type { Action } from "../state/actions";
import type { ConsoleState, Notice } from "../state/model";
import type { Http } from "../transport/http";
import type { ProblemCode } from "../transport/result";
import type { Live } from "../transport/socket";
import type { Keep } from "./storage";
import type { Store } from "./store";

export interface Desk {
  store: Store;
  http: Http;
  live: Live;
  keep: Keep;
}

export function state(desk: Desk): ConsoleState {
  return desk.store.get();
}

export function dispatch(desk: Desk, action: Action): void {
  desk.store.dispatch(action);
}

export function tell(desk: Desk, notice: Notice): void {
  desk.store.dispatch({ type: "notice", notice });
}

export function tellFailed(desk: Desk, error: ProblemCode): void {
  tell(desk, { code: "failed", error });
}
