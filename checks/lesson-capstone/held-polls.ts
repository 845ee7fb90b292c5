/** Polls that have nothing to tell. */
import { CheckFailure, expect, explained, type HttpClient } from "#kit";
import type { Place } from "./boards.ts";
import { failures } from "./failures.ts";

/** Fails unless a short poll of a client that knows everything is answered with nothing, and the same cursor. */
export async function expectNothingNew(http: HttpClient, { id }: Place, since: string): Promise<void> {
  const answer = await http.get(`/boards/${id}/updates?since=${since}`);
  expect(answer).toHaveStatus(200);
  await explained(
    () => expect(answer).toMatchJson({ data: [], timestamp: since }),
    () => {
      const { data, timestamp } = (answer.json ?? {}) as { readonly data?: unknown; readonly timestamp?: unknown };
      const goesBack = Array.isArray(data) && data.length === 0 && Number(timestamp) < Number(since);
      return goesBack ? { code: failures["cursor-goes-back"] } : undefined;
    },
  );
}

/** Fails unless a long poll of a client that knows everything is held. */
export async function expectHeld(http: HttpClient, { id }: Place, since: string): Promise<void> {
  const poll = await http.hold(`/boards/${id}/poll?since=${since}`);
  try {
    await expect(poll).toBeHeld({ barrier: "/health" });
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== "answered-early") throw error;
    if (poll.answer !== undefined) expect(poll.answer).toHaveStatus(200);
    throw new CheckFailure({ ...error.observation, code: failures["polled-for-nothing"] });
  }
  poll.abort();
}
