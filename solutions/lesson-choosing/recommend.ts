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

//#region Exercise 1: beyond the exercise (S2, not graded): refuse fields that are not in the table
//= const requirementsBody = z.object({
const requirementsBody = z.strictObject({
  //#endregion
  clientSendsOften: z.boolean(),
  serverPushes: z.boolean(),
  //#region Exercise 1: add the four fields that may be left out, each with what it is then
  needsBinary: z.boolean().default(false),
  toleratedStalenessMs: z.number().nonnegative().default(0),
  sseAvailable: z.boolean().default(true),
  wsAvailable: z.boolean().default(true),
  //#endregion
});

/** From this much tolerated staleness on, asking now and then is enough. In milliseconds. */
const TOLERANT_FROM_MS = 10_000;

/** The first row of the lesson's decision table that fits. */
function recommend(requirements: z.infer<typeof requirementsBody>): Recommendation {
  //#region Exercise 1: go through the rows of the decision table, and return what the first one that fits says
  //= void [requirements, TOLERANT_FROM_MS];
  //= return { approach: "rest", reason: "Nothing is decided yet" };
  const { clientSendsOften, serverPushes, needsBinary, toleratedStalenessMs, sseAvailable, wsAvailable } = requirements;

  if ((clientSendsOften || needsBinary) && wsAvailable)
    return {
      approach: "websocket",
      reason: "A websocket carries many messages, or bytes, without a request for each.",
    };
  if (!serverPushes)
    return { approach: "rest", reason: "Only the client begins, so plain rest requests say all there is to say." };
  if (sseAvailable)
    return { approach: "sse", reason: "Text flows from the server alone: sse does that, and reconnects by itself." };
  if (wsAvailable)
    return { approach: "websocket", reason: "Without event streams, a websocket is the other way to push." };
  if (toleratedStalenessMs >= TOLERANT_FROM_MS)
    return { approach: "short-polling", reason: "Nothing stays open here, and short-polling is young enough." };
  return { approach: "long-polling", reason: "Nothing else gets through, and long-polling still answers at once." };
  //#endregion
}

export const recommendRoute = route.post("/recommend", {
  request: { body: requirementsBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid requirements", issues: c.input.issues }, { status: 400 });
    //#region Exercise 1: answer with the recommendation
    //= void recommend;
    //= return Response.json({ error: "No recommendation is written yet" }, { status: 501 });
    return Response.json({ data: recommend(c.input.body) });
    //#endregion
  },
});
