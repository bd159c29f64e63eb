/* Whether this agent takes chats. The choice counts on screen once the server has confirmed it, and is repeated
   after every reconnect. */
import type { Availability } from "../state/model";
import { type Desk, dispatch, state, tellFailed } from "./desk";

export interface AvailabilityChoice {
  setAvailability(availability: Availability): Promise<void>;
  /** After a reconnect the server hears the agent's choice again. */
  repeatChoice(): Promise<void>;
}

export function createAvailability(desk: Desk): AvailabilityChoice {
  async function setAvailability(availability: Availability): Promise<void> {
    const { agent } = state(desk);
    if (!agent) return;
    desk.keep.saveChoice(agent.id, availability);
    dispatch(desk, { type: "availability.choosing", availability });
    const answer = await desk.live.call("set_availability", { availability });
    // A newer choice was made meanwhile: its own answer counts.
    if (state(desk).choosing !== availability) return;
    if (answer.ok) {
      dispatch(desk, { type: "availability.set", availability: answer.value.availability });
    } else if (answer.problem.code === "timeout") {
      void setAvailability(availability);
    } else if (answer.problem.code !== "offline") {
      desk.keep.saveChoice(agent.id, agent.availability);
      dispatch(desk, { type: "availability.choosing", availability: null });
      tellFailed(desk, answer.problem.code);
    }
  }

  return {
    setAvailability,
    async repeatChoice() {
      const { agent, choosing } = state(desk);
      const choice = choosing ?? (agent && desk.keep.choice(agent.id));
      if (choice) await setAvailability(choice);
    },
  };
}
