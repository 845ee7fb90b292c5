import type { FailureName } from "../failures/registry.ts";
import { expect } from "./expect.ts";
import { CheckFailure } from "./failure.ts";
import type { HttpAnswer } from "./transports/http/http-answer.ts";

/** What a route of a starter answers that is not written yet (RFC 9110 section 15.6.2). */
const NOT_WRITTEN = 501;

/**
 * Fails unless the route answered with this status.
 * @param notWritten the failure where it still answers as in the starter, with 501
 */
export function expectRouteStatus(answer: HttpAnswer, status: number, notWritten: FailureName): void {
  if (answer.status !== NOT_WRITTEN) return expect(answer).toHaveStatus(status);
  throw new CheckFailure({
    code: notWritten,
    sent: answer.sent,
    expected: `status ${status}`,
    received: `status ${NOT_WRITTEN}, which the starter answers with`,
    event: answer.event,
  });
}
