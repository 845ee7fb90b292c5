/** What is asked once a frame has stayed without its answer: which of the possible causes it was. */
import { CheckFailure, type Explanation } from "#kit";
import { failures } from "./failures.ts";
import type { Message, RawClient } from "./raw-client.ts";

/** More than any frame of the checks can be short of. */
const MORE_BYTES = 70_000;

/** Whether the server waits for more bytes than the frame has, and for how many. @param answered how many messages came back */
export async function whyUnanswered(client: RawClient, { payload }: Message, answered: number): Promise<Explanation> {
  await client.connection.send(Buffer.alloc(MORE_BYTES));
  const taken = await client.nextFrame();
  const length = payload.length;
  if (taken?.payload.equals(payload) === true)
    return {
      code: failures["length-misread"],
      why: "the frame was answered after more bytes had come behind it: your code waits for more than the frame has",
    };
  if (taken !== undefined && taken.payload.length > length) {
    const isReversed = Buffer.from([length >> 8, length]).readUInt16LE(0) === taken.payload.length;
    return {
      code: failures["length-misread"],
      why: `after more bytes had come, ${taken.payload.length} were taken for the payload of this frame of ${length}${isReversed ? ": that is its length with the two bytes exchanged, and the first is the greater (network byte order)" : ""}`,
    };
  }
  const code = failures["frame-unanswered"];
  if (answered === 0) return { code };
  const before = answered === 1 ? "the message before it" : `each of the ${answered} messages before it`;
  return { code, why: `${before} came back on this connection, and this one did not` };
}

/** What became of the frames behind those that were answered. @param answered how many messages came back */
export async function whyUnansweredInChunk(
  client: RawClient,
  messages: readonly Message[],
  answered: number,
): Promise<Explanation> {
  const [next, another] = [messages[answered] as Message, messages[0] as Message];
  await client.send(another);
  const got = await client.nextFrame();
  const seen = `${answered === 0 ? "none" : answered} of the ${messages.length} frames in the chunk ${answered === 1 ? "was" : "were"} answered`;
  const then =
    got === undefined
      ? "nor was the frame of the next chunk"
      : got.payload.equals(next.payload)
        ? "the next one only when another chunk had come: your code stops before it has taken all that a chunk holds"
        : got.payload.equals(another.payload)
          ? "the frame of the next chunk was: what stood behind the frames that were answered is thrown away"
          : "the next chunk was not answered with the next of them";
  return { code: failures["chunk-not-emptied"], why: `${seen}; ${then}` };
}

/**
 * Whether it matters where the frame is cut: one cut for each place, tried by a client of its own.
 * @param cuts by the place in the frame, in words
 */
export async function whyLostWhenCut(
  client: RawClient,
  cuts: ReadonlyMap<string, number>,
  tryCut: (other: RawClient, cut: number) => Promise<void>,
): Promise<Explanation> {
  const lost: string[] = [];
  const whole: string[] = [];
  const tries = [...cuts].map(async ([place, cut]) => {
    try {
      await tryCut(await client.another(), cut);
      whole.push(place);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      lost.push(place);
    }
  });
  await Promise.all(tries);
  const inOrder = (places: readonly string[]) => [...cuts.keys()].filter((place) => places.includes(place)).join(", ");
  if (whole.length === 0)
    return {
      code: failures["beginning-forgotten"],
      why: `other clients have cut it elsewhere (${inOrder(lost)}), and it is lost wherever it is cut`,
    };
  return {
    code: failures["cut-inside-frame"],
    why: `other clients have cut it elsewhere: it is lost when it is cut ${inOrder(lost)}, and comes back when it is cut ${inOrder(whole)}`,
  };
}
