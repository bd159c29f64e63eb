/* Ids that clients give to what they send, so that sending twice has the effect of once. */

/** 1-64 of A-Za-z0-9._-, unique per message. getRandomValues also works on plain http, randomUUID does not. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
