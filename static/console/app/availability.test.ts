/* Whether an agent takes chats: chosen here, confirmed by the server, kept for a reload. */

import { equal } from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { AgentsDesk } from "../../testing/console_desk.test";
import { settled } from "../../testing/fake_clock.test";
import { createAvailability } from "./availability";

let amirs: AgentsDesk;

beforeEach(() => {
  amirs = new AgentsDesk();
});

describe("Choosing an availability", () => {
  test("counts the last choice, whatever order the answers come in", async () => {
    const { setAvailability } = createAvailability(amirs.desk);
    const both = [setAvailability("away"), setAvailability("offline")];
    const [first, second] = amirs.to("set_availability");
    await second?.answer({ availability: "offline" });
    await first?.answer({ availability: "away" });
    await Promise.all(both);
    equal(amirs.state.agent?.availability, "offline");
  });

  test("that was refused goes back to what was, and is not repeated after a reload", async () => {
    const choosing = createAvailability(amirs.desk).setAvailability("away");
    await amirs.last("set_availability").refuse("unavailable");
    await choosing;
    equal(amirs.state.choosing, null);
    equal(amirs.state.agent?.availability, "online");
    equal(amirs.desk.keep.choice("agent_amir"), "online");
    equal(amirs.state.ui.notice?.code, "failed");
  });

  test("is repeated after a reconnect", async () => {
    amirs.desk.keep.saveChoice("agent_amir", "away");
    void createAvailability(amirs.desk).repeatChoice();
    await settled();
    equal(amirs.last("set_availability").payload.availability, "away");
  });
});
