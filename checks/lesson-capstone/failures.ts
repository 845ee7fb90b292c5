import { eventFailures } from "./event-failures.ts";
import { peopleFailures } from "./people-failures.ts";
import { streamFailures } from "./stream-failures.ts";

/** What can go wrong between the board and those who follow it. */
export const failures = { ...eventFailures, ...streamFailures, ...peopleFailures };
