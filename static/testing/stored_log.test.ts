/* A conversation as the server stores it: numbers its events without gaps and answers `catch_up`. */

import type {
  Actor,
  AgentRef,
  CaughtUp,
  ChatEvent,
  ConversationState,
  EventDataByType,
  ReadMarks,
} from "../shared/wire";
import { amir, nobody, vera } from "./people.test";

type Happening = ChatEvent extends infer E
  ? E extends ChatEvent
    ? Pick<E, "type" | "actor" | "data">
    : never
  : never;

/** Monday the 2nd of March 2026, ten in the morning in Madrid. */
export const MONDAY = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;

export class StoredLog {
  readonly events: ChatEvent[] = [];
  read: ReadMarks = { contact: 0, agent: 0 };
  state: ConversationState;
  /** When the next event happens, in milliseconds; each takes a minute. */
  now = MONDAY;

  constructor(readonly conversation_id = "conversation_1") {
    this.state = { conversation_id, status: "new" };
  }

  get head(): number {
    return this.events.length;
  }

  add(happening: Happening): ChatEvent {
    const at = new Date(this.now).toISOString();
    const { conversation_id, head } = this;
    const event: ChatEvent = { ...happening, conversation_id, seq: head + 1, v: 1, at };
    this.events.push(event);
    this.now += MINUTE;
    return event;
  }

  asked(text: string, question_id = "question_1"): ChatEvent {
    return this.add({ type: "question.asked", actor: vera, data: { question_id, text, locale: "es" } });
  }

  said(actor: Actor, text: string, client_id?: string): ChatEvent {
    return this.add({ type: "message.sent", actor, data: { text, ...(client_id && { client_id }) } });
  }

  noted(text: string, client_id?: string): ChatEvent {
    return this.add({ type: "note.added", actor: amir, data: { text, ...(client_id && { client_id }) } });
  }

  /** The stored text is gone, too: whoever catches up later never sees it. */
  redacted(seq: number): ChatEvent {
    const said = this.events[seq - 1];
    if (said?.type !== "message.sent") throw new Error(`number ${seq} is no message`);
    const { client_id } = said.data;
    const data = { text: "", redacted: true, ...(client_id && { client_id }) };
    this.events[seq - 1] = { ...said, data };
    return this.add({ type: "message.redacted", actor: amir, data: { seq } });
  }

  queued(): ChatEvent {
    this.#is({ status: "queued" });
    return this.add({ type: "conversation.queued", actor: nobody, data: {} });
  }

  assigned(agent: AgentRef): ChatEvent {
    this.#is({ status: "active", agent });
    return this.add({ type: "conversation.assigned", actor: { kind: "agent", ...agent }, data: { agent } });
  }

  resolved(): ChatEvent {
    this.#is({ ...this.state, status: "resolved" });
    return this.add({ type: "conversation.resolved", actor: amir, data: {} });
  }

  abandoned(): ChatEvent {
    this.#is({ status: "abandoned" });
    return this.add({ type: "conversation.abandoned", actor: vera, data: {} });
  }

  /** Back in the hands of that agent, or in the queue. */
  reopened(agent?: AgentRef): ChatEvent {
    const back = agent && { agent };
    this.#is({ status: agent ? "active" : "queued", ...back });
    return this.add({ type: "conversation.reopened", actor: vera, data: { ...back } });
  }

  rated(score: number, comment?: string): ChatEvent {
    this.#is({ ...this.state, rated: true });
    const data: EventDataByType["rating.given"] = { score, ...(comment && { comment }) };
    return this.add({ type: "rating.given", actor: vera, data });
  }

  /** The server's answer: at most `limit` events after that number. */
  catchUp(after = 0, limit = 500): CaughtUp {
    const events = this.events.slice(after, after + limit);
    return { events, head: this.head, conversation: { ...this.state }, read: { ...this.read } };
  }

  #is(state: Omit<ConversationState, "conversation_id">): void {
    this.state = { conversation_id: this.conversation_id, ...state };
  }
}
