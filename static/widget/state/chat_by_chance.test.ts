/* Over a line that loses and repeats, the merchant's view of a conversation is what the server has stored. */

import { deepEqual } from "node:assert/strict";
import { describe, test } from "node:test";
import type { OutboxItem } from "../../shared/outbox";
import { type Chance, forManySeeds } from "../../testing/chance.test";
import { StoredLog } from "../../testing/stored_log.test";
import { type Client, liveThrough } from "../../testing/unreliable_line.test";
import { type Chat, caughtUp, newChat, receive, signalled, withOutbox } from "./chat";

const conversation_id = "conversation_1";

/** Everything that will be said stands in the outbox already, as if each acknowledgement were lost. */
const unsent = Array.from(
  { length: 70 },
  (_, at): OutboxItem => ({
    ...{ client_id: `id-${at}`, conversation_id, text: "", state: "sending", attempts: 1, queued_at: "" },
  }),
);

function story(chance: Chance): void {
  const stored = new StoredLog(conversation_id);
  let chat: Chat = withOutbox(newChat(stored.state), unsent);
  const client: Client = {
    log: () => chat.log,
    event: (event) => {
      chat = receive(chat, [event]);
    },
    caughtUp: (answer) => {
      chat = caughtUp(chat, answer);
    },
    head: (head) => {
      chat = signalled(chat, { type: "heads", heads: { [conversation_id]: head } }, 0);
    },
    read: (reader, seq) => {
      chat = signalled(chat, { type: "read", conversation_id, reader, seq }, 0);
    },
  };
  const settled = () => {
    deepEqual([chat.status, chat.agent], [stored.state.status, stored.state.agent ?? null]);
    const said = stored.events.flatMap((event) =>
      event.type === "message.sent" ? (event.data.client_id ?? []) : [],
    );
    const left = unsent.filter((item) => !said.includes(item.client_id));
    deepEqual(chat.outbox, left, "what is said is no longer unsent");
  };
  liveThrough(chance, stored, client, { mixed: false, settled });
}

describe("A conversation in the widget, by chance", () => {
  test("stands as the server has it whenever nothing is missing, and nothing stays unsent that is said", () => {
    forManySeeds(100, story);
  });
});
