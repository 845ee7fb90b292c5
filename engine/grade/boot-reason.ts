import { endSentence } from "../kit/end-sentence.ts";
import type { STARTING_FAILURES } from "../failures/starting.ts";
import type { Reason } from "../verdict.ts";
import { BOOT_LIMIT_MS } from "./limits.ts";
import type { Boot } from "./boot.ts";

/** A thrown value that is no Error has no stack, and an error of Node's own may have no line of the submission in it. */
const NO_LINE = "nothing in it names a line of yours. Where do your files throw, before they listen?";

/** Why a server never accepted a connection. */
export type BootReason = Reason & { readonly code: keyof typeof STARTING_FAILURES };

/** The rung of the ladder that a server which never accepted a connection stands on. */
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
