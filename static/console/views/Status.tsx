/* What the agent is told in passing: the notice, the connection, and the one place that screen readers listen to. */
import { useEffect } from "preact/hooks";
import { noticeText } from "../i18n";
import type { Notice } from "../state/model";
import { unsentCount } from "../state/selectors";
import { type Scene, useScene } from "./context";
import { Icon } from "./icons";
import { typingText } from "./MessageLog";

/** Good news leaves by itself; what needs doing stays until it is dismissed. */
const NOTICE_MS = 6_000;
const GOOD: readonly Notice["code"][] = [
  "accepted",
  "resolved",
  "redacted",
  "cannedSaved",
  "cannedDeleted",
  "back",
];

export function Status() {
  const scene = useScene();
  const { state, act, t } = scene;
  const { notice } = state.ui;
  const good = notice !== null && GOOD.includes(notice.code);
  useEffect(() => {
    if (!good) return;
    const timer = setTimeout(act.dismiss, NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice?.id, good]);
  return (
    <>
      <p class="hidden" role="status">
        {spoken(scene)}
      </p>
      {notice && (
        <section class={good ? "notice notice--good" : "notice"} aria-label={t.notice}>
          <Icon name={good ? "check" : "alert"} />
          <p>{noticeText(notice, state.prefs.locale)}</p>
          {notice.code === "not_available" && (
            <button
              type="button"
              class="button button--small"
              onClick={() => void act.setAvailability("online")}
            >
              {t.availability.goOnline}
            </button>
          )}
          <button type="button" class="button button--icon" onClick={act.dismiss}>
            <Icon name="close" />
            <span class="hidden">{t.dismiss}</span>
          </button>
        </section>
      )}
    </>
  );
}

/** Everything that is worth saying aloud now, in one sentence after the other. */
function spoken(scene: Scene): string {
  const { state } = scene;
  const notice = state.ui.notice ? noticeText(state.ui.notice, state.prefs.locale) : "";
  return [connectionText(scene), notice, state.ui.spoken, typingText(scene, state.ui.selected)]
    .filter(Boolean)
    .join(" ");
}

function connectionText({ state, t }: Pick<Scene, "state" | "t">): string {
  if (state.connection === "online") return "";
  if (state.connection === "connecting") return t.connection.connecting;
  const unsent = unsentCount(state);
  return unsent > 0 ? `${t.connection.offline} ${t.connection.unsent(unsent)}` : t.connection.offline;
}

/** At the foot of everything: whoever answers tickets should know that nobody reads it in a mailbox. */
export function MailNote() {
  const { state, t } = useScene();
  if (state.mail !== "files") return null;
  return (
    <footer class="foot-note">
      <Icon name="mail" />
      <p>
        <strong>{t.mailNote.title}</strong> {t.mailNote.text}
      </p>
    </footer>
  );
}

export function ConnectionBar() {
  const scene = useScene();
  const text = connectionText(scene);
  if (!text) return null;
  return (
    <section class={`connection connection--${scene.state.connection}`} aria-label={scene.t.connection.label}>
      <span class="connection__pulse" aria-hidden="true" />
      <p id="connection">{text}</p>
    </section>
  );
}
