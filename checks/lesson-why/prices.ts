/** What `GET /cost` answers to a load. */
import { CheckFailure, expect, like, type HttpAnswer, type HttpClient } from "#kit";
import { failures } from "./failures.ts";
import { expectStatus } from "./stats.ts";

export interface Load {
  readonly clients: number;
  readonly intervalMs: number;
  readonly updatesPerMinute: number;
}

/** What the route answered to one load. */
export interface Priced {
  readonly load: Load;
  readonly answer: HttpAnswer;
  readonly data: Readonly<
    Record<"requestsPerMinute" | "emptyPerMinute" | "meanStalenessMs" | "worstStalenessMs", number>
  >;
}

export async function price(http: HttpClient, load: Load): Promise<Priced> {
  const answer = await askCost(http, load);
  if (answer.status === 400)
    throw new CheckFailure({
      code: failures["numbers-refused"],
      sent: answer.sent,
      expected: "status 200, for numbers that are allowed",
      received: `status 400 with ${answer.body}`,
      event: answer.event,
    });
  expectStatus(answer, 200);
  const { data } = expect(answer).toMatchJson({
    data: {
      requestsPerMinute: like.number,
      emptyPerMinute: like.number,
      meanStalenessMs: like.number,
      worstStalenessMs: like.number,
    },
  });
  return { load, answer, data };
}

export function askCost(http: HttpClient, query: Load | Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return http.get(`/cost?${pairs.join("&")}`);
}
