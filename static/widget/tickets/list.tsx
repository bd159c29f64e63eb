/* One's own tickets, the last changed first. */

import { moment } from "../../shared/moment";
import type { TicketSummary } from "../../shared/wire";
import { Skeleton } from "../views/home";
import { Icon } from "../views/icon";
import { Title } from "../views/parts";
import { Notice } from "../views/trouble";
import type { Mine } from "./mine";
import type { TicketTexts } from "./texts";
import type { TicketProps } from "./tickets";

export interface MineProps extends TicketProps {
  does: Mine;
}

export function ListView({ state, language, words, does }: MineProps) {
  const { list, trouble } = state.tickets ?? {};
  return (
    <div class="scroll" key="tickets">
      <div class="body">
        <Title page={state.page} focus>
          {words.mine}
        </Title>
        <Notice trouble={trouble} t={language.texts} again={does.retry} />
        {!list && !trouble && <Skeleton />}
        {list?.length === 0 && (
          <p class="none">
            <Icon is="article" />
            {words.none}
          </p>
        )}
        <ul class="list">
          {list?.map(({ ticket_id, subject, kind_label, state: standing, updated_at, unread }) => (
            <li key={ticket_id}>
              <button type="button" class="box card" onClick={() => does.open(ticket_id)}>
                <span>
                  <strong dir="auto">{subject}</strong>
                  <span class="muted">{kind_label}</span>
                  <span class="steps muted">
                    <Standing state={standing} words={words} />
                    {unread > 0 && <span class="pill new">{words.unread}</span>}
                    <time dateTime={updated_at}>{moment(updated_at, language.locale, new Date())}</time>
                  </span>
                </span>
                <Icon is="next" />
              </button>
            </li>
          ))}
        </ul>
        <button type="button" class={list?.length ? "small" : "button"} onClick={does.anew}>
          {words.title}
        </button>
      </div>
    </div>
  );
}

export function Standing({ state, words }: { state: TicketSummary["state"]; words: TicketTexts }) {
  return <span class={`pill ${state}`}>{words.states[state]}</span>;
}
