/** What is asked once a frame has stayed without its answer: which of the possible causes it was. */
import { OPCODE_BINARY, OPCODE_CLOSE, OPCODE_TEXT, type Explanation } from "#kit";
import { closing } from "./closing.ts";
import { failures } from "./failures.ts";
import type { Message, RawClient } from "./raw-client.ts";

/** More than any frame of the checks can be short of. */
const MORE_BYTES = 70_000;
/** How long the answer to another client may take, in milliseconds. */
const OTHER_MS = 800;

/** Whether the server waits for more bytes than the frame has, and for how many. @param answered how many messages came back */
export async function whyUnanswered(client: RawClient, { payload }: Message, answered: number): Promise<Explanation> {
  if (payload.length === 0 && (await isEmptyPassedOver(client))) return { code: failures["empty-passed-over"] };
  await client.connection.send(Buffer.alloc(MORE_BYTES));
  const taken = await client.nextFrame();
  const length = payload.length;
  if (taken?.payload.equals(payload) === true)
    return {
      code: failures["length-misread"],
      why: "the frame was answered after more bytes had come behind it: your code waits for more than the frame has",
    };
  // What was sent as filler breaks rules, and may be answered with a close frame.
  if (taken !== undefined && taken.opcode !== OPCODE_CLOSE && taken.payload.length > length) {
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

/** Whether what comes behind a message without payload is answered: then its bytes were read, and it was passed over. */
async function isEmptyPassedOver(client: RawClient): Promise<boolean> {
  const next: Message = { opcode: OPCODE_TEXT, payload: Buffer.from("next") };
  await client.send(next);
  const got = await client.nextFrame();
  return got?.opcode === OPCODE_TEXT && got.payload.equals(next.payload);
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

/** Whether a message that did not come back does on a connection of its own. @param answered how often it came back before */
export async function whyLostAfterOthers(
  client: RawClient,
  message: Message,
  answered: number,
): Promise<Explanation | undefined> {
  const other = await client.another();
  await other.send(message);
  const got = await other.nextFrame();
  if (answered === 0 || got?.payload.equals(message.payload) !== true) return undefined;
  const bytes = message.payload.length;
  return {
    code: failures["sizes-added-up"],
    why: `${answered} messages of ${bytes} bytes came back on this connection and the next one did not; on a connection of its own it does. So what was sent before counts: the size that is compared with the limit is that of all messages of the connection`,
  };
}

/**
 * Whether a whole message of another client does not come back either. What one client has begun is then kept for all: it
 * may be another client's that has left in the middle of a message.
 */
export async function whyNotJoined(client: RawClient): Promise<Explanation | undefined> {
  const other = await client.another();
  const whole: Message = { opcode: OPCODE_TEXT, payload: Buffer.from("whole") };
  await other.send(whole);
  const got = await other.nextFrame(OTHER_MS);
  if (got?.opcode === OPCODE_TEXT && got.payload.equals(whole.payload)) return undefined;
  return {
    code: failures["connections-mixed"],
    why: `another client, ${other.connection.name}, has sent a whole message in one frame, and it did not come back either: what was begun on one connection, or left behind there, gets into the messages of others`,
  };
}

/** 1009, as a close frame holds it. */
const TOO_LARGE = Buffer.from(closing(1009).payload ?? "");
/** The first length that has the highest bit of two bytes set. */
const HIGHEST_BIT = 0x8000;

/** Why a length of two bytes is not read, where shorter ones are: is it a negative number from its highest bit on? */
export async function whyLengthNotRead(client: RawClient, length: number): Promise<Explanation | undefined> {
  if (length < HIGHEST_BIT || length > 0xffff) return undefined;
  const answerTo = async (size: number) => {
    const other = await client.another();
    const payload = Buffer.alloc(size, "a");
    await other.send({ opcode: OPCODE_BINARY, payload });
    const got = await other.nextFrame();
    return { got, isEcho: got?.payload.equals(payload) === true };
  };
  if (!(await answerTo(HIGHEST_BIT - 1)).isEcho) return undefined;
  const { got, isEcho } = await answerTo(HIGHEST_BIT);
  const isTooLarge = got?.opcode === OPCODE_CLOSE && got.payload.subarray(0, 2).equals(TOO_LARGE);
  if (isEcho || isTooLarge) return undefined;
  return {
    code: failures["length-signed"],
    why: `on connections of their own, a message of ${HIGHEST_BIT - 1} bytes comes back and one of ${HIGHEST_BIT} does not. From there on the first of the 16 bits of the length is 1: the two bytes are read as a number with a sign, which is negative then`,
  };
}

/** Whether a message that came back as another kind comes back as its own when it is the first of its connection. */
export async function whetherFirstKindStays(client: RawClient, message: Message): Promise<Explanation | undefined> {
  const other = await client.another();
  await other.send(message);
  const got = await other.nextFrame();
  if (got?.opcode !== message.opcode) return undefined;
  return {
    code: failures["kind-kept"],
    why: "on a connection of its own the same message comes back as what it was; on this one messages of the other kind had come before it. So the kind of an earlier message is kept, and not that of each message taken",
  };
}
