/* The messages of one conversation. Draws the last stretch only and more on request, stays where the reader is,
   and says what has come in below. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ConversationDetail } from "../../shared/wire";
import type { Chat } from "../state/model";
import { lastSeq, type Row, timeline, unsentRows } from "../state/timeline";
import { type Scene, useScene } from "./context";
import { Icon } from "./icons";
import { LogRow } from "./LogRow";

/** Lines drawn at first and added by one press: enough for hours of chat, few enough to stay quick. */
const STRETCH = 120;
/** Pixels from the end that still count as being at the end. */
const NEAR_END = 80;

/** Screen readers must not read history as if it were new. */
const QUIET_MS = 1_000;

interface LogProps {
  id: string;
  chat: Chat;
  detail: ConversationDetail;
}

export function MessageLog({ id, chat, detail }: LogProps) {
  const { state, t, locale } = useScene();
  const { log, unreadAfter } = chat;
  const stored = useMemo(() => timeline(log, unreadAfter), [log, unreadAfter]);
  const rows = useMemo(() => [...stored, ...unsentRows(state.outbox, id)], [stored, state.outbox, id]);
  const scroll = useScroll(rows);
  useReading(id, chat, scroll.atEnd);
  const shown = useRows(rows, scroll.start, { id, locale, articleLocale: detail.contact.locale });
  return (
    <div class="log-frame">
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        ref={scroll.box}
        class="log"
        role="log"
        aria-label={t.thread.log(detail.contact.name)}
        aria-live={scroll.quiet ? "off" : "polite"}
        onScroll={scroll.look}
      >
        {scroll.start > 0 && (
          <button type="button" class="button button--small log__earlier" onClick={scroll.earlier}>
            {t.thread.earlier}
          </button>
        )}
        <ol class="rows">{shown}</ol>
        <TypingLine id={id} />
      </div>
      {!scroll.atEnd && <ToEnd missed={scroll.missed} onClick={scroll.toEnd} />}
    </div>
  );
}

/** Drawn lines are kept as they are until something that they show changes: typing a letter redraws none of them. */
function useRows(
  rows: readonly Row[],
  start: number,
  where: { id: string; locale: string; articleLocale: string },
) {
  const { act, t } = useScene();
  const { id, locale, articleLocale } = where;
  return useMemo(() => {
    const scene = { act, t, locale, articleLocale };
    return rows.slice(start).map((row) => <LogRow key={row.key} row={row} id={id} scene={scene} />);
  }, [rows, start, id, locale, articleLocale, act, t]);
}

function useScroll(rows: readonly Row[]) {
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [start, setStart] = useState(() => Math.max(0, rows.length - STRETCH));
  const [missed, setMissed] = useState(0);
  const [quiet, setQuiet] = useState(false);
  const seen = useRef(rows.length);
  const height = useRef(0);

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setMissed(0);
    setAtEnd(true);
  };
  const look = () => {
    const now = box.current;
    if (!now) return;
    const near = now.scrollHeight - now.scrollTop - now.clientHeight < NEAR_END;
    setAtEnd(near);
    if (near) setMissed(0);
  };
  const earlier = () => {
    height.current = box.current?.scrollHeight ?? 0;
    setQuiet(true);
    setTimeout(() => setQuiet(false), QUIET_MS);
    setStart(Math.max(0, start - STRETCH));
  };

  useLayoutEffect(() => {
    // Lines added above: what was in view stays in view.
    if (height.current > 0 && box.current) box.current.scrollTop += box.current.scrollHeight - height.current;
    height.current = 0;
  }, [start]);
  useLayoutEffect(() => {
    const added = rows.length - seen.current;
    seen.current = rows.length;
    const own = rows[rows.length - 1]?.row === "unsent";
    if (atEnd || (own && added > 0)) toEnd();
    else if (added > 0) setMissed(missed + added);
    if (atEnd && rows.length - start > 2 * STRETCH) setStart(rows.length - STRETCH);
  }, [rows]);
  useStayAtEnd(box, atEnd);
  return { box, atEnd, start, missed, quiet, look, earlier, toEnd };
}

/** When the frame or the text changes its height (composer grows, story closes), the end stays the end. */
function useStayAtEnd(box: { current: HTMLDivElement | null }, atEnd: boolean): void {
  useEffect(() => {
    const frame = box.current;
    if (!frame || !atEnd) return;
    const watch = new ResizeObserver(() => {
      frame.scrollTop = frame.scrollHeight;
    });
    watch.observe(frame);
    if (frame.firstElementChild) watch.observe(frame.firstElementChild);
    return () => watch.disconnect();
  }, [atEnd]);
}

/** What stands on screen, in a page that is looked at, is read. */
function useReading(id: string, chat: Chat, atEnd: boolean): void {
  const { act, state } = useScene();
  const seq = lastSeq(chat.log);
  const online = state.connection === "online";
  useEffect(() => {
    const mark = () => {
      if (atEnd && online && document.visibilityState === "visible") act.markRead(id, seq);
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, seq, atEnd, online]);
}

function TypingLine({ id }: { id: string }) {
  const scene = useScene();
  const text = typingText(scene, id);
  // Spoken by the status region; the dots are for eyes.
  return (
    <p class={text ? "typing" : "typing typing--none"} aria-hidden="true">
      {text && (
        <>
          <span class="typing__dots" />
          {text}
        </>
      )}
    </p>
  );
}

export function typingText({ state, t }: Pick<Scene, "state" | "t">, id: string | null): string {
  const typists = (id && state.typing[id]) || [];
  return typists.map((one) => t.thread.typing(one.name)).join(" ");
}

function ToEnd({ missed, onClick }: { missed: number; onClick(): void }) {
  const { t } = useScene();
  return (
    <button type="button" class={missed ? "pill pill--news" : "pill"} onClick={onClick}>
      <Icon name="down" />
      {missed > 0 ? t.thread.newMessages(missed) : t.thread.toEnd}
    </button>
  );
}
