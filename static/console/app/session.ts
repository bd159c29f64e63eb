/* Logging in and out, staying logged in, and the availability that the agent chose. */
import type { ConsoleSession } from "../../shared/wire";
import type { Availability } from "../state/model";
import { type Desk, dispatch, state, tellFailed } from "./desk";

export interface Session {
  /** At the start of the page: carries on with the cookie's session or shows the login. */
  resume(): Promise<void>;
  logIn(email: string, password: string): Promise<void>;
  logOut(): Promise<void>;
  setAvailability(availability: Availability): Promise<void>;
  /** After a reconnect the server hears the agent's choice again. */
  repeatChoice(): Promise<void>;
  /** The socket was refused: either the session is over, or we come back with a fresh token. */
  recheck(): Promise<void>;
}

/** How long to wait before trying again when the server can be reached but does not take the socket. */
const RECHECK_MS = 3_000;

export function createSession(desk: Desk): Session {
  function begin({ agent, csrf }: ConsoleSession): void {
    const { outbox, drafts } = desk.keep.open(agent.id);
    dispatch(desk, { type: "session.started", agent, csrf, outbox, drafts });
    desk.live.connect();
  }

  function later(): void {
    setTimeout(() => void recheck(), RECHECK_MS * (0.5 + Math.random()));
  }

  async function recheck(): Promise<void> {
    const { phase, outbox, drafts } = state(desk);
    if (phase !== "ready" || desk.live.isReady()) return;
    const answer = await desk.http.readSession();
    if (answer.ok) {
      const { agent, csrf } = answer.value;
      dispatch(desk, { type: "session.started", agent, csrf, outbox, drafts });
      desk.live.connect();
    } else if (answer.problem.code === "unauthenticated") {
      expire();
    } else later();
  }

  function expire(): void {
    desk.live.disconnect();
    dispatch(desk, { type: "session.ended", expired: true });
  }

  async function setAvailability(availability: Availability): Promise<void> {
    const { agent } = state(desk);
    if (!agent) return;
    desk.keep.saveChoice(agent.id, availability);
    dispatch(desk, { type: "availability.choosing", availability });
    const answer = await desk.live.call("set_availability", { availability });
    if (answer.ok) {
      dispatch(desk, { type: "availability.set", availability: answer.value.availability });
    } else if (answer.problem.code === "timeout") {
      void setAvailability(availability);
    } else if (answer.problem.code !== "offline") {
      dispatch(desk, { type: "availability.choosing", availability: null });
      tellFailed(desk, answer.problem.code);
    }
  }

  async function resume(): Promise<void> {
    const answer = await desk.http.readSession();
    if (answer.ok) return begin(answer.value);
    const { code, retryAfterS } = answer.problem;
    if (code === "unauthenticated") return dispatch(desk, { type: "session.missing" });
    dispatch(desk, { type: "login.failed", problem: code, retryAfterS });
    setTimeout(() => void resume(), RECHECK_MS);
  }

  return {
    resume,
    async logIn(email, password) {
      dispatch(desk, { type: "login.started" });
      const answer = await desk.http.logIn(email, password);
      if (answer.ok) return begin(answer.value);
      const { code, retryAfterS } = answer.problem;
      dispatch(desk, { type: "login.failed", problem: code, retryAfterS });
    },
    async logOut() {
      const { agent } = state(desk);
      const answer = await desk.http.logOut();
      if (!answer.ok && answer.problem.code !== "unauthenticated")
        return tellFailed(desk, answer.problem.code);
      if (agent) desk.keep.saveChoice(agent.id, null);
      desk.live.disconnect();
      dispatch(desk, { type: "session.ended", expired: false });
    },
    setAvailability,
    async repeatChoice() {
      const { agent, choosing } = state(desk);
      const choice = choosing ?? (agent && desk.keep.choice(agent.id));
      if (choice) await setAvailability(choice);
    },
    recheck,
  };
}
