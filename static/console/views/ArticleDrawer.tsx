/* An article beside the chat: the agent reads it and goes on writing. Where only one pane fits it covers the page. */
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Article } from "../../shared/wire";
import { languageName } from "../i18n";
import type { ArticleDrawer as Drawer } from "../state/model";
import { draftOf, holds, selectedChat } from "../state/selectors";
import { ArticleBody } from "./ArticleBody";
import { Empty, Skeleton } from "./bits";
import { useScene } from "./context";
import { focusComposer } from "./focus";
import { NARROW, useMedia } from "./hooks";
import { Icon } from "./icons";

export function ArticleDrawer({ drawer }: { drawer: Drawer }) {
  const { act, t } = useScene();
  const narrow = useMedia(NARROW);
  const box = useDrawer(narrow);
  const close = () => act.closeArticle();
  return (
    <dialog
      ref={box}
      class="drawer"
      aria-labelledby="article-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div class="drawer__head">
        <p class="drawer__kind">
          <Icon name="book" />
          {t.article.label}
        </p>
        <button type="button" class="button button--icon" onClick={close}>
          <Icon name="close" />
          <span class="hidden">{t.close}</span>
        </button>
      </div>
      <Content drawer={drawer} />
    </dialog>
  );
}

/** Opens beside or over the page, takes the focus, and gives it back at the end. */
function useDrawer(narrow: boolean) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      box.current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    box.current?.close();
    if (narrow) box.current?.showModal();
    else box.current?.show();
  }, [narrow]);
  return box;
}

function Content({ drawer }: { drawer: Drawer }) {
  const { act, t } = useScene();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [drawer.articleId, drawer.phase]);
  const name = drawer.article?.title ?? (drawer.phase === "failed" ? t.article.label : t.loading);
  const follow = useCallback(
    (id: string) => void act.showArticle(id, drawer.article?.locale ?? drawer.locale),
    [act, drawer.article, drawer.locale],
  );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="drawer__body" tabIndex={0} aria-labelledby="article-title">
        <h2 ref={title} id="article-title" tabIndex={-1} dir="auto" lang={drawer.article?.locale}>
          {name}
        </h2>
        {drawer.phase === "loading" && <Skeleton lines={6} />}
        {drawer.phase === "failed" && (
          <Empty title={t.article.failed} mood="bad">
            <button
              type="button"
              class="button"
              onClick={() => void act.showArticle(drawer.articleId, drawer.locale)}
            >
              {t.tryAgain}
            </button>
          </Empty>
        )}
        {drawer.article && <About article={drawer.article} />}
        {drawer.article && (
          <ArticleBody html={drawer.article.html} locale={drawer.article.locale} onArticle={follow} />
        )}
      </section>
      {drawer.article && <Use article={drawer.article} />}
    </>
  );
}

function About({ article }: { article: Article }) {
  const { t, locale } = useScene();
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(article.updated_at));
  return (
    <p class="article__about">
      {article.fallback && (
        <span class="chip chip--calling">{t.article.fallback(languageName(article.locale, locale))}</span>
      )}
      <span>{t.article.updated(date)}</span>
      <a href={article.url} target="_blank" rel="noopener noreferrer">
        {t.article.open}
        <Icon name="open" />
      </a>
    </p>
  );
}

/** Into the reply of the conversation that is open, if this agent may reply there. */
function Use({ article }: { article: Article }) {
  const { state, act, t } = useScene();
  const detail = selectedChat(state)?.detail;
  if (!detail || !holds(state, detail)) return null;
  const insert = () => {
    const { article_id, title, locale } = article;
    const id = detail.conversation_id;
    act.saveDraft(id, { ...draftOf(state, id), mode: "reply", article: { article_id, title, locale } });
    act.closeArticle();
    requestAnimationFrame(focusComposer);
  };
  return (
    <div class="drawer__foot">
      <button type="button" class="button button--main button--wide" onClick={insert}>
        {t.article.insert}
      </button>
    </div>
  );
}
