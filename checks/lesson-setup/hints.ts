import type { CheckOptions } from "#kit";

/** The failures that have the same cause wherever they happen in this lesson. */
export const sharedHints: NonNullable<CheckOptions["hints"]> = {
  "server-signalled":
    "libsql ends the whole process when it is given a value that SQLite cannot store. Which statement ran for this request, and is each value for a `?` a text, a number or null, no boolean and no object?",
  "http-not-answering":
    "Which path through the handler ends without a return? A Response has to come out of every one.",
};
