/* The console's HTTP calls, one function each. The session is a cookie; every change carries the CSRF token. */
import type {
  Article,
  CannedReplies,
  CannedReplyView,
  CheckInRecorded,
  CheckIns,
  ConsoleSession,
  Conversations,
  Done,
  RecordCheckInCommand,
  SaveCannedReplyCommand,
  WireError,
} from "../../shared/wire";
import { fine, problem, type Result, refused } from "./result";
import { createTicketHttp, type TicketHttp } from "./ticket_http";

export interface ConversationsQuery {
  status: string;
  q: string;
  before: string | null;
}

export interface Http extends TicketHttp {
  readSession(): Promise<Result<ConsoleSession>>;
  logIn(email: string, password: string): Promise<Result<ConsoleSession>>;
  logOut(): Promise<Result<Done>>;
  cannedReplies(): Promise<Result<CannedReplies>>;
  saveCannedReply(id: string | null, reply: SaveCannedReplyCommand): Promise<Result<CannedReplyView>>;
  deleteCannedReply(id: string): Promise<Result<Done>>;
  conversations(query: ConversationsQuery): Promise<Result<Conversations>>;
  article(id: string, locale: string): Promise<Result<Article>>;
  checkIns(mine: boolean, after: string | null): Promise<Result<CheckIns>>;
  recordCheckIn(id: string, record: RecordCheckInCommand): Promise<Result<CheckInRecorded>>;
}

const BASE = "/api/console/";
/** After this long without an answer the agent is told instead of left waiting. */
const TIMEOUT_MS = 15_000;

export function createHttp(csrf: () => string): Http {
  const get = <T>(path: string) => call<T>("GET", path, csrf());
  return {
    ...createTicketHttp((method, path, body) => call(method, path, csrf(), body)),
    readSession: () => get("session"),
    logIn: (email, password) => call("POST", "session", csrf(), { email, password }),
    logOut: () => call("DELETE", "session", csrf()),
    cannedReplies: () => get("canned-replies"),
    saveCannedReply: (id, reply) =>
      id
        ? call("PUT", `canned-replies/${encodeURIComponent(id)}`, csrf(), reply)
        : call("POST", "canned-replies", csrf(), reply),
    deleteCannedReply: (id) => call("DELETE", `canned-replies/${encodeURIComponent(id)}`, csrf()),
    conversations: ({ status, q, before }) =>
      get(`conversations?${new URLSearchParams({ status, q, ...(before ? { before } : {}) })}`),
    article: (id, locale) => get(`articles/${encodeURIComponent(id)}?${new URLSearchParams({ locale })}`),
    checkIns: (mine, after) =>
      get(`check-ins?${new URLSearchParams({ mine: mine ? "1" : "0", ...(after ? { after } : {}) })}`),
    recordCheckIn: (id, record) => call("POST", `check-ins/${encodeURIComponent(id)}`, csrf(), record),
  };
}

async function call<T>(method: string, path: string, csrf: string, body?: object): Promise<Result<T>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(BASE + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      credentials: "same-origin",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // JSON has no type of its own; the shapes are generated from what the server sends.
    const answer = (await response.json()) as T | { error: WireError };
    return isError(answer) ? refused(answer.error) : fine(answer);
  } catch (reason) {
    const late = reason instanceof DOMException && reason.name === "TimeoutError";
    return problem(late ? "timeout" : "offline");
  }
}

function isError<T>(answer: T | { error: WireError }): answer is { error: WireError } {
  return typeof answer === "object" && answer !== null && "error" in answer;
}
