/** What `GET /stats` says, and the change of a task. */
import { expect, expectRouteStatus, like, type HttpAnswer, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

/** Fails unless the route answered with this status; with a code of its own where it is still the starter's. */
export function expectStatus(answer: HttpAnswer, status: number): void {
  expectRouteStatus(answer, status, failures["route-not-written"]);
}

/** What `GET /stats` said. */
export interface Stats {
  readonly answer: HttpAnswer;
  readonly requests: number;
  readonly empty: number;
  readonly emptyRatio: unknown;
  readonly bytes: number;
}

export async function readStats(http: HttpClient): Promise<Stats> {
  const answer = await http.get("/stats");
  expectStatus(answer, 200);
  const { data } = expect(answer).toMatchJson({
    data: { requests: like.number, empty: like.number, bytes: like.number, emptyRatio: like.anything },
  });
  return { answer, ...data };
}

/** Changes a task, and gives it a new title. */
export async function touch(http: HttpClient, id: string, title: string): Promise<HttpAnswer> {
  const answer = await http.post(`/touch/${id}`, { json: { title } });
  expect(answer).toHaveStatus(200);
  return answer;
}
