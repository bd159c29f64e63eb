/* The messages. The list sticks to its end while one is there, and otherwise says that there is something newer. */

import { Component, createRef } from "preact";
import { clock, dayName } from "../../shared/time";
import { Skeleton } from "../views/home";
import { Icon } from "../views/icon";
import { inside } from "../views/inside";
import type { ChatProps } from "./chat_view";
import { linked } from "./linked";
import { type Bubble, type Row, rows } from "./thread";

export class Thread extends Component<ChatProps, { newer: boolean }> {
  readonly #box = createRef<HTMLDivElement>();
  #atEnd = true;
  #observer: ResizeObserver | undefined;
  override state = { newer: false };

  override componentDidMount(): void {
    const { current } = this.#box;
    this.#toEnd();
    if (!current) return;
    this.#observer = new ResizeObserver(() => this.#atEnd && this.#toEnd()); // a keyboard, a longer draft
    this.#observer.observe(current);
  }

  override componentWillUnmount(): void {
    this.#observer?.disconnect();
  }

  /** A keystroke in the field below must not draw a long thread again. */
  override shouldComponentUpdate(
    { chat, language, files }: ChatProps,
    { newer }: { newer: boolean },
  ): boolean {
    const { log, outbox, loaded } = this.props.chat;
    const same = log === chat.log && outbox === chat.outbox && loaded === chat.loaded;
    const dressed = language === this.props.language && files === this.props.files;
    return !same || !dressed || newer !== this.state.newer;
  }

  override componentDidUpdate(before: ChatProps): void {
    const { chat } = this.props;
    if (chat.log === before.chat.log && chat.outbox === before.chat.outbox) return;
    if (this.#atEnd || chat.outbox.length > before.chat.outbox.length) this.#toEnd();
    else if (chat.log.events.length > before.chat.log.events.length) this.setState({ newer: true });
  }

  readonly #toEnd = (): void => {
    const { current } = this.#box;
    if (current) current.scrollTop = current.scrollHeight;
    this.#atEnd = true;
    if (this.state.newer) this.setState({ newer: false });
  };

  /** The button goes away; the focus stays where the news is. */
  readonly #read = (): void => {
    this.#toEnd();
    this.#box.current?.focus();
  };

  readonly #scrolled = (): void => {
    const { current } = this.#box;
    if (!current) return;
    this.#atEnd = current.scrollHeight - current.scrollTop - current.clientHeight < 40;
    if (this.#atEnd && this.state.newer) this.setState({ newer: false });
  };

  override render() {
    const { chat, language } = this.props;
    const t = language.texts;
    return (
      <div class="thread">
        <div
          class="scroll"
          ref={this.#box}
          onScroll={this.#scrolled}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          role="log"
          aria-label={t.log}
          aria-live={chat.loaded ? "polite" : "off"}
        >
          {!chat.loaded && <Skeleton />}
          <ol>
            {rows(chat).map((row) => (
              <li key={row.key} class={row.is === "bubble" && row.mine ? "mine" : row.is}>
                <RowView row={row} {...this.props} />
              </li>
            ))}
          </ol>
        </div>
        {this.state.newer && (
          <button type="button" class="button newer" onClick={this.#read}>
            <Icon is="down" /> {t.newer}
          </button>
        )}
      </div>
    );
  }
}

function RowView({ row, ...props }: ChatProps & { row: Row }) {
  const { locale, texts: t } = props.language;
  if (row.is === "day") return <span>{dayName(row.at, locale, new Date())}</span>;
  if (row.is === "line") {
    const { say, name, ticket_id } = row;
    const said = say === "joined" || say === "ticket_opened" ? t[say](name) : t[say];
    if (!ticket_id) return <span>{said}</span>;
    return (
      <button type="button" class="link" onClick={() => props.openTickets({ ticket_id })}>
        {said}
      </button>
    );
  }
  return <BubbleView bubble={row} {...props} />;
}

function BubbleView({ bubble, ...props }: ChatProps & { bubble: Bubble }) {
  const { locale, texts: t } = props.language;
  const { mine, first, last, delivery, redacted, text, at, article, files } = bubble;
  const { act } = props;
  return (
    <>
      {(mine || first) && <span class={mine ? "quiet" : "name"}>{mine ? `${t.you}:` : bubble.name}</span>}
      {redacted ? (
        <p class="said removed">{t.removed}</p>
      ) : (
        text && (
          <p class="said" dir="auto">
            {linked(text, act)}
          </p>
        )
      )}
      {files && props.files?.shown(files)}
      {article && (
        <a
          class="box card"
          href={`#${article.article_id}`}
          onClick={inside(() => act.doors.article(article.article_id))}
        >
          <Icon is="article" />
          <span>
            <strong>{article.title ?? t.article}</strong>
          </span>
          <Icon is="next" />
        </a>
      )}
      {delivery === "failed" ? (
        <Failed bubble={bubble} {...props} />
      ) : (
        last && (
          <span class="meta">
            <time dateTime={at}>{clock(at, locale)}</time>
            {delivery && t[delivery]}
            {delivery && <Icon is={delivery === "seen" ? "seen" : delivery === "sent" ? "check" : "clock"} />}
          </span>
        )
      )}
    </>
  );
}

function Failed({ bubble, language, act }: ChatProps & { bubble: Bubble }) {
  const t = language.texts;
  const ended = bubble.error === "question_required";
  return (
    <div class="failed">
      <p>
        <Icon is="alert" />{" "}
        {ended ? t.too_late : bubble.error === "too_large" ? t.too_large(4000) : t.not_sent}
      </p>
      {ended ? (
        <button
          type="button"
          class="small"
          onClick={() => {
            act.discard(bubble.key);
            act.anew(bubble.text);
          }}
        >
          {t.ask_else}
        </button>
      ) : (
        <button type="button" class="small" onClick={() => act.sendAgain(bubble.key)}>
          {t.send_again}
        </button>
      )}
      <button type="button" class="small" onClick={() => act.discard(bubble.key)}>
        {t.discard}
      </button>
    </div>
  );
}
