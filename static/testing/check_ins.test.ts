/* Check-ins as the server sends them. */
import type { CheckInView } from "../shared/wire";

export function checkIn(check_in_id: string, due_at: string, more: Partial<CheckInView> = {}): CheckInView {
  return {
    check_in_id,
    contact: {
      ...{ id: `contact_${check_in_id}`, name: "Paula Stern", email: "paula@sternkeramik.example" },
      ...{ plan: "business", country: "DE", attributes: {} },
    },
    manager: { id: "agent_amir", name: "Amir" },
    due_at,
    overdue: false,
    summary: {
      since: "2025-12-01T11:00:00.000Z",
      ...{ chats: 2, tickets: 0, calls: 1, average_rating: 4.5 },
    },
    last_notes: null,
    ...more,
  };
}
