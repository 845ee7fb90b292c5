/** What the given route /debug/connections says: how many streams and timers the server's process has. */
import { type HttpClient } from "#kit";

const PATH = "/debug/connections";

/** How many timers the server's process says it has. */
export async function timersOf(http: HttpClient): Promise<number> {
  return numberIn((await http.get(PATH)).json, "timers");
}

/** The answer that says that there are at most so many timers, or the one after 2 s. */
export async function timersUntil(http: HttpClient, most: number) {
  const answer = await http.getUntil(PATH, ({ json }) => numberIn(json, "timers") <= most);
  return { answer, timers: numberIn(answer.json, "timers") };
}

/** Waits until the server has noticed who has left, for 2 s: so many streams are open. Nothing is demanded of the count. */
export async function streamsLeft(http: HttpClient, count: number): Promise<void> {
  await http.getUntil(PATH, ({ json }) => numberIn(json, "sse") <= count);
}

function numberIn(json: unknown, name: "sse" | "timers"): number {
  return (json as { data?: Record<string, number> } | undefined)?.data?.[name] ?? Number.NaN;
}
