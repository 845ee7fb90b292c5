/** What a response that is closed takes with it. */
import { expect, explained, listOf, type EventStream, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";

interface Clients {
  /** Those that have left. */
  readonly left: readonly EventStream[];
  readonly stayed: readonly EventStream[];
}

/** Publishes a block after some clients have left, and fails unless the others get it; then it is asked who else gets nothing. */
export async function expectOthersServed(
  tools: Pick<Tools, "http" | "sse">,
  clients: Clients,
  text: string,
): Promise<void> {
  await tools.http.post("/raw/publish", { body: `data: ${text}\n\n` });
  for (const stream of clients.stayed)
    await explained(
      () => expect(stream).toReceive({ text }),
      () => whoElseIsGone(tools, clients, text),
      "no-event",
    );
}

/**
 * Who else gets nothing. First a client that comes now is asked, then four more, of which the second leaves: who of them is
 * still served tells what is removed.
 */
async function whoElseIsGone(
  { http, sse }: Pick<Tools, "http" | "sse">,
  { left, stayed }: Clients,
  text: string,
): Promise<Explanation> {
  const publish = async (block: string, streams: readonly EventStream[]) => {
    await http.post("/raw/publish", { body: `data: ${block}\n\n` });
    const served: EventStream[] = [];
    for (const stream of streams) {
      const hasCome = () => (stream.events.some((event) => event.data === block) ? true : undefined);
      await stream.untilOrSilent(hasCome, 1_000);
      if (hasCome() === true) served.push(stream);
    }
    return served;
  };
  const open = () => sse.open("/raw/events");
  const late = await open();
  const served = await publish(`${text}-2`, [...stayed, late]);
  const before = `all clients were served before ${namesOf(left)} left. Now ${gets(served)}, and ${gets(without([...stayed, late], served), "nothing")}`;
  if (served.length > stayed.length)
    return {
      code: failures["stops-at-closed"],
      why: `all clients were served before ${namesOf(left)} left, and the block that came right afterwards did not reach all that are still there. Since ${late.name} has come, all get blocks again. So nobody was removed: publish ended at a response that was closed and still in the list`,
    };
  if (!served.includes(late))
    return {
      code: failures["stops-at-closed"],
      why: `${before}. ${late.name} came only after the others had left, so it was not removed with them: publish ends at a response that is closed`,
    };
  const [first, second, third, fourth] = [await open(), await open(), await open(), await open()];
  second.close();
  const others = [first, third, fourth];
  const still = await publish(`${text}-3`, others);
  const then = `${before}. Then ${namesOf([first, second, third, fourth])} came, in this order, and ${second.name} left: ${gets(still)}, and ${gets(without(others, still), "nothing")}`;
  if (still.length === 0)
    return { code: failures["list-emptied"], why: `${then}. So the whole list is emptied when one client leaves` };
  const isAllLater = still.length === 1 && still[0] === first;
  return {
    code: failures[isAllLater ? "later-ones-removed" : "other-one-removed"],
    why: isAllLater
      ? `${then}. So with a client that leaves, all that came after it are removed as well`
      : `${then}. So another client is removed in place of the one that leaves, or together with it`,
  };
}

function without(all: readonly EventStream[], some: readonly EventStream[]): readonly EventStream[] {
  return all.filter((stream) => !some.includes(stream));
}

function gets(streams: readonly EventStream[], what = "blocks"): string {
  if (streams.length === 0) return `nobody gets ${what}`;
  return `${namesOf(streams)} ${streams.length === 1 ? "gets" : "get"} ${what}`;
}

function namesOf(streams: readonly EventStream[]): string {
  return listOf(
    streams.map(({ name }) => name),
    "and",
  );
}
