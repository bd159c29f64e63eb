/* What goes along into a ticket: what was already said is never typed again. Pure but for the new id. */

import { newClientId } from "../../shared/client_id";
import type { Chat } from "../state/chat";
import { here, type State } from "../state/state";
import { type Draft, emptyDraft } from "../state/tickets";

/** The conversation that is on screen, or else the question that was asked or typed. */
export function source(state: State, draft: Draft): { draft: Draft; said: string } {
  const { chat, ask } = state;
  const anew = () => ({ ...emptyDraft(newClientId()), email: draft.email });
  if (chat && here(state).at === "chat") {
    const { conversation_id } = chat;
    const own = draft.conversation_id === conversation_id ? draft : { ...anew(), conversation_id };
    return { draft: own, said: saidIn(chat) };
  }
  const question_id = ask.asked?.question_id;
  const same = !question_id || draft.question_id === question_id || !draft.text;
  return { draft: { ...(same ? draft : anew()), ...(question_id && { question_id }) }, said: ask.text };
}

/** The merchant's own words, each once. */
function saidIn({ log }: Chat): string {
  const said = log.events.flatMap((event) =>
    (event.type === "message.sent" || event.type === "question.asked") &&
    event.actor.kind === "contact" &&
    !log.redacted.has(event.seq)
      ? event.data.text
      : [],
  );
  return [...new Set(said)].join("\n");
}
