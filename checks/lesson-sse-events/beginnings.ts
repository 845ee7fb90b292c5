/** Where a client begins that names the id 0, or none: what a check asks once it has got other events than it should. */
import type { EventStream, Explanation, ReceivedEvent, SseClient } from "#kit";
import { boardOf } from "./board-events.ts";
import type { Place } from "./board-changes.ts";
import { failures } from "./failures.ts";
import { watch } from "./streams.ts";

/** How long what a new client gets at once may take to come, in milliseconds. */
const AT_ONCE_MS = 500;

/**
 * Why a client that names no id got events from before it came. The question: does it get others once another client has named
 * another id?
 */
export async function whyFromBefore(
  sse: SseClient,
  { first, second }: Readonly<Record<"first" | "second", Place>>,
  newest: string,
): Promise<Explanation | undefined> {
  const idle = await watch(sse, first, { header: newest });
  const before = await gotAtOnce(await watch(sse, first));
  const all = await gotAtOnce(await watch(sse, first, { header: "0" }));
  const after = await gotAtOnce(await watch(sse, first));
  const elsewhere = await gotAtOnce(await watch(sse, second));
  const told = `${idle.name} named the newest id, and a client without an id got ${idsOf(before)}. Then a client named the id 0 and got ${idsOf(all)}`;
  if (idsOf(before) === idsOf(after))
    return {
      why:
        idsOf(before) === idsOf(all)
          ? `a client without an id gets ${idsOf(before)}, which is also what a client gets that names the id 0: naming none counts as naming 0`
          : `a client without an id gets ${idsOf(before)}, whatever other clients name, and one that names the id 0 gets ${idsOf(all)}: naming none counts as another id, such as the last but one`,
    };
  const isKept = elsewhere.some(({ json }) => boardOf(json) === first.id);
  return {
    code: failures["taken-from-another-client"],
    why: `${told}, and the next client without an id got ${idsOf(after)}. So what one client asks for is kept, and used for the next client that names none. ${
      isKept
        ? "On another board, such a client got these very events, so it is the list of missed events that is kept, and not the id"
        : "On another board, such a client got events of that board or none, so it is the id that is kept"
    }`,
  };
}

/**
 * Why a client that names the id 0 got too little. The questions: does it matter whether the id is in the header or in the URL,
 * and what comes on a board whose events are among the first of all boards?
 * @param limit REPLAY_LIMIT
 */
export async function whyNotSinceZero(
  sse: SseClient,
  { first, third }: Readonly<Record<"first" | "third", Place>>,
  limit: number,
): Promise<Explanation | undefined> {
  const inUrl = await gotAtOnce(await watch(sse, third, { query: "0" }));
  const inHeader = await gotAtOnce(await watch(sse, third, { header: "0" }));
  if (inUrl.length > 0 !== inHeader.length > 0) {
    const [counts, other] = inUrl.length > 0 ? ["URL", "header"] : ["header", "URL"];
    return {
      code: failures["zero-is-no-id"],
      why: `a client that names the id 0 in its ${counts} gets ${idsOf(inUrl.length > 0 ? inUrl : inHeader)}, and one that names it in its ${other} gets nothing: the 0 in the ${other} is taken for no id`,
    };
  }
  if (inUrl.length > 0) return undefined;
  const early = await gotAtOnce(await watch(sse, first, { query: "0" }));
  if (early.length > 0)
    return {
      code: failures["limit-counts-other-boards"],
      why: `the id 0 itself is understood: on ${first.id}, a client that names it gets ${idsOf(early)}. On ${third.id}, it gets nothing of what it has missed: events of other boards came before, and REPLAY_LIMIT is ${limit}. So the first ${limit} events of all boards are looked up, and those of other boards are taken out afterwards`,
    };
  return {
    code: failures["zero-is-no-id"],
    why: `a client that names the id 0 gets nothing again, in its header or in its URL, on this board or on ${first.id}: 0 is taken for no id. Any other id counts`,
  };
}

/** What comes on a stream at once, before anything new happens; closes it. */
export async function gotAtOnce(stream: EventStream): Promise<readonly ReceivedEvent[]> {
  await stream.untilOrSilent(() => undefined, AT_ONCE_MS);
  const got = stream.events.filter(({ id }) => id !== undefined);
  stream.close();
  return got;
}

/** The ids in words; of many, the first and the last. */
export function idsOf(events: readonly ReceivedEvent[]): string {
  const ids = events.map(({ id }) => id ?? "");
  if (ids.length === 0) return "nothing";
  if (ids.length === 1) return `the event with the id ${ids[0]}`;
  return ids.length > 4
    ? `${ids.length} events, with the ids ${ids[0]} to ${ids.at(-1)}`
    : `the events with the ids ${ids.join(", ")}`;
}
