/* The socket, loaded with the first conversation. Websocket only; reconnecting is starting again: after every
   `ready` the owner catches up. Nothing is ever emitted into a buffer: what cannot be sent now is refused. */

import { Manager, type Socket } from "socket.io-client";
import type {
  Ack,
  CatchUpCommand,
  CaughtUp,
  ChatEvent,
  Done,
  MarkReadCommand,
  OfConversationCommand,
  RateCommand,
  SendMessageCommand,
  Sent,
  Signal,
} from "../../shared/wire";
import { Refused } from "../transport/http";

interface Commands {
  send_message: [SendMessageCommand, Sent];
  catch_up: [CatchUpCommand, CaughtUp];
  mark_read: [MarkReadCommand, Done];
  typing: [OfConversationCommand, Done];
  leave_queue: [OfConversationCommand, Done];
  rate: [RateCommand, Done];
}

interface ServerEvents {
  ready: (hello: { now: string }) => void;
  event: (event: ChatEvent) => void;
  signal: (signal: Signal) => void;
}

/** `call` is the typed door; socket.io cannot follow a command's answer through a generic. */
interface ClientEvents {
  [command: string]: (payload: object, done: (answer: never) => void) => void;
}

export interface Hooks {
  token(): string;
  /** The server does not take the token: get another one. */
  renew(): Promise<void>;
  ready(): void;
  event(event: ChatEvent): void;
  signal(signal: Signal): void;
  /** The line is down; `tried`: coming back has failed at least once. */
  down(tried: boolean): void;
}

export interface Connection {
  ready: boolean;
  readonly socket: Socket<ServerEvents, ClientEvents>;
}

/** An acknowledgement later than this many milliseconds counts as lost. */
const PATIENCE = 8000;

export function openConnection(base: string, hooks: Hooks): Connection {
  const { origin, pathname } = new URL("socket.io/", base);
  const manager = new Manager<ServerEvents, ClientEvents>(origin, {
    path: pathname,
    transports: ["websocket"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 15_000,
  });
  const socket = manager.socket("/visitor", { auth: (give) => give({ token: hooks.token() }) });
  const connection: Connection = { ready: false, socket };
  // After a refusal socket.io stays away: coming back is ours, a little later, each at another moment.
  const comeBack = () => setTimeout(() => socket.active || socket.connect(), 1000 + Math.random() * 2000);
  socket.on("ready", () => {
    connection.ready = true;
    hooks.ready();
  });
  socket.on("event", hooks.event);
  socket.on("signal", hooks.signal);
  socket.on("disconnect", () => {
    connection.ready = false;
    hooks.down(false);
    if (!socket.active) comeBack();
  });
  socket.on("connect_error", () => {
    hooks.down(true);
    if (!socket.active) hooks.renew().then(comeBack, comeBack);
  });
  manager.on("error", () => hooks.down(true));
  return connection;
}

/** Sends a command and waits for its acknowledgement. Throws `Refused`; "offline" when no answer came. */
export async function call<C extends keyof Commands>(
  connection: Connection | undefined,
  command: C,
  payload: Commands[C][0],
): Promise<Commands[C][1]> {
  if (!connection?.ready) throw new Refused("offline");
  const answer = await new Promise<Ack<Commands[C][1]>>((resolve, reject) => {
    setTimeout(() => reject(new Refused("offline")), PATIENCE);
    connection.socket.emit(command, payload, resolve);
  });
  if (!answer.ok) throw new Refused(answer.error.code, answer.error);
  return answer;
}

export function closeConnection(connection: Connection | undefined): void {
  connection?.socket.off();
  connection?.socket.disconnect();
}
