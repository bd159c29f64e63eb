/* The bar on top: availability, finding things, sound, settings. */
import { CHATS, CHECK_INS } from "../app/route";
import type { Availability, PageName } from "../state/model";
import { unreadTotal } from "../state/selectors";
import { useScene } from "./context";
import { Icon } from "./icons";
import { Brand } from "./Login";
import { Settings } from "./Settings";

const CHOICES: readonly Availability[] = ["online", "away", "offline"];

export function TopBar() {
  const { state, act, t } = useScene();
  const { sound } = state.prefs;
  return (
    <header class="top">
      <Brand />
      <AvailabilitySwitch />
      <Pages />
      <div class="top__tools">
        <button type="button" class="button top__find" onClick={() => act.openDialog("palette")}>
          <Icon name="search" />
          <span>{t.menu.find}</span>
          <span class="key" aria-hidden="true">
            Ctrl K
          </span>
        </button>
        <button
          type="button"
          class="button button--icon top__sound"
          aria-pressed={sound}
          title={sound ? t.menu.soundOff : t.menu.soundOn}
          onClick={() => act.setPrefs({ sound: !sound })}
        >
          <Icon name={sound ? "sound" : "muted"} />
          <span class="hidden">{t.menu.sound}</span>
        </button>
        <Settings />
      </div>
    </header>
  );
}

const PAGES: readonly [PageName, string][] = [
  ["chats", CHATS],
  ["check_ins", CHECK_INS],
];

/** Links, so that they open in another tab like any other; who waits is shown where the queue is out of sight. */
function Pages() {
  const { state, t } = useScene();
  const { page } = state.ui;
  const calling = page === "chats" ? 0 : state.lists.queue.length + unreadTotal(state);
  return (
    <nav class="pages" aria-label={t.pages.label}>
      {PAGES.map(([name, address]) => (
        <a key={name} class="pages__one" href={address} aria-current={page === name ? "page" : undefined}>
          {t.pages[name]}
          {name === "chats" && calling > 0 && (
            <span class="count count--calling">
              {calling}
              <span class="hidden"> {t.pages.calling}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

function AvailabilitySwitch() {
  const { state, act, t } = useScene();
  const { agent, choosing } = state;
  if (!agent) return null;
  return (
    <fieldset class="availability">
      <legend class="hidden">{t.availability.label}</legend>
      {CHOICES.map((choice) => (
        <button
          key={choice}
          type="button"
          class={`availability__choice availability__choice--${choice}`}
          aria-pressed={agent.availability === choice}
          aria-busy={choosing === choice}
          title={choosing === choice ? t.availability.setting : t.availability.hints[choice]}
          onClick={() => choosing !== choice && void act.setAvailability(choice)}
        >
          <span class="dot" aria-hidden="true" />
          {t.availability.names[choice]}
        </button>
      ))}
    </fieldset>
  );
}

/** Shown over everything while merchants cannot reach this agent. */
export function OfflineCall() {
  const { state, act, t } = useScene();
  if (state.agent?.availability !== "offline") return null;
  return (
    <section class="call" aria-label={t.availability.label}>
      <p>
        <strong>{t.availability.offlineTitle}</strong> {t.availability.offlineText}
      </p>
      <button type="button" class="button button--main" onClick={() => void act.setAvailability("online")}>
        {state.choosing === "online" ? t.availability.setting : t.availability.goOnline}
      </button>
    </section>
  );
}
