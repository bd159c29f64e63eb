/* The agent's own settings and the ways to the less frequent things, in a popover of the top bar. */

import { LOCALES, strings } from "../i18n";
import type { LocaleName, Theme } from "../state/model";
import { openChats } from "../state/selectors";
import { useScene } from "./context";
import { Icon } from "./icons";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function LanguageSelect() {
  const { state, act, t } = useScene();
  const choose = (value: string) => {
    const locale = LOCALES.find((one: LocaleName) => one === value);
    if (locale) act.setPrefs({ locale });
  };
  return (
    <label class="choice">
      <span>{t.menu.language}</span>
      <select value={state.prefs.locale} onChange={(event) => choose(event.currentTarget.value)}>
        {LOCALES.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {strings(locale).name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ThemeSelect() {
  const { state, act, t } = useScene();
  const choose = (value: string) => {
    const theme = THEMES.find((one) => one === value);
    if (theme) act.setPrefs({ theme });
  };
  return (
    <label class="choice">
      <span>{t.menu.theme}</span>
      <select value={state.prefs.theme} onChange={(event) => choose(event.currentTarget.value)}>
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {t.menu.themes[theme]}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Settings() {
  const { state, act, t } = useScene();
  const { agent, prefs } = state;
  if (!agent) return null;
  const open = (dialog: "canned" | "shortcuts") => {
    document.getElementById("settings")?.hidePopover();
    act.openDialog(dialog);
  };
  return (
    <>
      <button type="button" class="button button--icon" popovertarget="settings">
        <Icon name="menu" />
        <span class="hidden">{t.menu.label}</span>
      </button>
      <section id="settings" class="menu" popover="auto" aria-label={t.menu.label}>
        <p class="menu__who">
          {t.menu.signedInAs(agent.name)}
          <span>{t.menu.capacity(openChats(state), agent.capacity)}</span>
        </p>
        <LanguageSelect />
        <ThemeSelect />
        <label class="check">
          <input
            type="checkbox"
            checked={prefs.sound}
            onChange={(event) => act.setPrefs({ sound: event.currentTarget.checked })}
          />
          <span>{t.menu.sound}</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={prefs.singleKeys}
            onChange={(event) => act.setPrefs({ singleKeys: event.currentTarget.checked })}
          />
          <span>{t.shortcuts.toggle}</span>
        </label>
        <div class="menu__links">
          <button type="button" class="button" onClick={() => open("canned")}>
            {t.canned.title}
          </button>
          <button type="button" class="button" onClick={() => open("shortcuts")}>
            {t.shortcuts.title}
          </button>
          <button type="button" class="button" onClick={() => void act.logOut()}>
            {t.menu.logOut}
          </button>
        </div>
      </section>
    </>
  );
}
