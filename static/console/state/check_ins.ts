/* Account managers' check-ins: what is loaded, and what is due when. */
import type { CheckInView } from "../../shared/wire";
import type { Action } from "./actions";
import type { ConsoleState } from "./model";

export interface CheckInList {
  phase: "idle" | "loading" | "ready" | "failed";
  /** Only those whose manager the agent is. */
  mine: boolean;
  items: readonly CheckInView[];
  next: string | null;
}

export const NO_CHECK_INS: CheckInList = { phase: "idle", mine: true, items: [], next: null };

export type CheckInAction =
  | { type: "check_ins"; patch: Partial<Pick<CheckInList, "phase" | "mine">> }
  | { type: "check_ins.loaded"; items: CheckInView[]; next: string | null; more: boolean };

export function reduceCheckIns(state: ConsoleState, action: Action): ConsoleState {
  const { checkIns } = state;
  switch (action.type) {
    case "check_ins":
      return { ...state, checkIns: { ...checkIns, ...action.patch } };
    case "check_ins.loaded": {
      const items = action.more ? [...checkIns.items, ...action.items] : action.items;
      return { ...state, checkIns: { ...checkIns, phase: "ready", items, next: action.next } };
    }
    default:
      return state;
  }
}

export type Urgency = "overdue" | "soon" | "later";
export const URGENCIES: readonly Urgency[] = ["overdue", "soon", "later"];

const DAY = 86_400_000;
/** What is due within a week wants an appointment now. */
const SOON_DAYS = 7;

/** Whole days from today to the day it is due, in this browser's zone; negative when it is past. */
export function daysUntil(due: string, now: number): number {
  const midnight = (at: number | string) => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(due) - midnight(now)) / DAY);
}

export function urgency({ overdue, due_at }: CheckInView, now: number): Urgency {
  if (overdue) return "overdue";
  return daysUntil(due_at, now) <= SOON_DAYS ? "soon" : "later";
}

/** The groups that have any, the most urgent first. */
export function grouped(items: readonly CheckInView[], now: number): [Urgency, CheckInView[]][] {
  const groups = URGENCIES.map((one): [Urgency, CheckInView[]] => [
    one,
    items.filter((item) => urgency(item, now) === one),
  ]);
  return groups.filter(([, members]) => members.length > 0);
}
