/* The people of the demo, for every test that tells a story with them. */

import type { Actor, AgentRef } from "../shared/wire";

export const AMIR: AgentRef = { id: "agent_amir", name: "Amir" };
export const LUCIA: AgentRef = { id: "agent_lucia", name: "Lucía" };

/** They as the authors of events. */
export const vera: Actor = { kind: "contact", id: "contact_vera", name: "Vera" };
export const amir: Actor = { kind: "agent", ...AMIR };
export const lucia: Actor = { kind: "agent", ...LUCIA };
export const nobody: Actor = { kind: "system" };
