/* The console: the login, or the bar, the three panes and what opens above them. */
import type { Console } from "../app/start";
import { ArticleDrawer } from "./ArticleDrawer";
import { CannedDialog } from "./CannedDialog";
import { CheckInsPage } from "./CheckInsPage";
import { ContactPane } from "./ContactPane";
import { SceneProvider, useScene, useStore } from "./context";
import { ListsPane } from "./ListsPane";
import { Login, Starting } from "./Login";
import { Palette } from "./Palette";
import { RedactDialog } from "./RedactDialog";
import { Shortcuts } from "./Shortcuts";
import { ConnectionBar, MailNote, Status } from "./Status";
import { ThreadPane } from "./ThreadPane";
import { TicketDialog } from "./TicketForm";
import { OfflineCall, TopBar } from "./TopBar";
import { TransferDialog } from "./TransferDialog";
import { useKeys } from "./useKeys";

export function App({ console }: { console: Console }) {
  const scene = useStore(console.store, console.act);
  const { phase } = scene.state;
  return (
    <SceneProvider value={scene}>
      {phase === "starting" && <Starting />}
      {phase === "login" && <Login />}
      {phase === "ready" && <Desk />}
    </SceneProvider>
  );
}

function Desk() {
  const scene = useScene();
  const { state } = scene;
  useKeys(scene);
  return (
    <div
      class={`desk desk--${state.ui.page === "chats" ? state.ui.pane : "lists"}${state.ui.article ? " desk--reading" : ""}`}
    >
      <TopBar />
      <div class="bars">
        <ConnectionBar />
        <OfflineCall />
      </div>
      {state.ui.page === "chats" && <Chats />}
      {state.ui.page === "check_ins" && <CheckInsPage />}
      <MailNote />
      <Dialogs />
      <Status />
    </div>
  );
}

function Chats() {
  const { state, t } = useScene();
  return (
    <main class="panes">
      <h1 class="hidden">{t.appName}</h1>
      <ListsPane />
      <ThreadPane />
      <ContactPane />
      {state.ui.article && <ArticleDrawer drawer={state.ui.article} />}
    </main>
  );
}

function Dialogs() {
  const { dialog, redacting } = useScene().state.ui;
  return (
    <>
      {dialog === "palette" && <Palette />}
      {dialog === "shortcuts" && <Shortcuts />}
      {dialog === "canned" && <CannedDialog />}
      {dialog === "ticket" && <TicketDialog />}
      {dialog === "transfer" && <TransferDialog />}
      {dialog === "redact" && redacting && <RedactDialog {...redacting} />}
    </>
  );
}
