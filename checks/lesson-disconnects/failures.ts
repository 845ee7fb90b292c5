import { catchingUpFailures } from "./catching-up-failures.ts";
import { heartbeatFailures } from "./heartbeat-failures.ts";
import { printingFailures } from "./printing-failures.ts";
import { returningFailures } from "./returning-failures.ts";

/** What can go wrong where connections are lost and made again. */
export const failures = { ...heartbeatFailures, ...returningFailures, ...catchingUpFailures, ...printingFailures };
