/* Canned replies and help articles: what agents write with. */
import type { SaveCannedReplyCommand, Suggestions } from "../../shared/wire";
import type { Problem, Result } from "../transport/result";
import { type Desk, dispatch, state, tell, tellFailed } from "./desk";

export interface Helpers {
  loadCanned(): Promise<void>;
  /** Gives what is wrong with the reply, or null once it is saved. */
  saveCanned(id: string | null, reply: SaveCannedReplyCommand): Promise<Problem | null>;
  deleteCanned(id: string): Promise<void>;
  suggest(text: string, locale: string): Promise<Result<Suggestions>>;
  showArticle(articleId: string, locale: string): Promise<void>;
}

export function createHelpers(desk: Desk): Helpers {
  async function loadCanned(): Promise<void> {
    if (state(desk).canned.phase !== "ready") dispatch(desk, { type: "canned", phase: "loading" });
    const answer = await desk.http.cannedReplies();
    if (answer.ok) dispatch(desk, { type: "canned.loaded", items: answer.value.canned_replies });
    else dispatch(desk, { type: "canned", phase: "failed" });
  }
  return {
    loadCanned,
    async saveCanned(id, reply) {
      const answer = await desk.http.saveCannedReply(id, reply);
      if (!answer.ok) return answer.problem;
      await loadCanned();
      tell(desk, { code: "cannedSaved" });
      return null;
    },
    async deleteCanned(id) {
      const answer = await desk.http.deleteCannedReply(id);
      if (!answer.ok) return tellFailed(desk, answer.problem.code);
      await loadCanned();
      tell(desk, { code: "cannedDeleted" });
    },
    suggest: (text, locale) => desk.live.call("suggest_articles", { text, locale }),
    async showArticle(articleId, locale) {
      dispatch(desk, { type: "article.opening", articleId, locale });
      const answer = await desk.http.article(articleId, locale);
      if (state(desk).ui.article?.articleId !== articleId) return;
      if (answer.ok) dispatch(desk, { type: "article.loaded", article: answer.value });
      else dispatch(desk, { type: "article.failed" });
    },
  };
}
