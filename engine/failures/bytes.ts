/** TCP connections that are written and read by hand. */
import { CLOSE } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

const SOCKET = /socket\.(?:write|end|on)\s*\(/;

export const BYTE_FAILURES = {
  "no-bytes": {
    cause: "the bytes arrive and nothing is written back on this connection",
    question:
      "The connection is open and nothing comes back. Which line of yours reads from this socket, and what does it wait for?",
    pointer:
      "TCP carries a stream of bytes without borders: what was sent at once may be read in pieces, and the other way round. Keep what is incomplete until the rest comes (Node documentation, net.Socket: event 'data').",
    anchors: [SOCKET, /\.on\(\s*["'`]data/],
    start: "code",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
  "wrong-bytes": {
    cause: "bytes came back, and not those that the protocol asks for",
    question: "Put the bytes that came beside those that were expected. At which byte do they part?",
    pointer:
      "The report shows them as text, or as hexadecimal digits. Follow the code that writes them field by field (the format in the lesson's README; Node documentation, Buffer).",
    anchors: [SOCKET, /Buffer\.(?:alloc|from|concat)/, CLOSE],
    start: "code",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
