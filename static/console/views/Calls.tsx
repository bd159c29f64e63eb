/* The log of phone calls with a contact, and the line that logs another. */
import { useEffect, useState } from "preact/hooks";
import type { LoggedCall } from "../../shared/wire";
import { When } from "./ConversationLines";
import { useScene } from "./context";

export function Calls({ contactId }: { contactId: string }) {
  const { act, t } = useScene();
  const [calls, setCalls] = useState<LoggedCall[]>([]);
  const [topic, setTopic] = useState("");
  const [busy, setBusy] = useState(false);
  const load = () => act.calls(contactId).then((answer) => answer.ok && setCalls(answer.value.calls));
  useEffect(() => {
    setCalls([]);
    void load();
  }, [contactId]);
  const log = async (event: Event) => {
    event.preventDefault();
    if (busy || !topic.trim()) return;
    setBusy(true);
    const logged = await act.logCall(contactId, topic.trim());
    setBusy(false);
    if (!logged) return;
    setTopic("");
    await load();
  };
  return (
    <section class="block" aria-labelledby="calls-title">
      <h3 id="calls-title">{t.tickets.calls}</h3>
      {calls.length === 0 && <p class="block__none">{t.tickets.noCalls}</p>}
      <ul class="asked">
        {calls.map((call) => (
          <li key={call.id}>
            <span dir="auto">{call.topic}</span>
            <span class="asked__fate">
              <When at={call.at} /> <span class="muted">{call.agent.name}</span>
            </span>
          </li>
        ))}
      </ul>
      <form class="call-form" onSubmit={(event) => void log(event)}>
        <label class="field">
          <span class="field__name">{t.tickets.callTopic}</span>
          <input
            type="text"
            maxLength={500}
            dir="auto"
            value={topic}
            onInput={(event) => setTopic(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button button--small" aria-disabled={busy || !topic.trim()}>
          {t.tickets.logCall}
        </button>
      </form>
    </section>
  );
}
