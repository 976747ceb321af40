/**
 * The server's clock as far as this browser knows it. "The last hour" is meant on the server's clock:
 * a browser that is a minute behind would not see the newest spans.
 */
let offset = 0;

export function learnServerTime(serverNow: number): void {
  offset = serverNow - Date.now();
}

export function serverNow(): number {
  return Math.round(Date.now() + offset);
}
