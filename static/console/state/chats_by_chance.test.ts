/* Over a line that loses and repeats, an agent's view of a conversation is what the server has stored. */

import { deepEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import { emptyLog } from "../../shared/log";
import type { OutboxItem } from "../../shared/outbox";
import { type Chance, forManySeeds } from "../../testing/chance.test";
import { loggedIn, opened } from "../../testing/console_desk.test";
import { StoredLog } from "../../testing/stored_log.test";
import { type Client, liveThrough } from "../../testing/unreliable_line.test";
import type { Action } from "./actions";
import { reduce } from "./reducer";

const conversationId = "conversation_1";

/** Everything that will be said or noted stands in the outbox already, as if each acknowledgement were lost. */
const unsent = Array.from(
  { length: 70 },
  (_, at): OutboxItem => ({
    ...{ client_id: `id-${at}`, conversation_id: conversationId, text: "", attempts: 1, queued_at: "" },
    state: "sending",
  }),
);

function story(chance: Chance): void {
  const stored = new StoredLog(conversationId);
  const start = opened(stored, { status: "new", agent: null });
  let state = reduce({ ...loggedIn, outbox: unsent }, start);
  const go = (action: Action) => {
    state = reduce(state, action);
  };
  const client: Client = {
    log: () => state.chats[conversationId]?.log ?? emptyLog(),
    event: (event) => go({ type: "event", event }),
    caughtUp: ({ events, head, read }) => go({ type: "chat.caught_up", conversationId, events, head, read }),
    head: (head) => go({ type: "heads", heads: { [conversationId]: head, elsewhere: 99 } }),
    read: (reader, seq) => go({ type: "read", conversationId, marks: { [reader]: seq } }),
  };
  const settled = () => {
    const detail = state.chats[conversationId]?.detail;
    const rated = detail?.rating !== null;
    deepEqual(
      [detail?.status, detail?.agent, rated],
      [stored.state.status, stored.state.agent ?? null, stored.state.rated ?? false],
    );
    const said = stored.events.map((event) => ("client_id" in event.data ? event.data.client_id : ""));
    deepEqual(
      state.outbox,
      unsent.filter((item) => !said.includes(item.client_id)),
      "what is said is no longer unsent",
    );
  };
  liveThrough(chance, stored, client, { mixed: false, settled });
}

describe("A conversation in the console, by chance", () => {
  test("stands as the server has it whenever nothing is missing, and nothing stays unsent that is said", () => {
    forManySeeds(100, story);
  });
});
