/* Engine.IO over one WebSocket, in place of engine.io-client (the build swaps it in): our clients never poll and never
   upgrade, so 3 kB for that are not downloaded. socket.io-client's manager drives it; the names are the library's.
   Packets are `<type>[text]`: https://socket.io/docs/v4/engine-io-protocol/ */

import { Emitter } from "@socket.io/component-emitter";

interface Events {
  open: () => void;
  ping: () => void;
  data: (text: string) => void;
  error: (error: Error) => void;
  close: (reason: string, details?: unknown) => void;
}

const OPEN = "0";
const CLOSE = "1";
const PING = "2";
const PONG = "3";
const MESSAGE = "4";

export class Socket extends Emitter<object, object, Events> {
  /** Asked for volatile events only, which we do not send. */
  readonly transport = { writable: true };
  readonly #line: WebSocket;
  readonly #offline = () => this.#end("transport close");
  #closed = false;
  #timer = 0;
  /** Milliseconds without a ping after which the server counts as gone, and when that is. */
  #patience = 0;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(uri: string, options: { path: string }) {
    super();
    this.#line = new WebSocket(`${uri.replace(/^http/, "ws")}${options.path}?EIO=4&transport=websocket`);
    this.#line.onmessage = ({ data }) => this.#receive(String(data));
    this.#line.onclose = (details) => this.#end("transport close", details);
    this.#line.onerror = () => {
      this.emitReserved("error", new Error("websocket error"));
      this.#end("transport error");
    };
    addEventListener("offline", this.#offline);
  }

  write(text: string): void {
    if (this.#line.readyState === WebSocket.OPEN) this.#line.send(MESSAGE + text);
  }

  close(): void {
    this.#end("forced close");
  }

  /** Timers sleep with the laptop: asked before each send, this notices that the line died meanwhile. */
  _hasPingExpired(): boolean {
    const expired = Date.now() > this.#deadline;
    if (expired) queueMicrotask(() => this.#end("ping timeout"));
    return expired;
  }

  #receive(packet: string): void {
    const type = packet.charAt(0);
    if (type === OPEN) {
      const hello: { pingInterval: number; pingTimeout: number } = JSON.parse(packet.slice(1));
      this.#patience = hello.pingInterval + hello.pingTimeout;
      this.#alive();
      this.emitReserved("open");
    } else if (type === PING) {
      this.#line.send(PONG);
      this.#alive();
      this.emitReserved("ping");
    } else if (type === MESSAGE) this.emitReserved("data", packet.slice(1));
    else if (type === CLOSE) this.#end("transport close");
  }

  #alive(): void {
    clearTimeout(this.#timer);
    this.#deadline = Date.now() + this.#patience;
    this.#timer = window.setTimeout(() => this.#end("ping timeout"), this.#patience);
  }

  #end(reason: string, details?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener("offline", this.#offline);
    this.#line.onmessage = this.#line.onclose = this.#line.onerror = null;
    this.#line.close();
    this.emitReserved("close", reason, details);
  }
}

interface Timers {
  setTimeoutFn: (work: () => void, delay: number) => number;
  clearTimeoutFn: (timer: number) => void;
}

/** The manager asks for its timers here. */
export function installTimerFunctions(owner: Timers): void {
  owner.setTimeoutFn = (work, delay) => window.setTimeout(work, delay);
  owner.clearTimeoutFn = (timer) => clearTimeout(timer);
}

export function nextTick(work: () => void): void {
  queueMicrotask(work);
}
