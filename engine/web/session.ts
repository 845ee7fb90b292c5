import type { Session } from "./api.ts";
import type { ServerEnv } from "./env.ts";
import type { Visitor } from "./guard/access.ts";

/** What a page is told about itself and its reader. */
export function sessionOf({ gate, journal, editor, grades }: ServerEnv, { role, enteredCode }: Visitor): Session {
  return {
    boot: journal.boot,
    role,
    token: role === null ? null : gate.token,
    takesCode: gate.access.takesCode,
    enteredCode,
    hasClass: role === "instructor" && grades !== undefined,
    editor,
  };
}
