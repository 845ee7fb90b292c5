import { clientFailures, sinceFailures } from "./client-failures.ts";
import { cursorFailures } from "./cursor-failures.ts";
import { pollFailures } from "./poll-failures.ts";

/** What can go wrong with polls and with a client that polls, beside what can go wrong with any request. */
export const failures = { ...pollFailures, ...cursorFailures, ...sinceFailures, ...clientFailures };
