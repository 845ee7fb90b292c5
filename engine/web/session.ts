import type { Session } from "./api.ts";
import type { ServerEnv } from "./env.ts";
import type { Visitor } from "./guard/access.ts";

/** The session, as sent to a page. */
export function sessionOf(
  { authorization, events, editor, grades }: ServerEnv,
  { role, enteredCode }: Visitor,
): Session {
  return {
    boot: events.boot,
    role,
    token: role === null ? null : authorization.token,
    takesCode: authorization.access.takesCode,
    enteredCode,
    hasClass: role === "instructor" && grades !== undefined,
    editor,
  };
}
