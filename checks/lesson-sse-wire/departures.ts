/** What a response that is closed takes with it. */
import { expect, explained, listOf, type EventStream, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";

interface Clients {
  /** Those that have left. */
  readonly left: readonly EventStream[];
  readonly stayed: readonly EventStream[];
}

type DepartureTools = Pick<Tools, "http" | "sse" | "servers">;

/** Publishes a block after some clients have left, and fails unless the others get it; then it is asked who else gets nothing. */
export async function expectOthersServed(tools: DepartureTools, clients: Clients, text: string): Promise<void> {
  await tools.http.post("/raw/publish", { body: `data: ${text}\n\n` });
  for (const stream of clients.stayed)
    await explained(
      () => expect(stream).toReceive({ text }),
      () => whoElseIsGone(tools, clients, text),
      "no-event",
    );
}

/**
 * The first block of a check was lost for all of these streams, and clients of the check before have left: is it lost because of
 * them? Resolves with undefined when the next block does not reach all of them either.
 */
export async function whyFirstIsLost(
  tools: Pick<Tools, "http" | "servers">,
  streams: readonly EventStream[],
  text: string,
): Promise<Explanation | undefined> {
  const got = await served(tools, `${text}-2`, streams);
  if (got.length === 0) return whetherClosedEnds(await tools.servers.start(), text);
  if (got.length < streams.length) return undefined;
  return {
    code: failures["stops-at-closed"],
    why: "a client had left before these came. The first block after that reached none of them, and the second one reaches all: publish ended at the response that is closed, and has removed it",
  };
}

/** On a server that nobody has left yet: the second of three clients leaves. */
async function whetherClosedEnds(tools: Pick<Tools, "http" | "sse">, text: string): Promise<Explanation | undefined> {
  const open = () => tools.sse.open("/raw/events");
  const [first, second, third] = [await open(), await open(), await open()];
  const all = [first, second, third];
  if ((await served(tools, `${text}-3`, all)).length < all.length) return undefined;
  second.close();
  let got = [first, third] as readonly EventStream[];
  // The server may learn of the departure only after the first of these blocks.
  for (let block = 4; block < 7 && got.length > 1; block++) got = await served(tools, `${text}-${block}`, got);
  if (got.length !== 1 || got[0] !== first) return undefined;
  return {
    code: failures["stops-at-closed"],
    why: `a client had left before these came, and none of them gets blocks. On a new server, ${namesOf(all)} came, in this order, and got a block. Then ${second.name} left: ${gets([first])}, and ${gets([third], "none")}. So publish ends at a response that is closed, and all that came after it get nothing`,
  };
}

/** Publishes a block, and returns those of the streams that get it. */
async function served(
  { http }: Pick<Tools, "http">,
  block: string,
  streams: readonly EventStream[],
): Promise<readonly EventStream[]> {
  await http.post("/raw/publish", { body: `data: ${block}\n\n` });
  const got: EventStream[] = [];
  for (const stream of streams) {
    const hasCome = () => (stream.events.some((event) => event.data === block) ? true : undefined);
    await stream.untilOrSilent(hasCome, 1_000);
    if (hasCome() === true) got.push(stream);
  }
  return got;
}

/** Who else gets nothing: first a client that comes now is asked, then clients of another server leave one by one. */
async function whoElseIsGone(tools: DepartureTools, { left, stayed }: Clients, text: string): Promise<Explanation> {
  const late = await tools.sse.open("/raw/events");
  const got = await served(tools, `${text}-2`, [...stayed, late]);
  if (got.length > stayed.length)
    return {
      code: failures["stops-at-closed"],
      why: `all clients were served before ${namesOf(left)} left, and the block that came right afterwards did not reach all that are still there. Since ${late.name} has come, all get blocks again. So nobody was removed: publish ended at a response that was closed and still in the list`,
    };
  if (!got.includes(late)) {
    const others =
      got.length === 0 ? "no client gets blocks" : `${gets(got)}, and ${gets(without(stayed, got), "none")}`;
    return {
      code: failures["stops-at-closed"],
      why: `all clients were served before ${namesOf(left)} left. Now ${others}. ${late.name} came only after the others had left, and gets none either, so it was not removed with them: publish ends at a response that is closed`,
    };
  }
  return oneByOne(await tools.servers.start(), text);
}

/** On a server that nobody has left yet: the third of five clients leaves, and then the fourth. */
async function oneByOne(tools: Pick<Tools, "http" | "sse">, text: string): Promise<Explanation> {
  const open = () => tools.sse.open("/raw/events");
  const all = [await open(), await open(), await open(), await open(), await open()] as const;
  const [first, second, third, fourth, fifth] = all;
  third.close();
  const others = [first, second, fourth, fifth];
  const lost = without(others, await served(tools, `${text}-3`, others));
  const then = `on a new server, ${namesOf(all)} came, in this order, and ${third.name} left`;
  if (lost.length === others.length)
    return {
      code: failures["list-emptied"],
      why: `${then}: no client gets blocks any more, so the whole list is emptied when one client leaves`,
    };
  if (lost.length === 2 && lost[0] === fourth)
    return {
      code: failures["later-ones-removed"],
      why: `${then}: ${gets(lost, "no blocks any more")}, so with a client that leaves, all that came after it are removed as well`,
    };
  const code = failures["other-one-removed"];
  const [one] = lost;
  if (one !== undefined) {
    const places = new Map([
      [first, "the first of the list"],
      [second, "the one before it in the list"],
      [fourth, "the one behind it in the list"],
      [fifth, "the last of the list"],
    ]);
    const which = lost.length === 1 ? places.get(one) : undefined;
    return {
      code,
      why: `${then}: ${gets(lost, "no blocks any more")}${which === undefined ? "" : `, so ${which} is removed when a client leaves`}. Whether the one that leaves is removed as well cannot be seen: what is written to it reaches no one`,
    };
  }
  fourth.close();
  const stayed = [first, second, fifth];
  const gone = without(stayed, await served(tools, `${text}-4`, stayed));
  if (gone.length === 0)
    return {
      code,
      why: "all clients were served until others had left, and with one leaving after the other on a new server, all that stay are served: it happens only when clients leave at the same moment, or later",
    };
  return {
    code: failures["place-out-of-date"],
    why: `${then}: the others still got blocks. Then ${fourth.name} left, and ${gets(gone, "no blocks any more")}. So the first client that leaves is taken off rightly. Then the places in the list move, and a client that leaves later is taken off at the place that it had before`,
  };
}

function without(all: readonly EventStream[], some: readonly EventStream[]): readonly EventStream[] {
  return all.filter((stream) => !some.includes(stream));
}

function gets(streams: readonly EventStream[], what = "blocks"): string {
  return `${namesOf(streams)} ${streams.length === 1 ? "gets" : "get"} ${what}`;
}

function namesOf(streams: readonly EventStream[]): string {
  return listOf(
    streams.map(({ name }) => name),
    "and",
  );
}
