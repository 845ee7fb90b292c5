import { decodeFailures } from "./decode-failures.ts";
import { encodeFailures } from "./encode-failures.ts";
import { publishFailures } from "./publish-failures.ts";

/** What can go wrong between an event and its bytes, beside what can go wrong with any stream. */
export const failures = { ...encodeFailures, ...publishFailures, ...decodeFailures };
