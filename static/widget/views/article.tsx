/* An article inside the panel, and the question whether it helped. */

import { Component, createRef } from "preact";
import type { Article } from "../../shared/wire";
import { here } from "../state/state";
import { languageName, Skeleton } from "./home";
import { fill, follow, goTo } from "./html";
import { Title } from "./parts";
import { Notice } from "./trouble";
import type { ViewProps } from "./view";

export function ArticleScreen(props: ViewProps) {
  const { path } = props.state;
  const place = here(props.state);
  if (place.at !== "article") return null;
  return (
    <>
      <div class="scroll" key={path.length}>
        <ArticleView {...props} article_id={place.article_id} section={place.section} />
      </div>
      <Verdict {...props} article_id={place.article_id} />
    </>
  );
}

function ArticleView(props: ViewProps & { article_id: string; section: string }) {
  const { state, language, act, base, article_id, section } = props;
  const t = language.texts;
  const { value, trouble } = state.articles[article_id] ?? {};
  // One heading while it loads and afterwards: the focus is on it.
  return (
    <article class="body" lang={value?.locale} dir="auto">
      <Title page={state.page} focus>
        {value?.title ?? (trouble ? t.article : t.loading)}
      </Title>
      {value?.fallback && (
        <p class="tag" lang={language.locale}>
          {t.in_language(languageName(value.locale, language.locale))}
        </p>
      )}
      {value && <Prose {...value} base={base} section={section} open={act.openArticle} />}
      <Notice trouble={trouble} t={t} again={() => act.loadArticle(article_id)} />
      {!value && !trouble && <Skeleton />}
    </article>
  );
}

interface ProseProps extends Article {
  base: string;
  section: string;
  open: (article_id: string) => void;
}

class Prose extends Component<ProseProps> {
  readonly #box = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    const { html, base, url, section } = this.props;
    const { current } = this.#box;
    if (!current) return;
    if (fill(current, html, base)) {
      if (section) goTo(current, section);
      return;
    }
    const link = document.createElement("a");
    link.href = link.textContent = new URL(url, base).href;
    current.append(link);
  }

  override shouldComponentUpdate(): boolean {
    return false; // an article's text stays as it was read
  }

  override render() {
    // biome-ignore lint/a11y: the clicks are those of the links inside, which keys press as well
    return <div class="prose" ref={this.#box} onClick={(event) => follow(event, this.props.open)} />;
  }
}

/** Stands below the article, always in sight. Only where a question led here can it be answered. */
function Verdict({ state, language, act, article_id }: ViewProps & { article_id: string }) {
  const t = language.texts;
  const asked = state.ask.text.trim() && state.articles[article_id]?.value;
  if (!asked || state.path.some((place) => place.at === "chat")) return null;
  return (
    <section class="foot verdict" aria-labelledby="sc-helped">
      <p id="sc-helped">{t.helped}</p>
      <button type="button" class="small" onClick={() => act.helped(article_id)}>
        {t.yes}
      </button>
      <button type="button" class="small" onClick={() => act.didNotHelp(article_id)}>
        {t.no}
      </button>
      <button type="button" class="link" onClick={act.escalate}>
        {t.person}
      </button>
      <Notice trouble={state.handover.trouble} t={t} again={act.escalate} />
    </section>
  );
}
