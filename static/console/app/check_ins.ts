/* Loading the account managers' check-ins and writing down what was agreed. */
import type { RecordCheckInCommand } from "../../shared/wire";
import type { Problem } from "../transport/result";
import { type Desk, dispatch, state, tell } from "./desk";

export interface CheckInDesk {
  loadCheckIns(): Promise<void>;
  moreCheckIns(): Promise<void>;
  showCheckInsOf(whose: "mine" | "all"): void;
  /** Gives what is wrong with it, or null once it is written down. */
  recordCheckIn(id: string, contact: string, record: RecordCheckInCommand): Promise<Problem | null>;
}

export function createCheckIns(desk: Desk): CheckInDesk {
  let asked = 0;

  async function load(after: string | null): Promise<void> {
    const number = ++asked;
    dispatch(desk, { type: "check_ins", patch: { phase: "loading" } });
    const answer = await desk.http.checkIns(state(desk).checkIns.mine, after);
    if (number !== asked) return;
    if (!answer.ok) return dispatch(desk, { type: "check_ins", patch: { phase: "failed" } });
    const { check_ins, next } = answer.value;
    dispatch(desk, { type: "check_ins.loaded", items: check_ins, next, more: after !== null });
  }

  return {
    loadCheckIns: () => load(null),
    async moreCheckIns() {
      const { next, phase } = state(desk).checkIns;
      if (next && phase === "ready") await load(next);
    },
    showCheckInsOf(whose) {
      dispatch(desk, { type: "check_ins", patch: { mine: whose === "mine" } });
      dispatch(desk, { type: "check_ins.loaded", items: [], next: null, more: false });
      void load(null);
    },
    async recordCheckIn(id, contact, record) {
      const answer = await desk.http.recordCheckIn(id, record);
      if (!answer.ok) return answer.problem;
      await load(null);
      tell(desk, { code: "checkInDone", contact, next: answer.value.next_due_at });
      return null;
    },
  };
}
