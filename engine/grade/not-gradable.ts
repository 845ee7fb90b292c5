import type { Reason } from "../verdict.ts";

/** The submission cannot be run, and the cause is in the submission. Carries the reason for the learner. */
export class NotGradable extends Error {
  override name = "NotGradable";
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason.message);
    this.reason = reason;
  }
}
