import { eventFailures } from "./event-failures.ts";
import { peopleFailures } from "./people-failures.ts";

/** What can go wrong between the board and those who follow it. */
export const failures = { ...eventFailures, ...peopleFailures };
