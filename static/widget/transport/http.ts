/* The widget's calls over HTTP. Every failure comes out as one `Refused`; who calls decides what to show. */

import type {
  Article,
  AskQuestionCommand,
  Done,
  EscalateCommand,
  Escalated,
  OpenSessionCommand,
  QuestionAnswered,
  RecordOutcomeCommand,
  RecordReadingCommand,
  Session,
  SuggestArticlesCommand,
  Suggestions,
  WireError,
} from "../../shared/wire";
import type { Trouble } from "../state/state";

export class Refused extends Error {
  readonly trouble: Trouble;

  constructor(
    readonly code: Trouble["code"],
    readonly body?: Partial<WireError>,
  ) {
    super(body?.message ?? code);
    const wait = body?.retry_after_s;
    this.trouble = wait ? { code, until: Date.now() + wait * 1000 } : { code };
  }
}

/** Anything that was thrown, as something to show; a programming error reads as "unavailable" and is logged. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Refused) return error.trouble;
  console.error(error);
  return { code: "unavailable" };
}

/** Where and as whom: the server's address and the visitor token. */
export interface Caller {
  readonly bridge: { readonly base: string };
  token: string;
}

export const postSession = (to: Caller, body: OpenSessionCommand): Promise<Session> =>
  call({ ...to, token: "" }, "session", body);

/** For typing: text/plain with the token in the body, so that a cross-origin page sends no preflight. */
export const postSuggestions = (to: Caller, body: SuggestArticlesCommand, signal: AbortSignal) =>
  send<Suggestions>(to, "suggestions", {
    method: "POST",
    body: JSON.stringify({ ...body, visitor_token: to.token }),
    signal,
  });

export const postQuestion = (to: Caller, body: AskQuestionCommand): Promise<QuestionAnswered> =>
  call(to, "questions", body);

export const postRead = (to: Caller, question_id: string, body: RecordReadingCommand): Promise<Done> =>
  call(to, `questions/${question_id}/read`, body);

export const postOutcome = (to: Caller, question_id: string, body: RecordOutcomeCommand): Promise<Done> =>
  call(to, `questions/${question_id}/outcome`, body);

export const postConversation = (to: Caller, body: EscalateCommand): Promise<Escalated> =>
  call(to, "conversations", body);

export const getArticle = (to: Caller, article_id: string, locale: string): Promise<Article> =>
  call(to, `articles/${encodeURIComponent(article_id)}?locale=${locale}`);

export function call<T>(to: Caller, path: string, body?: object): Promise<T> {
  const headers: Record<string, string> = to.token ? { Authorization: `Bearer ${to.token}` } : {};
  if (!body) return send(to, path, { headers });
  headers["Content-Type"] = "application/json";
  // What was read or said must arrive even when the page is left: keepalive.
  return send(to, path, { method: "POST", headers, body: JSON.stringify(body), keepalive: true });
}

async function send<T>(to: Caller, path: string, init: RequestInit): Promise<T> {
  let status = 0;
  let error: Partial<WireError> | undefined;
  try {
    const response = await fetch(`${to.bridge.base}api/widget/${path}`, { credentials: "omit", ...init });
    if (response.ok) return await response.json();
    status = response.status;
    error = (await response.json()).error;
  } catch (failure) {
    if (init.signal?.aborted) throw failure;
  }
  // Without an answer the line is down; an answer that is not ours comes from a proxy in between.
  throw new Refused(
    error?.code ?? (!status ? "offline" : status === 429 ? "rate_limited" : "unavailable"),
    error,
  );
}
