/* The frame: header, one screen, and the one quiet voice that tells what changes. */

import type { Texts } from "../i18n/texts";
import { here, type State } from "../state/state";
import { Home, Skeleton } from "./home";
import { Icon } from "./icon";
import { Person } from "./parts";
import type { ViewProps } from "./view";

export function Panel(props: ViewProps) {
  const { state, language, act } = props;
  const t = language.texts;
  const { at } = here(state);
  const { session } = state;
  return (
    <>
      <div class={at === "home" ? "top on-hero" : "top"}>
        {state.path.length > 1 && (
          <button type="button" class="round plain" aria-label={t.back} onClick={act.back}>
            <Icon is="back" />
          </button>
        )}
        <p>
          {at === "chat" ? (state.chat?.agent?.name ?? t.conversation) : t.launcher}
          {session?.contact && at === "home" && session.plans_url && (
            <a class="plan" href={session.plans_url} target="_blank" rel="noopener">
              {t.plan(session.plan_name)}
            </a>
          )}
        </p>
        {!state.page && (
          <button type="button" class="round plain" aria-label={t.close} onClick={act.close}>
            <Icon is="close" />
          </button>
        )}
      </div>
      <Screen {...props} />
      <p class="quiet" role="status">
        {spoken(state, t)}
      </p>
    </>
  );
}

function Screen(props: ViewProps) {
  const { state, language, act, screens } = props;
  const { at } = here(state);
  if (at === "home") {
    const { answer } = state.ask;
    return (
      <div class="scroll" key="home">
        {screens.header?.(props)}
        <Home {...props} />
        {answer && (
          <div class="foot">
            <Person state={state} t={language.texts} act={act} strong={answer.level === "none"} />
          </div>
        )}
      </div>
    );
  }
  return (
    screens[at]?.(props) ?? (
      <div class="scroll body">
        <Skeleton />
      </div>
    )
  );
}

/** What a screen reader hears besides the log: results, the queue, typing, the line. Nothing is said twice. */
function spoken(state: State, t: Texts): string {
  const { chat, ask } = state;
  const { at } = here(state);
  if (at === "home") {
    if (!ask.answer || ask.busy) return "";
    return ask.answer.suggestions.length ? t.found(ask.answer.suggestions.length) : t.nothing_on_this;
  }
  if (at === "closed") return state.available ? t.desk_back : "";
  if (at !== "chat" || !chat?.loaded) return "";
  if (chat.connection !== "online") return chat.connection === "offline" ? t.offline_now : t.connecting;
  if (chat.typing) return t.types(chat.typing.name);
  if (chat.status !== "queued" || !chat.position) return "";
  return chat.position === 1 ? t.next_up : t.queued(chat.position);
}
