import { broadcastFailures } from "./broadcast-failures.ts";
import { membershipFailures } from "./membership-failures.ts";
import { sameUserFailures } from "./same-user-failures.ts";
import { typingFailures } from "./typing-failures.ts";

/** What can go wrong with rooms and the messages to their members. */
export const failures = { ...membershipFailures, ...sameUserFailures, ...broadcastFailures, ...typingFailures };
