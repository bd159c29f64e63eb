/* What the browser keeps for an agent: preferences, drafts, and messages that the server has not confirmed.
   Everything personal is bound to the agent's id and goes when another one logs in. Each draft and message has a
   key of its own, so that two tabs never overwrite each other's. */
import { type Outbox, type OutboxItem, revived } from "../../shared/outbox";
import type { Availability, Draft, LocaleName, Prefs } from "../state/model";

const PREFIX = "console.";

export interface Keep {
  prefs(): Prefs;
  savePrefs(prefs: Prefs): void;
  /** Opens what is kept for this agent and wipes what others left behind. */
  open(agentId: string): { outbox: Outbox; drafts: Record<string, Draft> };
  /** Writes what is new or changed and removes what is gone since `before`. */
  saveOutbox(agentId: string, before: Outbox, after: Outbox): void;
  saveDraft(agentId: string, conversationId: string, draft: Draft | null): void;
  /** This tab's choice, so that a reload keeps it and tomorrow morning does not. */
  choice(agentId: string): Availability | null;
  /** Also tells the agent's other tabs, which would otherwise repeat an older choice after a reconnect. */
  saveChoice(agentId: string, availability: Availability | null): void;
  onChoiceElsewhere(agentId: () => string | null, heard: (availability: Availability) => void): void;
}

/** Without storage (blocked by the browser) everything lives as long as the page. */
export function createKeep(local: Storage | null, session: Storage | null, locale: LocaleName): Keep {
  return {
    prefs: () => ({
      ...{ locale, theme: "system", sound: true, singleKeys: true },
      ...read<Partial<Prefs>>(local, "prefs", {}),
    }),
    savePrefs: (prefs) => write(local, "prefs", prefs),
    open(agentId) {
      forget(local, agentId);
      const outbox = all<OutboxItem>(local, `outbox.${agentId}.`).map(([, item]) => item);
      outbox.sort((a, b) => a.queued_at.localeCompare(b.queued_at));
      return {
        outbox: revived(outbox),
        drafts: Object.fromEntries(all<Draft>(local, `drafts.${agentId}.`)),
      };
    },
    saveOutbox(agentId, before, after) {
      const known = new Set(before);
      const left = new Set(after.map((item) => item.client_id));
      for (const item of after)
        if (!known.has(item)) write(local, `outbox.${agentId}.${item.client_id}`, item);
      for (const item of before)
        if (!left.has(item.client_id)) write(local, `outbox.${agentId}.${item.client_id}`, null);
    },
    saveDraft: (agentId, conversationId, draft) => write(local, `drafts.${agentId}.${conversationId}`, draft),
    choice: (agentId) => read<Availability | null>(session, `choice.${agentId}`, null),
    saveChoice(agentId, availability) {
      write(session, `choice.${agentId}`, availability);
      write(local, `choice.${agentId}`, availability);
    },
    onChoiceElsewhere(agentId, heard) {
      addEventListener("storage", (event) => {
        const id = agentId();
        if (!id || event.key !== `${PREFIX}choice.${id}`) return;
        const availability = read<Availability | null>(local, `choice.${id}`, null);
        write(session, `choice.${id}`, availability);
        if (availability) heard(availability);
      });
    },
  };
}

export function available(open: () => Storage): Storage | null {
  try {
    const storage = open();
    storage.setItem(`${PREFIX}probe`, "1");
    storage.removeItem(`${PREFIX}probe`);
    return storage;
  } catch {
    return null;
  }
}

function read<T>(storage: Storage | null, key: string, otherwise: T): T {
  try {
    const text = storage?.getItem(PREFIX + key);
    // Only this module writes these keys, in the shapes it declares above.
    return text ? (JSON.parse(text) as T) : otherwise;
  } catch {
    return otherwise;
  }
}

function all<T>(storage: Storage | null, prefix: string): [string, T][] {
  const found: [string, T][] = [];
  for (const key of keys(storage, prefix)) {
    const value = read<T | null>(storage, prefix + key, null);
    if (value) found.push([key, value]);
  }
  return found;
}

function keys(storage: Storage | null, prefix: string): string[] {
  const start = PREFIX + prefix;
  return Object.keys(storage ?? {})
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length));
}

function write(storage: Storage | null, key: string, value: object | string | null): void {
  try {
    if (value === null) storage?.removeItem(PREFIX + key);
    else storage?.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full storage costs the memory of a reload, never the message itself.
  }
}

function forget(storage: Storage | null, agentId: string): void {
  for (const kind of ["outbox.", "drafts."]) {
    for (const key of keys(storage, kind))
      if (!key.startsWith(`${agentId}.`)) storage?.removeItem(PREFIX + kind + key);
  }
}
