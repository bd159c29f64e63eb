/* Our packets and those of the library are the same words: each side reads what the other writes. */

import { deepEqual, equal, throws } from "node:assert/strict";
import { describe, test } from "node:test";
import * as library from "socket.io-parser";
import * as ours from "./text_parser";

interface Packet {
  type: number;
  nsp: string;
  id?: number;
  data?: unknown;
}

const TRICKY = 'Línea 1\nline "2", {[/visitor,42]} \u2028 🚚 \\';

const PACKETS: readonly Packet[] = [
  { type: 0, nsp: "/visitor", data: { token: "a.b.c" } },
  { type: 0, nsp: "/" },
  { type: 0, nsp: "/", data: { sid: "x" } },
  { type: 1, nsp: "/agent" },
  { type: 1, nsp: "/" },
  { type: 2, nsp: "/visitor", data: ["event", { seq: 3, data: { text: TRICKY } }] },
  { type: 2, nsp: "/", data: ["ready", { now: "2026-03-02T09:00:00.000Z" }] },
  { type: 2, nsp: "/agent", id: 0, data: ["inbox", {}] },
  { type: 2, nsp: "/visitor", id: 12345, data: ["send_message", { text: TRICKY, client_id: "1" }] },
  { type: 3, nsp: "/", id: 7, data: [] },
  { type: 3, nsp: "/visitor", id: 10, data: [{ ok: true, seq: 4 }] },
  { type: 4, nsp: "/visitor", data: { message: "unauthenticated" } },
];

/** Without what is not there, so that absent and undefined compare as equal. */
function plain({ type, nsp, id, data }: Packet): Packet {
  return { type, nsp, ...(id !== undefined && { id }), ...(data !== undefined && { data }) };
}

function read(decoder: ours.Decoder | library.Decoder, text: string): Packet[] {
  const packets: Packet[] = [];
  decoder.on("decoded", (packet: Packet) => packets.push(plain(packet)));
  decoder.add(text);
  return packets;
}

describe("Socket.IO packets as text", () => {
  for (const packet of PACKETS) {
    const [text = "nothing"] = new ours.Encoder().encode(packet);

    test(`are written as the library writes them: ${JSON.stringify(text)}`, () => {
      deepEqual(new ours.Encoder().encode(packet), new library.Encoder().encode(packet));
    });

    test(`are read as the library reads them: ${JSON.stringify(text)}`, () => {
      deepEqual(read(new ours.Decoder(), text), [plain(packet)]);
      deepEqual(read(new ours.Decoder(), text), read(new library.Decoder(), text));
    });
  }

  test("speak the protocol version of the library, with its numbers for the types", () => {
    equal(ours.protocol, library.protocol);
    for (const name of ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR"] as const)
      equal(Number(ours.PacketType[name]), Number(library.PacketType[name]));
  });

  test("with attachments, of unknown types or torn in the middle are refused", () => {
    for (const text of [
      '51-["event",{"_placeholder":true,"num":0}]',
      "61-[]",
      '5["event"]',
      "6[]",
      "9",
      "",
      "x",
      '2["event"',
    ])
      throws(() => new ours.Decoder().add(text), /./);
  });
});
