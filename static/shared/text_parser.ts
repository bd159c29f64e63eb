/* Socket.IO's packets as text, in place of socket.io-parser (the build swaps it in): neither side of ours ever sends
   binary attachments, and the server refuses them, so 1.5 kB for them are not downloaded.
   A packet is `<type>[namespace,][id][JSON]`: https://socket.io/docs/v4/socket-io-protocol/ */

import { Emitter } from "@socket.io/component-emitter";

export const protocol = 5;

export enum PacketType {
  CONNECT = 0,
  DISCONNECT = 1,
  EVENT = 2,
  ACK = 3,
  CONNECT_ERROR = 4,
  BINARY_EVENT = 5,
  BINARY_ACK = 6,
}

interface Packet {
  type: PacketType;
  nsp: string;
  id?: number;
  data?: unknown;
}

export class Encoder {
  encode({ type, nsp, id, data }: Packet): string[] {
    return [
      type + (nsp === "/" ? "" : `${nsp},`) + (id ?? "") + (data === undefined ? "" : JSON.stringify(data)),
    ];
  }
}

export class Decoder extends Emitter<object, object, { decoded: (packet: Packet) => void }> {
  /** Throws on anything else; the manager then closes the connection. */
  add(text: string): void {
    const [, type, nsp = "/", id, json] = /^([0-4])(?:(\/[^,]*),)?(\d+)?(.*)$/s.exec(text) ?? [];
    if (type === undefined) throw new Error("unknown packet");
    const packet: Packet = { type: Number(type), nsp };
    if (id) packet.id = Number(id);
    if (json) packet.data = JSON.parse(json);
    this.emitReserved("decoded", packet);
  }

  destroy(): void {}
}

/** What the manager builds both from. */
export const parser = { Encoder, Decoder };
