import { endSentence } from "../kit/end-sentence.ts";
import type { STARTING_FAILURES } from "../failures/starting.ts";
import type { Reason } from "../verdict.ts";
import { BOOT_LIMIT_MS } from "./limits.ts";
import type { Boot } from "./boot.ts";

/** A thrown value that is not an Error has no stack, and the stack of a Node error may not contain the submission. */
const NO_LINE = "it does not name a line of yours. Which code of yours runs, and may throw, before the server listens?";

/** Why a server never accepted a connection. */
export type BootReason = Reason & { readonly code: keyof typeof STARTING_FAILURES };

/** The reason to report for a server that never accepted a connection. */
export function bootReason(boot: Exclude<Boot, { state: "listening" }>, stderr: string): BootReason {
  if (boot.state === "silent") {
    const seconds = BOOT_LIMIT_MS / 1000;
    if (boot.socket !== undefined) {
      return {
        code: "never-listened",
        message: `the server listens on the socket ${boot.socket} and on no TCP port`,
        hint: "The checks connect over TCP: listen on process.env.PORT.",
      };
    }
    return {
      code: "never-listened",
      message: `the server ran for ${seconds} s and never listened on a TCP port`,
      hint: "Is server.listen reached? A loop or an await before it that never ends keeps the port closed.",
      ...(stderr.trim() === "" ? {} : { details: stderr }),
    };
  }
  const { end } = boot;
  if (end.code === "server-stopped") {
    return {
      code: "crashed-while-starting",
      message: `the server crashed while starting: ${end.error}`,
      hint: `The error was thrown before the server listened; ${end.location === undefined ? NO_LINE : "the line above is where it began."}`,
      ...(end.details === undefined ? {} : { details: end.details }),
      ...end.location,
    };
  }
  return {
    code: "exited-while-starting",
    message: `${endSentence(end, "the server")}, ${boot.listened ? "right after it began to listen" : "before it listened"}`,
    hint: "A server keeps running because it listens. Is server.listen called, and is nothing calling process.exit?",
    ...(stderr.trim() === "" ? {} : { details: stderr }),
  };
}
