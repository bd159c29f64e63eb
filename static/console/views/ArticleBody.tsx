/* An article's text, built from the server's sanitised HTML through a list of allowed elements. Nothing is ever
   written as markup; links between articles open in the same drawer. */
import { type ComponentChildren, h } from "preact";
import { useMemo } from "preact/hooks";

/** Allowed elements, and what they become: headings go one level down, below the drawer's own. */
const ELEMENTS: Record<string, string> = {
  P: "p",
  H2: "h3",
  H3: "h4",
  H4: "h5",
  UL: "ul",
  OL: "ol",
  LI: "li",
  STRONG: "strong",
  B: "strong",
  EM: "em",
  I: "em",
  CODE: "code",
  PRE: "pre",
  BLOCKQUOTE: "blockquote",
  BR: "br",
  HR: "hr",
};

/** Of all other elements the text stays; of these nothing does. */
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "SVG", "MATH"]);

interface BodyProps {
  html: string;
  locale: string;
  onArticle(articleId: string): void;
}

export function ArticleBody({ html, locale, onArticle }: BodyProps) {
  const content = useMemo(() => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return children(parsed.body, onArticle);
  }, [html, onArticle]);
  return (
    <div class="article__text" lang={locale} dir="auto">
      {content}
    </div>
  );
}

function children(node: Node, onArticle: (id: string) => void): ComponentChildren[] {
  return Array.from(node.childNodes, (child) => built(child, onArticle));
}

function built(node: Node, onArticle: (id: string) => void): ComponentChildren {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  if (node.tagName === "A") return link(node, onArticle);
  if (DROPPED.has(node.tagName)) return null;
  const tag = ELEMENTS[node.tagName];
  const inner = children(node, onArticle);
  if (!tag) return inner;
  return tag === "br" || tag === "hr" ? h(tag, null) : h(tag, null, ...inner);
}

function link(node: Element, onArticle: (id: string) => void): ComponentChildren {
  const article = node.getAttribute("data-article");
  const href = node.getAttribute("href") ?? "";
  const inner = children(node, onArticle);
  if (article) {
    const open = (event: Event) => {
      event.preventDefault();
      onArticle(article);
    };
    return (
      <a href={/^\/(?!\/)/.test(href) ? href : "#"} onClick={open}>
        {inner}
      </a>
    );
  }
  if (!/^(https?:\/\/|mailto:|\/(?!\/))/i.test(href)) return inner;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {inner}
    </a>
  );
}
