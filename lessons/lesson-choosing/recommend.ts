/**
 * The decision service: says which way of learning of changes fits what an application needs.
 */

import { route } from "@hectoday/http";
import { z } from "zod";

type Approach = "rest" | "short-polling" | "long-polling" | "sse" | "websocket";

interface Recommendation {
  readonly approach: Approach;
  /** One sentence for the reader. */
  readonly reason: string;
}

// TODO(exercise 1): beyond the exercise (S2, not graded): refuse fields that are not in the table
const requirementsBody = z.object({
  clientSendsOften: z.boolean(),
  serverPushes: z.boolean(),
  // TODO(exercise 1): add the four fields that may be left out, each with what it is then
});

/** From this much tolerated staleness on, asking now and then is enough. In milliseconds. */
const TOLERANT_FROM_MS = 10_000;

/** The first row of the lesson's decision table that fits. */
function recommend(requirements: z.infer<typeof requirementsBody>): Recommendation {
  // TODO(exercise 1): go through the rows of the decision table, and return what the first one that fits says
  void [requirements, TOLERANT_FROM_MS];
  return { approach: "rest", reason: "Nothing is decided yet" };
}

export const recommendRoute = route.post("/recommend", {
  request: { body: requirementsBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid requirements", issues: c.input.issues }, { status: 400 });
    // TODO(exercise 1): answer with the recommendation
    void recommend;
    return Response.json({ error: "No recommendation is written yet" }, { status: 501 });
  },
});
