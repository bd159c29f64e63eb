/* The agents' socket: commands with an acknowledgement and a time limit, and the three things the server emits.
   It never buffers: what cannot be sent now is an error now, and the outbox tries again. */
import { io } from "socket.io-client";
import type {
  Ack,
  AddNoteCommand,
  AvailabilitySet,
  CatchUpCommand,
  CaughtUp,
  ChatEvent,
  InboxView,
  MarkReadCommand,
  OfConversationCommand,
  OpenedConversation,
  RedactMessageCommand,
  SendMessageCommand,
  Sent,
  SetAvailabilityCommand,
  Signal,
  Suggestions,
  SuggestToAgentCommand,
  TransferConversationCommand,
} from "../../shared/wire";
import { fine, problem, type Result, refused } from "./result";

type Nothing = Record<string, unknown>;

/** Every command with what it takes and what it answers. */
export interface Commands {
  send_message: [SendMessageCommand, Sent];
  add_note: [AddNoteCommand, Sent];
  typing: [OfConversationCommand, Nothing];
  mark_read: [MarkReadCommand, Nothing];
  catch_up: [CatchUpCommand, CaughtUp];
  set_availability: [SetAvailabilityCommand, AvailabilitySet];
  accept_conversation: [OfConversationCommand, Nothing];
  open_conversation: [OfConversationCommand, OpenedConversation];
  close_view: [OfConversationCommand, Nothing];
  resolve_conversation: [OfConversationCommand, Nothing];
  redact_message: [RedactMessageCommand, Nothing];
  transfer_conversation: [TransferConversationCommand, Nothing];
  suggest_articles: [SuggestToAgentCommand, Suggestions];
  inbox: [Record<string, never>, InboxView];
}

export interface SocketHandlers {
  onReady(now: string): void;
  onEvent(event: ChatEvent): void;
  onSignal(signal: Signal): void;
  onLost(): void;
  /** The server turned us away or hung up by itself: the session may be over. */
  onRefused(): void;
}

export interface Live {
  connect(): void;
  disconnect(): void;
  isReady(): boolean;
  call<C extends keyof Commands>(command: C, payload: Commands[C][0]): Promise<Result<Commands[C][1]>>;
}

/** Longer than the server's own limits for a slow disk, shorter than an agent's patience. */
const ACK_TIMEOUT_MS = 10_000;

export function createSocket(csrf: () => string, handlers: SocketHandlers): Live {
  const socket = io("/agent", {
    path: "/socket.io/",
    transports: ["websocket"],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
    randomizationFactor: 0.5,
    auth: (give) => give({ csrf: csrf() }),
  });
  let ready = false;
  socket.on("ready", ({ now }: { now: string }) => {
    ready = true;
    handlers.onReady(now);
  });
  socket.on("event", handlers.onEvent);
  socket.on("signal", handlers.onSignal);
  socket.on("disconnect", (reason) => {
    ready = false;
    handlers.onLost();
    if (reason === "io server disconnect") handlers.onRefused();
  });
  socket.on("connect_error", () => {
    handlers.onLost();
    if (!socket.active) handlers.onRefused();
  });
  return {
    connect: () => void socket.connect(),
    disconnect: () => void socket.disconnect(),
    isReady: () => ready,
    async call(command, payload) {
      if (!ready) return problem("offline");
      try {
        // The acknowledgement's shape is the contract's, generated beside the command.
        const ack = (await socket.timeout(ACK_TIMEOUT_MS).emitWithAck(command, payload)) as Ack<
          Commands[typeof command][1]
        >;
        return ack.ok ? fine(ack) : refused(ack.error);
      } catch {
        return problem(ready ? "timeout" : "offline");
      }
    },
  };
}
