import type { Reason } from "../verdict.ts";

/** The submission cannot be run, and that is the submission's doing. Carries the reason the learner reads. */
export class NotGradable extends Error {
  override name = "NotGradable";
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason.message);
    this.reason = reason;
  }
}
