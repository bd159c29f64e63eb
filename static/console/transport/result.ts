/* What every call to the server comes back as, over HTTP and socket alike: a value, or an error with a code. */
import type { ErrorCode, WireError } from "../../shared/wire";

/** The server's codes, and two of our own: no connection, no answer in time. */
export type ProblemCode = ErrorCode | "offline" | "timeout";

export interface Problem {
  code: ProblemCode;
  message: string;
  retryAfterS: number | null;
  /** The part of what was sent that is wrong. */
  field?: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export function fine<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function problem(code: ProblemCode, message = ""): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, retryAfterS: null } };
}

export function refused(error: WireError): { ok: false; problem: Problem } {
  const { code, message, retry_after_s, field } = error;
  const where = field === undefined ? {} : { field };
  return { ok: false, problem: { code, message, retryAfterS: retry_after_s ?? null, ...where } };
}
