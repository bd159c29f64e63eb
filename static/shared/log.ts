/* One conversation as a client holds it: events applied in the order of their number, each once, and who has
   read how far. Pure; widget and console feed it from HTTP, acknowledgements and the socket alike. */

import type { Actor, ReadMarks } from "./wire";

export interface LoggedEvent {
  conversation_id: string;
  seq: number;
  type: string;
  actor: Actor;
  at: string;
  data: object;
}

export interface Log<E extends LoggedEvent = LoggedEvent> {
  events: readonly E[];
  /** Highest number up to which everything has been applied; what `catch_up` asks after. */
  applied: number;
  /** Highest number heard of, from events, heads and acknowledgements. */
  head: number;
  read: ReadMarks;
  /** Numbers of the messages whose text was taken out of the log. */
  redacted: ReadonlySet<number>;
}

export function emptyLog<E extends LoggedEvent>(): Log<E> {
  return { events: [], applied: 0, head: 0, read: { contact: 0, agent: 0 }, redacted: new Set() };
}

/** True when something is missing: the caller asks `catch_up {after: log.applied}`. */
export function isBehind(log: Log): boolean {
  return log.head > log.applied;
}

/** Applies what follows without a gap, drops what is known; a number beyond a gap only raises the head. */
export function applyEvents<E extends LoggedEvent>(log: Log<E>, incoming: readonly E[]): Log<E> {
  const fresh = incoming.filter((event) => event.seq > log.applied).sort((a, b) => a.seq - b.seq);
  if (fresh.length === 0) return log;
  const events = [...log.events];
  const redacted = new Set(log.redacted);
  let applied = log.applied;
  for (const event of fresh) {
    if (event.seq !== applied + 1) continue;
    applied = event.seq;
    events.push(event);
    const target = redactedSeq(event);
    if (target !== undefined) redacted.add(target);
  }
  const head = Math.max(log.head, fresh[fresh.length - 1]?.seq ?? 0);
  const kept = redacted.size > log.redacted.size ? events.map((event) => blanked(event, redacted)) : events;
  return { ...log, events: kept, applied, head, redacted };
}

/** The answer of `catch_up`: events after what was applied, the head and the read marks. */
export function applyCatchUp<E extends LoggedEvent>(
  log: Log<E>,
  answer: { events: readonly E[]; head: number; read: ReadMarks },
): Log<E> {
  return applyRead(applyHead(applyEvents(log, answer.events), answer.head), answer.read);
}

export function applyHead<E extends LoggedEvent>(log: Log<E>, head: number): Log<E> {
  return head > log.head ? { ...log, head } : log;
}

/** Read marks only ever move forward, whatever order signals arrive in. */
export function applyRead<E extends LoggedEvent>(log: Log<E>, marks: Partial<ReadMarks>): Log<E> {
  const contact = Math.max(log.read.contact, marks.contact ?? 0);
  const agent = Math.max(log.read.agent, marks.agent ?? 0);
  return contact === log.read.contact && agent === log.read.agent
    ? log
    : { ...log, read: { contact, agent } };
}

/** How many messages by others stand beyond the reader's mark. */
export function unreadCount(log: Log, reader: keyof ReadMarks): number {
  const mark = log.read[reader];
  return log.events.filter((e) => e.seq > mark && e.type === "message.sent" && e.actor.kind !== reader)
    .length;
}

function redactedSeq(event: LoggedEvent): number | undefined {
  if (event.type !== "message.redacted" || !("seq" in event.data)) return undefined;
  return typeof event.data.seq === "number" ? event.data.seq : undefined;
}

function blanked<E extends LoggedEvent>(event: E, redacted: ReadonlySet<number>): E {
  return redacted.has(event.seq) ? { ...event, data: { ...event.data, text: "" } } : event;
}
