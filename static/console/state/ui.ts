/* What is on screen: selection, pane, dialog, article drawer, and the one passing notice. */
import type { Action } from "./actions";
import type { ArticleDrawer, ConsoleState, Ui } from "./model";

export function reduceUi(state: ConsoleState, action: Action): ConsoleState {
  const ui = reduce(state.ui, action);
  const canned = reduceCanned(state, action);
  return ui === state.ui && canned === state.canned ? state : { ...state, ui, canned };
}

function reduce(ui: Ui, action: Action): Ui {
  switch (action.type) {
    case "select":
      return { ...ui, page: "chats", selected: action.conversationId, pane: action.pane };
    case "ticket.select":
      return { ...ui, page: "chats", selected: action.ticketId ? null : ui.selected, pane: action.pane };
    case "list":
      return { ...ui, page: "chats", list: action.list };
    case "pane":
      return { ...ui, page: "chats", pane: action.pane };
    case "page":
      return { ...ui, page: action.page };
    case "dialog":
      return { ...ui, dialog: action.dialog, redacting: null };
    case "redacting":
      return {
        ...ui,
        dialog: "redact",
        redacting: { conversationId: action.conversationId, seq: action.seq },
      };
    case "notice":
      return {
        ...ui,
        notice: action.notice ? { ...action.notice, id: (ui.notice?.id ?? 0) + 1 } : null,
        spoken: "",
      };
    case "say":
      return { ...ui, spoken: action.text };
    default: {
      const article = reduceArticle(ui.article, action);
      return article === ui.article ? ui : { ...ui, article };
    }
  }
}

function reduceArticle(drawer: ArticleDrawer | null, action: Action): ArticleDrawer | null {
  switch (action.type) {
    case "article.opening":
      return { articleId: action.articleId, locale: action.locale, phase: "loading", article: null };
    case "article.loaded":
      return drawer?.articleId === action.article.article_id
        ? { ...drawer, phase: "ready", article: action.article }
        : drawer;
    case "article.failed":
      return drawer && { ...drawer, phase: "failed" };
    case "article.closed":
      return null;
    default:
      return drawer;
  }
}

function reduceCanned(state: ConsoleState, action: Action): ConsoleState["canned"] {
  if (action.type === "canned") return { ...state.canned, phase: action.phase };
  if (action.type === "canned.loaded") return { phase: "ready", items: action.items };
  return state.canned;
}
