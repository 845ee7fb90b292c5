import type { FailedCheck } from "./failed-check.ts";

/** What a failure is about, which decides what is tried. */
export type Subject = "crash" | "exit" | "busy" | "handshake" | "conversation";

const BY_CODE: Readonly<Record<string, Subject>> = {
  "server-stopped": "crash",
  "server-exited": "exit",
  "event-loop-blocked": "busy",
  "no-pong-frame": "busy",
  "handshake-answered-by-http": "handshake",
  "handshake-hangs": "handshake",
  "second-port": "handshake",
};

/** Undefined for a failure that is none of these: then the whole check is done once more. */
export function subjectOf({ failure, question }: FailedCheck): Subject | undefined {
  return BY_CODE[failure.code] ?? (question === undefined ? undefined : "conversation");
}
