/* The words of tickets; a locale is one file in `locales/`. */

import type { TicketSummary } from "../../shared/wire";
import type { Wrong } from "../state/tickets";

export interface TicketTexts {
  // writing one
  title: string;
  choose: string;
  change: string;
  need: string;
  subject: string;
  text: string;
  email: string;
  email_hint: string;
  time_hint: string;
  pick: string;
  maybe: string;
  submit: string;
  goes_along: string;
  wrong: Record<Wrong, string>;
  // files
  files: string;
  files_hint: string;
  remove: (name: string) => string;
  file_large: string;
  file_wrong: string;
  file_lost: string;
  file_wait: string;
  // one's own
  mine: string;
  none: string;
  states: Record<TicketSummary["state"], string>;
  unread: string;
  // the thread
  thanks: string;
  thanks_more: (email: string) => string;
  due: (day: string) => string;
  told: string;
  by_mail: string;
  reply: string;
  reopen: string;
}
