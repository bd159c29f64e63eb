/* What an agent does with a conversation: look at it, take it, end it, take a text out of it. Nothing on screen
   changes before the server has said yes. */
import type { Notice } from "../state/model";
import { holds, openChats, summaryOf } from "../state/selectors";
import type { Problem } from "../transport/result";
import { type Desk, dispatch, state, tell, tellFailed } from "./desk";
import type { Following } from "./following";
import type { Inbox } from "./inbox";

export interface Chats {
  /** Loads the conversation and starts its live view. */
  view(conversationId: string): Promise<void>;
  /** Ends the live view of a conversation that this agent does not hold. */
  leave(conversationId: string): void;
  accept(conversationId: string): Promise<boolean>;
  resolve(conversationId: string): Promise<void>;
  redact(conversationId: string, seq: number): Promise<void>;
  /** To the colleague with this id; whether it worked. */
  transfer(conversationId: string, to: string, note: string): Promise<boolean>;
  markRead(conversationId: string, seq: number): void;
}

export function createChats(desk: Desk, inbox: Inbox, following: Following): Chats {
  async function view(id: string): Promise<void> {
    dispatch(desk, { type: "chat.opening", conversationId: id });
    if (!desk.live.isReady()) return;
    const answer = await desk.live.call("open_conversation", { conversation_id: id });
    if (!answer.ok) {
      dispatch(desk, { type: "chat.failed", conversationId: id, problem: answer.problem.code });
      return;
    }
    const { conversation, events, head, read } = answer.value;
    dispatch(desk, { type: "chat.opened", detail: conversation, events, head, read });
    following.follow(id);
  }

  async function accept(id: string): Promise<boolean> {
    if (state(desk).lists.accepting.has(id)) return false;
    const contact = summaryOf(state(desk), id)?.contact.name ?? "";
    dispatch(desk, { type: "accepting", conversationId: id, on: true });
    const answer = await desk.live.call("accept_conversation", { conversation_id: id });
    await Promise.all([inbox.refresh(), answer.ok ? null : view(id)]);
    dispatch(desk, { type: "accepting", conversationId: id, on: false });
    tell(desk, answer.ok ? { code: "accepted", contact } : refusal(desk, id, contact, answer.problem));
    // It was opened only to learn who has it now.
    if (!answer.ok && state(desk).ui.selected !== id) leave(desk, id);
    return answer.ok;
  }

  return {
    view,
    leave: (id) => leave(desk, id),
    accept,
    async resolve(id) {
      const contact = summaryOf(state(desk), id)?.contact.name ?? "";
      const answer = await desk.live.call("resolve_conversation", { conversation_id: id });
      if (!answer.ok) return tellFailed(desk, answer.problem.code);
      tell(desk, { code: "resolved", contact });
      following.check(id);
      await inbox.refresh();
    },
    async redact(id, seq) {
      const answer = await desk.live.call("redact_message", { conversation_id: id, seq });
      if (!answer.ok) return tellFailed(desk, answer.problem.code);
      following.check(id);
      tell(desk, { code: "redacted" });
    },
    async transfer(id, to, note) {
      const text = note.trim();
      const payload = { conversation_id: id, to, ...(text && { note: text }) };
      const answer = await desk.live.call("transfer_conversation", payload);
      await inbox.refresh();
      if (answer.ok) {
        const name = state(desk).tickets.agents.find((one) => one.id === to)?.name ?? "";
        tell(desk, { code: "transferred", to: name });
        following.check(id);
      } else if (answer.problem.code === "conflict") tell(desk, { code: "notTransferred" });
      else tellFailed(desk, answer.problem.code);
      return answer.ok;
    },
    markRead: createMarking(desk),
  };
}

function leave(desk: Desk, id: string): void {
  const detail = state(desk).chats[id]?.detail;
  if (detail && !holds(state(desk), detail)) void desk.live.call("close_view", { conversation_id: id });
}

/** Tells the server how far the agent has read, each number once. */
function createMarking(desk: Desk): Chats["markRead"] {
  const marking = new Map<string, number>();

  async function markRead(id: string, seq: number): Promise<void> {
    const { detail, log } = state(desk).chats[id] ?? {};
    if (!detail || !log || !holds(state(desk), detail)) return;
    if (seq <= log.read.agent || seq <= (marking.get(id) ?? 0)) return;
    marking.set(id, seq);
    const answer = await desk.live.call("mark_read", { conversation_id: id, seq });
    marking.delete(id);
    if (answer.ok) dispatch(desk, { type: "read", conversationId: id, marks: { agent: seq } });
  }

  return (id, seq) => void markRead(id, seq);
}

/** Why accepting did not work, and what to do about it. */
function refusal(desk: Desk, id: string, contact: string, { code }: Problem): Notice {
  const now = state(desk);
  const detail = now.chats[id]?.detail;
  if (code === "taken") return { code: "taken", contact, by: detail?.agent?.name ?? null };
  const over = code === "conflict" && detail && detail.status !== "queued";
  if (code === "not_found" || over) return { code: "gone" };
  if (code !== "conflict") return { code: "failed", error: code };
  if (now.agent?.availability !== "online") return { code: "not_available" };
  return { code: "at_capacity", capacity: Math.max(now.agent.capacity, openChats(now)) };
}
