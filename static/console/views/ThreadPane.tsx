/* The middle pane: one conversation with its story, its messages, and the place to write. */
import type { ConversationDetail } from "../../shared/wire";
import type { Chat } from "../state/model";
import { holds, ratingOf, selectedChat } from "../state/selectors";
import { Empty, KeyCap, Rating, Skeleton, Waiting } from "./bits";
import { Composer } from "./Composer";
import { useScene } from "./context";
import { CONTACT_BACK_ID, focusLine, focusSoon, focusThread, THREAD_TITLE_ID, wantFocus } from "./focus";
import { Icon } from "./icons";
import { MessageLog } from "./MessageLog";
import { Story } from "./Story";
import { TicketPane } from "./TicketPane";

export function ThreadPane() {
  const { state, t } = useScene();
  const id = state.ui.selected;
  const chat = selectedChat(state);
  return (
    <section class="pane pane--thread" aria-label={state.tickets.selected ? t.tickets.label : t.thread.label}>
      {state.tickets.selected ? (
        <TicketPane tickets={state.tickets} />
      ) : id && chat ? (
        <Thread key={id} id={id} chat={chat} />
      ) : (
        <Empty title={t.thread.none} hint={t.thread.noneHint} />
      )}
    </section>
  );
}

function Thread({ id, chat }: { id: string; chat: Chat }) {
  const { act, t } = useScene();
  const { detail } = chat;
  if (chat.phase === "failed" && !detail)
    return (
      <>
        <ThreadHead detail={null} />
        <Empty title={chat.problem === "not_found" ? t.thread.notFound : t.thread.failed} mood="bad">
          {chat.problem !== "not_found" && (
            <button type="button" class="button" onClick={() => void act.view(id)}>
              {t.tryAgain}
            </button>
          )}
        </Empty>
      </>
    );
  return (
    <>
      <ThreadHead detail={detail} />
      {detail ? (
        <>
          <Story events={chat.log.events} locale={detail.contact.locale} />
          <MessageLog id={id} chat={chat} detail={detail} />
          <Situation detail={detail} />
          <Composer detail={detail} />
        </>
      ) : (
        <Skeleton lines={6} />
      )}
    </>
  );
}

function ThreadHead({ detail }: { detail: ConversationDetail | null }) {
  const { state, act, t } = useScene();
  const name = detail ? detail.contact.name || t.visitor : t.loading;
  const showContact = () => {
    act.showPane("contact");
    focusSoon(CONTACT_BACK_ID);
  };
  const back = () => {
    const from = state.ui.selected;
    act.showPane("lists");
    focusLine(from);
  };
  return (
    <header class="head">
      <button type="button" class="button button--icon head__back" onClick={back}>
        <Icon name="back" />
        <span class="hidden">{t.thread.backToLists}</span>
      </button>
      <div class="head__who">
        <h2 id={THREAD_TITLE_ID} tabIndex={-1} dir="auto">
          {name}
        </h2>
        {detail && <HeadLine detail={detail} />}
      </div>
      <button type="button" class="button head__contact" onClick={showContact}>
        <Icon name="person" />
        <span>{t.thread.contact}</span>
      </button>
      {detail && (
        <button type="button" class="button head__ticket" onClick={() => act.openDialog("ticket")}>
          <Icon name="plus" />
          <span>{t.tickets.fromChat}</span>
        </button>
      )}
      {detail && (detail.status === "queued" || holds(state, detail)) && (
        <button type="button" class="button head__transfer" onClick={() => act.openDialog("transfer")}>
          <Icon name="send" />
          <span>{detail.status === "queued" ? t.transfer.assign : t.transfer.open}</span>
        </button>
      )}
      {detail && holds(state, detail) && <ResolveButton id={detail.conversation_id} />}
    </header>
  );
}

function HeadLine({ detail }: { detail: ConversationDetail }) {
  const { state, t } = useScene();
  const { plan } = detail.contact;
  const elsewhere = detail.status === "active" && !holds(state, detail);
  return (
    <p class="head__line">
      <span class={`chip chip--${detail.status}`}>{t.lists.statuses[detail.status]}</span>
      {plan && <span class="chip">{t.contact.plans[plan] ?? plan}</span>}
      {detail.agent && elsewhere && <span class="head__agent">{t.lists.heldBy(detail.agent.name)}</span>}
    </p>
  );
}

function ResolveButton({ id }: { id: string }) {
  const { act, t } = useScene();
  const resolve = () => void act.resolve(id).then(focusThread);
  return (
    <button type="button" class="button head__resolve" onClick={resolve}>
      <Icon name="check" />
      {t.thread.resolve}
      <KeyCap cap="E" />
    </button>
  );
}

/** Why one cannot simply reply here, and what can be done instead. */
function Situation({ detail }: { detail: ConversationDetail }) {
  const { state, t } = useScene();
  const { status, agent } = detail;
  const rating = ratingOf(selectedChat(state));
  if (status === "queued") return <QueuedBar detail={detail} />;
  if (status === "resolved")
    return (
      <div class="situation">
        <p>{t.thread.ended.resolved}</p>
        {rating ? <Rating score={rating.score} /> : <span class="muted">{t.thread.rating.none}</span>}
        {rating?.comment && <q dir="auto">{rating.comment}</q>}
      </div>
    );
  if (status === "abandoned") return <p class="situation">{t.thread.ended.abandoned}</p>;
  if (agent && agent.id !== state.agent?.id)
    return <p class="situation">{t.thread.ended.held(agent.name)}</p>;
  return null;
}

function QueuedBar({ detail }: { detail: ConversationDetail }) {
  const { state, act, t } = useScene();
  const id = detail.conversation_id;
  const busy = state.lists.accepting.has(id);
  const accept = () => {
    if (!busy) void act.acceptAndOpen(id).then((taken) => taken && wantFocus(id));
  };
  return (
    <div class="situation situation--calling">
      <p>
        {t.thread.ended.queued(detail.contact.name)} <Waiting since={detail.queued_at} />
      </p>
      <button type="button" class="button button--main" aria-disabled={busy} onClick={accept}>
        {busy ? t.lists.accepting : t.lists.accept}
        {!busy && <KeyCap cap="A" />}
      </button>
    </div>
  );
}
