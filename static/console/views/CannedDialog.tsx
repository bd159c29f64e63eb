/* Canned replies: the list that all agents share, and the form to write one. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { CannedReplyView } from "../../shared/wire";
import { Empty, Skeleton } from "./bits";
import { CannedForm } from "./CannedForm";
import { useScene } from "./context";
import { Dialog } from "./Dialog";
import { Icon } from "./icons";

export function CannedDialog() {
  const { act, t } = useScene();
  const [editing, setEditing] = useState<CannedReplyView | "new" | null>(null);
  return (
    <Dialog title={t.canned.title} kind="wide" onClose={() => act.openDialog(null)}>
      {editing ? (
        <CannedForm reply={editing === "new" ? null : editing} onDone={() => setEditing(null)} />
      ) : (
        <CannedList onEdit={setEditing} />
      )}
    </Dialog>
  );
}

function CannedList({ onEdit }: { onEdit(reply: CannedReplyView | "new"): void }) {
  const { state, act, t } = useScene();
  const { items, phase } = state.canned;
  return (
    <>
      <div class="canned__head">
        <p>{t.canned.lead}</p>
        <button id="canned-add" type="button" class="button button--main" onClick={() => onEdit("new")}>
          <Icon name="plus" />
          {t.canned.add}
        </button>
      </div>
      {phase === "loading" && <Skeleton lines={4} />}
      {phase === "failed" && (
        <Empty title={t.lists.failed} mood="bad">
          <button type="button" class="button" onClick={() => void act.loadCanned()}>
            {t.tryAgain}
          </button>
        </Empty>
      )}
      {phase === "ready" && items.length === 0 && <Empty title={t.canned.none} hint={t.canned.noneHint} />}
      <ul class="canned">
        {items.map((reply) => (
          <CannedLine key={reply.id} reply={reply} onEdit={onEdit} />
        ))}
      </ul>
    </>
  );
}

function CannedLine({ reply, onEdit }: { reply: CannedReplyView; onEdit(reply: CannedReplyView): void }) {
  const { t } = useScene();
  const [asking, setAsking] = useState(false);
  return (
    <li class="canned__one">
      <div class="canned__text">
        <p class="option__top">
          <span class="option__key">/{reply.shortcut}</span>
          <strong dir="auto">{reply.title}</strong>
          {reply.locale && <span class="chip chip--plain">{reply.locale.toUpperCase()}</span>}
        </p>
        <p class="option__text" dir="auto">
          {reply.text}
        </p>
      </div>
      {asking ? (
        <AskDelete reply={reply} onCancel={() => setAsking(false)} />
      ) : (
        <div class="canned__tools">
          <button
            type="button"
            class="button button--small"
            aria-label={t.canned.editName(reply.title)}
            onClick={() => onEdit(reply)}
          >
            {t.edit}
          </button>
          <button
            type="button"
            class="button button--small"
            aria-label={t.canned.deleteName(reply.title)}
            onClick={() => setAsking(true)}
          >
            {t.remove}
          </button>
        </div>
      )}
    </li>
  );
}

function AskDelete({ reply, onCancel }: { reply: CannedReplyView; onCancel(): void }) {
  const { act, t } = useScene();
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <div class="canned__ask">
      <p>{t.canned.confirmDelete(reply.title)}</p>
      <button type="button" class="button button--small" onClick={onCancel}>
        {t.cancel}
      </button>
      <button
        ref={yes}
        type="button"
        class="button button--small button--bad"
        onClick={() =>
          void act.deleteCanned(reply.id).then(() => document.getElementById("canned-add")?.focus())
        }
      >
        {t.remove}
      </button>
    </div>
  );
}
