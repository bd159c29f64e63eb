/* Logging in and out, and staying logged in. */
import { retryDelay } from "../../shared/outbox";
import type { ConsoleSession } from "../../shared/wire";
import { type Desk, dispatch, state, tellFailed } from "./desk";

export interface Session {
  /** At the start of the page: carries on with the cookie's session or shows the login. */
  resume(): Promise<void>;
  logIn(email: string, password: string): Promise<void>;
  logOut(): Promise<void>;
  /** The socket was refused: either the session is over, or we come back with a fresh token. */
  recheck(): void;
  /** The socket stands: the next refusal starts with a short wait again. */
  settled(): void;
}

/** How long to wait before asking again whether somebody is logged in, when the server does not answer. */
const RESUME_MS = 3_000;

export function createSession(desk: Desk): Session {
  let refusals = 0;

  function recheck(): void {
    refusals += 1;
    setTimeout(() => void check(), retryDelay(refusals, Math.random()));
  }

  async function check(): Promise<void> {
    const { phase, outbox, drafts } = state(desk);
    if (phase !== "ready" || desk.live.isReady()) return;
    const answer = await desk.http.readSession();
    if (answer.ok) {
      const { agent, csrf, mail } = answer.value;
      if (agent.id !== state(desk).agent?.id) return begin(desk, answer.value); // somebody else logged in here
      dispatch(desk, { type: "session.started", agent, csrf, mail, outbox, drafts });
      desk.live.connect();
    } else if (answer.problem.code === "unauthenticated") {
      desk.live.disconnect();
      dispatch(desk, { type: "session.ended", expired: true });
    } else recheck();
  }

  return {
    resume: () => resume(desk),
    logIn: (email, password) => logIn(desk, email, password),
    logOut: () => logOut(desk),
    recheck,
    settled() {
      refusals = 0;
    },
  };
}

function begin(desk: Desk, { agent, csrf, mail }: ConsoleSession): void {
  const { outbox, drafts } = desk.keep.open(agent.id);
  dispatch(desk, { type: "session.started", agent, csrf, mail, outbox, drafts });
  desk.live.connect();
}

async function resume(desk: Desk): Promise<void> {
  const answer = await desk.http.readSession();
  if (answer.ok) return begin(desk, answer.value);
  const { code, retryAfterS } = answer.problem;
  if (code === "unauthenticated") return dispatch(desk, { type: "session.missing" });
  dispatch(desk, { type: "login.failed", problem: code, retryAfterS });
  setTimeout(() => void resume(desk), RESUME_MS);
}

async function logIn(desk: Desk, email: string, password: string): Promise<void> {
  dispatch(desk, { type: "login.started" });
  const answer = await desk.http.logIn(email, password);
  if (answer.ok) return begin(desk, answer.value);
  const { code, retryAfterS } = answer.problem;
  dispatch(desk, { type: "login.failed", problem: code, retryAfterS });
}

async function logOut(desk: Desk): Promise<void> {
  const { agent } = state(desk);
  const answer = await desk.http.logOut();
  if (!answer.ok && answer.problem.code !== "unauthenticated") return tellFailed(desk, answer.problem.code);
  if (agent) desk.keep.saveChoice(agent.id, null);
  desk.live.disconnect();
  dispatch(desk, { type: "session.ended", expired: false });
}
