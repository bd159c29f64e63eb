/* What a composer holds and does: the draft of its conversation, the picker, writing, picking and sending. */
import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { ConversationDetail } from "../../shared/wire";
import { filled } from "../state/canned";
import type { Draft, Mode } from "../state/model";
import { draftOf, holds } from "../state/selectors";
import { type Scene, useScene } from "./context";
import { type Option, type Picker, usePicker } from "./usePicker";

/** The contract's limit, in characters as the server counts them. */
export const MAX_TEXT = 4_000;

export interface Writing {
  id: string;
  mode: Mode;
  text: string;
  draft: Draft;
  picker: Picker;
  field: RefObject<HTMLTextAreaElement | null>;
  save(patch: Partial<Draft>): void;
  write(text: string, caret: number): void;
  setCaret(at: number): void;
  pick(option: Option): void;
  send(): void;
}

export function useWriting(detail: ConversationDetail): Writing {
  const scene = useScene();
  const { state, act } = scene;
  const id = detail.conversation_id;
  const draft = draftOf(state, id);
  const mode: Mode = holds(state, detail) ? draft.mode : "note";
  const text = mode === "note" ? draft.note : draft.reply;
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(text.length);
  const picker = usePicker(mode === "reply" ? text : "", caret, detail.contact.locale);

  const save = (patch: Partial<Draft>) => act.saveDraft(id, { ...draft, ...patch });
  return {
    ...{ id, mode, text, draft, picker, field, save, setCaret },
    write(value, at) {
      save(mode === "note" ? { note: value } : { reply: value });
      setCaret(at);
    },
    pick(option) {
      const [value, patch, at] = picked(scene, { detail, draft, picker, caret }, option);
      save({ reply: value, ...patch });
      setCaret(at);
      putCaret(field.current, at);
    },
    send() {
      if (!sendable(text, mode, draft)) return;
      const article = mode === "reply" ? draft.article : null;
      const kind = mode === "note" ? "note" : "message";
      act.send(id, {
        kind,
        text: text.trim() || (article?.title ?? ""),
        articleId: article?.article_id ?? null,
      });
      save(mode === "note" ? { note: "" } : { reply: "", article: null });
      setCaret(0);
    },
  };
}

function sendable(text: string, mode: Mode, draft: Draft): boolean {
  const something = text.trim() !== "" || (mode === "reply" && draft.article !== null);
  return something && tooLong(text) <= 0;
}

/** Characters beyond what a message may have. */
export function tooLong(text: string): number {
  return [...text.trim()].length - MAX_TEXT;
}

interface Place {
  detail: ConversationDetail;
  draft: Draft;
  picker: Picker;
  caret: number;
}

/** The reply, what else changes in the draft, and the caret after choosing from the list. */
function picked({ state }: Scene, place: Place, option: Option): [string, Partial<Draft>, number] {
  const { draft, picker, caret, detail } = place;
  const start = picker.trigger?.start ?? caret;
  const [before, after] = [draft.reply.slice(0, start), draft.reply.slice(caret)];
  if (option.kind === "canned") {
    const names = { contact: detail.contact.name, agent: state.agent?.name ?? "" };
    const text = filled(option.reply.text, names);
    return [before + text + after, {}, before.length + text.length];
  }
  const { article_id, title, locale } = option.article;
  return [(before + after).trimEnd(), { article: { article_id, title, locale } }, before.length];
}

export function putCaret(field: HTMLTextAreaElement | null, at: number): void {
  requestAnimationFrame(() => {
    field?.focus();
    field?.setSelectionRange(at, at);
  });
}
