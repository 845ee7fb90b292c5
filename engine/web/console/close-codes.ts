/** The meaning of each close code (RFC 6455 section 7.4 and the IANA registry of WebSocket close codes). */
const MEANINGS: Readonly<Record<number, string>> = {
  1000: "normal closure: the conversation has done what it was for",
  1001: "going away: a server is shutting down, or a browser has left the page",
  1002: "protocol error: the other side broke a rule of WebSocket",
  1003: "unsupported data: for example bytes where only text is understood",
  1005: "no code: the close frame carried none",
  1006: "abnormal closure: the connection ended without a close frame, as when a process crashes",
  1007: "invalid data: for example a text message that is not UTF-8",
  1008: "policy violation: a message was against the server's rules",
  1009: "message too big: larger than the other side takes",
  1010: "missing extension: the client needed one that the server did not offer",
  1011: "internal error: something unexpected happened in the server",
  1012: "service restart: come back in a moment",
  1013: "try again later: the server is overloaded",
  1014: "bad gateway: a proxy got an invalid answer",
  1015: "TLS failure: the secure connection could not be set up",
};

/** What a WebSocket close code means, by RFC 6455 and the registry of IANA, as a sentence part. */
export function meaningOf(code: number): string {
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  if (code >= 4000 && code <= 4999) return "a code of this application's own: its protocol says what it means";
  if (code >= 3000 && code <= 3999) return "a code that a library or framework has registered";
  return "a code that no standard gives a meaning";
}

/** Whether an endpoint may put the code into a close frame (RFC 6455 section 7.4.2). */
export function isSendable(code: number): boolean {
  return (
    code === 1000 ||
    (code >= 1001 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
    (code >= 3000 && code <= 4999)
  );
}
