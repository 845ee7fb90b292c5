import { entryFailures } from "./entry-failures.ts";
import { eventFailures } from "./event-failures.ts";
import { connectionFailures } from "./connection-failures.ts";
import { outageFailures } from "./outage-failures.ts";
import { peopleFailures } from "./people-failures.ts";

/** What can go wrong between two instances of one server. */
export const failures = {
  ...entryFailures,
  ...outageFailures,
  ...eventFailures,
  ...connectionFailures,
  ...peopleFailures,
};
