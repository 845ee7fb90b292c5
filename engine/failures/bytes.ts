/** Failures of raw TCP connections. */
import { CLOSE } from "./anchors.ts";
import type { FailureDefinition } from "./definition.ts";

const SOCKET = /socket\.(?:write|end|on)\s*\(/;

export const BYTE_FAILURES = {
  "no-bytes": {
    cause: "the bytes arrive, but nothing is written back on this connection",
    question:
      "The connection is open and nothing comes back. Which line of yours reads from this socket, and what does it wait for?",
    pointer:
      "TCP is a stream of bytes without message boundaries: one write may be read in pieces, and several writes at once. Keep an incomplete part until the rest arrives (Node documentation, net.Socket: event 'data').",
    anchors: [SOCKET, /\.on\(\s*["'`]data/],
    start: "code",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
  "wrong-bytes": {
    cause: "bytes came back, but not the ones that the protocol requires",
    question: "Compare the received bytes with the expected ones. Which is the first byte that differs?",
    pointer:
      "The report shows them as text, or as hexadecimal digits. Follow the code that writes them field by field (the format in the lesson's README; Node documentation, Buffer).",
    anchors: [SOCKET, /Buffer\.(?:alloc|from|concat)/, CLOSE],
    start: "code",
    marks: { missing: "always" },
    mayBeServerEnd: true,
  },
} satisfies Readonly<Record<string, FailureDefinition>>;
