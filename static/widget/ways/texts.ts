/* The words of the other ways of contact; a locale is one file in `locales/`. */

export interface WaysTexts {
  // phone
  open_until: (when: string) => string;
  open_now: string;
  opens: (when: string) => string;
  closed_now: string;
  /** Hours such as "9:00 – 17:30", in the reader's own time. */
  today: (hours: string) => string;
  not_today: string;
  your_time: (name: string) => string;
  phone: string;
  call_back: string;
  // people
  agent: string;
  agent_assigned: string;
  agent_assigned_more: string;
  available: string;
  away: string;
  back_at: (when: string) => string;
  manager: string;
  manager_assigned: string;
  check_in: (when: string) => string;
  meeting: string;
  // notices
  survey: string;
  more: string;
  hide: string;
  // tickets
  new_ticket: string;
  my_tickets: string;
  // the desk that nobody is at
  closed: string;
  closed_more: string;
  back: (when: string) => string;
  kept: string;
  write: string;
  write_hint: string;
  call: (number: string) => string;
  look_again: string;
}
