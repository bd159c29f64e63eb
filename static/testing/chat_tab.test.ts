/* A tab of a merchant's browser with the conversation on screen, and the commands that leave it. */

import { Manager, type Socket } from "socket.io-client";
import { keptOutbox } from "../widget/live/kept_outbox";
import type { Live } from "../widget/live/line";
import { newChat, withOutbox } from "../widget/state/chat";
import { settled } from "./fake_clock.test";
import type { HostPage } from "./host_page.test";

export interface Command {
  tab: Live;
  name: string;
  body: { [field: string]: unknown };
  /** Texts that the browser kept at that moment, oldest first. */
  kept: string[];
  /** Acknowledges with this. */
  answer(answer: object): Promise<void>;
}

export class Browser {
  readonly commands: Command[] = [];
  readonly box: Record<string, string> = {};

  constructor(readonly page: HostPage) {}

  openTab(): Live {
    const widget = this.page.widget({}, this.box);
    const chat = newChat({ conversation_id: "conversation_1", status: "active" });
    widget.state = { ...widget.state, chat: withOutbox(chat, keptOutbox(widget.keep)) };
    const timers = { retry: 0, typedAt: 0, marked: 0, silence: 0 };
    const tab: Live = { widget, catching: false, sending: false, ...timers };
    const line: Socket = new Manager("https://chat.example", { autoConnect: false }).socket("/visitor");
    const emit = (name: string, body: Command["body"], done: (answer: object) => void) => {
      const kept = keptOutbox(widget.keep).map((item) => item.text);
      const answer = (acknowledgement: object) => {
        done(acknowledgement);
        return settled();
      };
      this.commands.push({ tab, name, body, kept, answer });
      return line;
    };
    tab.connection = { ready: true, socket: Object.assign(line, { emit }) };
    return tab;
  }

  /** One field of every command of that name, oldest first. */
  sent(field: string, name = "send_message"): unknown[] {
    return this.commands.filter((command) => command.name === name).map((command) => command.body[field]);
  }

  /** The server acknowledges the last command. */
  async answer(body: object): Promise<void> {
    const last = this.commands.at(-1);
    if (!last) throw new Error("nothing was sent");
    await last.answer(body);
  }

  async refuse(code: string, more = {}): Promise<void> {
    await this.answer({ ok: false, error: { code, message: code, ...more } });
  }
}
