/* Who is here: opens the session when there is a wish for it, binds what the browser keeps to the signed-in person,
   and forgets everything when that person goes. */

import { initialState, withSession } from "../state/state";
import { postSession, Refused, troubleOf } from "../transport/http";
import { recall, remember, subjectOf, wipe } from "../transport/keep";
import { update, type Widget } from "../widget";

/** True when this browser's memory belongs to whoever is here: nobody signed in, or the same one as before. */
export function mayResume({ keep, bridge }: Widget): boolean {
  const sub = recall(keep, "me")?.sub;
  return !sub || sub === subjectOf(bridge.options.token);
}

export async function ensureSession(widget: Widget): Promise<void> {
  if (!widget.token) await openSession(widget);
}

/** Asks (again) who we are, what is open, and whether somebody is at the desk. */
export function openSession(widget: Widget): Promise<void> {
  widget.opening ??= request(widget).finally(() => {
    widget.opening = undefined;
  });
  return widget.opening;
}

/** Calls with a session, and once more with a new one when the server does not take the old token. */
export async function withToken<T>(widget: Widget, call: () => Promise<T>): Promise<T> {
  await ensureSession(widget);
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "unauthenticated") throw error;
    await openSession(widget);
    return call();
  }
}

export function forget(widget: Widget): void {
  const { asking } = widget;
  clearTimeout(asking.timer);
  asking.abort?.abort(); // what is being looked for is nothing for whoever comes next
  wipe(widget.keep);
  widget.token = "";
  widget.bridge.badge(0);
  update(widget, (state) => ({ ...initialState(state.page), open: state.open, moves: state.moves }));
}

/** The page without query and fragment: those carry what is nobody's business. */
export function pageAddress(): string {
  return (location.origin + location.pathname).slice(0, 2000);
}

async function request(widget: Widget): Promise<void> {
  const { keep, bridge, language } = widget;
  const { token } = bridge.options;
  if (!mayResume(widget)) forget(widget);
  try {
    const session = await postSession(widget, {
      token: token ?? null,
      visitor_token: recall(keep, "me")?.visitor_token ?? null,
      locale: language.locale,
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      page: pageAddress(),
    });
    if (token !== bridge.options.token) return request(widget); // somebody else signed in meanwhile
    widget.token = session.visitor_token;
    remember(keep, "me", { visitor_token: widget.token, sub: subjectOf(token) });
    update(widget, (state) => withSession(state, session));
  } catch (error) {
    const trouble = troubleOf(error);
    update(widget, (state) => (state.session ? state : { ...state, trouble }));
    throw error;
  }
}
