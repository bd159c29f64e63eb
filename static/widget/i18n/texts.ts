/* Every word the widget says. A locale is one file in `locales/` that fills this shape; the loader's button takes
   its labels from there too. */

export interface Texts {
  // the button (read by the build; no functions)
  launcher: string;
  unread: string;
  // everywhere
  close: string;
  back: string;
  again: string;
  send: string;
  optional: string;
  loading: string;
  in_language: (language: string) => string;
  counted: (length: number, limit: number) => string;
  // asking
  hello: (name: string) => string;
  about: string;
  placeholder: string;
  search: string;
  promise: string;
  promise_person: string;
  desk_open: string;
  desk_empty: string;
  desk_back: string;
  this_helps: string;
  maybe_these: string;
  nothing_on_this: string;
  nothing_next: string;
  found: (count: number) => string;
  your_conversation: string;
  last_conversation: string;
  rate_it: string;
  // articles
  gone: string;
  helped: string;
  yes: string;
  no: string;
  missing: string;
  not_related: string;
  not_answered: string;
  comment: string;
  comment_hint: string;
  thanks: string;
  thanks_more: string;
  ask_else: string;
  sorry: string;
  sorry_more: string;
  ask_differently: string;
  ask_differently_hint: string;
  // people
  person: string;
  person_hint: string;
  handing_over: string;
  plan: (name: string) => string;
  // the conversation
  conversation: string;
  you: string;
  removed: string;
  article: string;
  queued: (position: number) => string;
  next_up: string;
  wait: (low: string, high: string) => string;
  wait_unknown: string;
  write_meanwhile: string;
  leave: string;
  leave_sure: string;
  leave_yes: string;
  stay: string;
  left: string;
  gone_back: string;
  joined: (name: string) => string;
  resolved: string;
  reopened: string;
  types: (name: string) => string;
  write: string;
  write_again: string;
  pending: string;
  sent: string;
  seen: string;
  not_sent: string;
  send_again: string;
  discard: string;
  too_late: string;
  ticket: string;
  ticket_instead: string;
  ticket_opened: (reference: string) => string;
  attach: string;
  newer: string;
  connecting: string;
  offline_now: string;
  log: string;
  // rating
  rating: string;
  score: (score: number) => string;
  remark: string;
  rated: string;
  // what went wrong
  offline: string;
  limited: (seconds: number) => string;
  unavailable: string;
  invalid: string;
  too_large: (limit: number) => string;
  conflict: string;
}
