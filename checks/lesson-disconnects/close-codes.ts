/** After which close codes a client comes back. */
import { CheckFailure, listOf, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { ReturningClient, SHORT_WAITS } from "./returning.ts";

/** Closes connections with these codes, all at the same time. Fails when a client does not come back after one of them. */
export async function expectBackAfter(tools: Tools, codes: readonly number[]): Promise<void> {
  const results = await Promise.allSettled(codes.map((code) => closeWith(tools, code)));
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  const unexpected = errors.find((error) => !isStayingAway(error));
  if (unexpected !== undefined) throw unexpected;
  const [first] = errors;
  if (!(first instanceof CheckFailure)) return;
  const comesBack = codes.filter((_, index) => results[index]?.status === "fulfilled").map(String);
  const staysAway = codes.filter((_, index) => results[index]?.status === "rejected").map(String);
  const { observation } = first;
  const back = comesBack.length === 0 ? "" : `; after ${listOf(comesBack, "and")} it came back`;
  throw new CheckFailure({
    ...observation,
    // After a cut, and after 1001, it comes back: that was asked before.
    code: failures["code-taken-for-final"],
    received: `${observation.received}${staysAway.length > 1 ? `; so it is after ${listOf(staysAway, "and")}` : ""}${back}`,
  });
}

async function closeWith({ servers }: Tools, code: number): Promise<void> {
  const other = await servers.start({ env: { GOODBYE_CODE: String(code) } });
  const client = await ReturningClient.start(other, SHORT_WAITS);
  other.server.terminate();
  await client.expectAttempt(
    1,
    `the client had joined at ${other.server.name}, which closed the connection with ${code}`,
  );
}

function isStayingAway(error: unknown): boolean {
  return error instanceof CheckFailure && error.observation.code === failures["not-reconnected"];
}
