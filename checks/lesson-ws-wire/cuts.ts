/** What is asked once a frame that was cut in two has not come back: at which cuts it does, and where it is taken too early. */
import { encodeFrame, listOf, OPCODE_BINARY, rangesOf, type Explanation } from "#kit";
import { failures } from "./failures.ts";
import type { Message, RawClient } from "./raw-client.ts";

/** So long an answer is waited for that must not come before the rest of the frame, in milliseconds. */
const EARLY_MS = 150;
/** How long an answer may take once the frame is whole, in milliseconds. */
const ANSWER_MS = 800;
/** How many bytes the key has. */
const KEY = 4;

/** What became of a frame that was cut after so many of its bytes. */
interface Outcome {
  readonly cut: number;
  readonly became: "whole" | "early" | "other" | "lost";
  /** Bytes of the payload that came before the rest of the frame was sent. */
  readonly came?: number;
}

/**
 * Cuts the frame at each of these bytes, each time by a client of its own.
 * @param placeOf where in the frame a cut is, in words
 */
export async function whyLostWhenCut(
  client: RawClient,
  { before, message, cuts }: { readonly before: Message; readonly message: Message; readonly cuts: readonly number[] },
  placeOf: (cut: number) => string,
): Promise<Explanation> {
  // As bytes: half a text may be refused for its characters.
  const bytes = { opcode: OPCODE_BINARY, payload: message.payload };
  const [behind, alone] = await Promise.all(
    [before, undefined].map((first) => Promise.all(cuts.map((cut) => cutAt(client, { first, message: bytes, cut })))),
  );
  const outcomes = behind ?? [];
  const bad = outcomes.filter(({ became }) => became !== "whole");
  const early = takenEarly(message, outcomes, alone ?? []);
  if (early !== undefined) return early;
  if (bad.length === 0)
    return {
      code: failures["cut-inside-frame"],
      why: "other clients have cut it at the same places, each once, and it came back: it makes a difference what had come on the connection before",
    };
  const asked = `other clients have cut it at each of ${cuts.length} places`;
  const what = bad.every(({ became }) => became === "lost")
    ? "does not come back"
    : "does not come back as it was sent";
  if (bad.length === outcomes.length)
    return { code: failures["beginning-forgotten"], why: `${asked}, and it ${what} wherever it is cut` };
  const places = [...new Set(bad.map(({ cut }) => placeOf(cut)))];
  const where = `after ${bytesIn(bad.map(({ cut }) => cut))} (${listOf(places, "and")})`;
  return {
    code: failures["cut-inside-frame"],
    why: `${asked}: it ${what} when it is cut ${where}, and does when it is cut anywhere else`,
  };
}

/** Whether an answer came before the frame was whole, and how many bytes were missing then. */
function takenEarly(
  { payload }: Message,
  outcomes: readonly Outcome[],
  alone: readonly Outcome[],
): Explanation | undefined {
  const early = outcomes.filter(({ became }) => became === "early");
  const size = encodeFrame({ opcode: 2, payload }).length;
  if (early.length === 0) return undefined;
  const missing = early.map(({ cut }) => size - cut);
  const most = Math.max(...missing);
  const isAtEnd = missing.length === most || outcomes.length < size - 1;
  const atMost = most === 1 ? "its last byte is missing" : `up to ${most} bytes are missing at its end`;
  const when = isAtEnd ? atMost : `it is cut after ${bytesIn(early.map(({ cut }) => cut))}`;
  const meaning =
    !isAtEnd || outcomes.length < size - 1
      ? ""
      : most === KEY
        ? ": as many as the key has, so the four bytes of the key are not counted"
        : most === payload.length
          ? ": as many as its payload has, so the payload is not counted"
          : most === payload.length + KEY
            ? ": as many as key and payload have together, so only the bytes before them are counted"
            : "";
  const [first] = early;
  const cameShort =
    first?.came === undefined
      ? ""
      : `; cut after byte ${first.cut} of ${size}, ${first.came} of its ${payload.length} bytes of payload came back before the rest was sent`;
  const isBehindOnly = !alone.some(({ became }) => became === "early");
  const behind = isBehindOnly
    ? "; without a whole frame in front of it in the same chunk, it is waited for: either the bytes of that frame are counted too, or only the first frame of a chunk is asked whether it is whole"
    : "";
  return {
    code: failures["taken-too-early"],
    why: `the frame is taken for whole when ${when}${meaning}${cameShort}${behind}`,
  };
}

async function cutAt(
  client: RawClient,
  { first, message, cut }: { readonly first: Message | undefined; readonly message: Message; readonly cut: number },
): Promise<Outcome> {
  const other = await client.another();
  const frame = encodeFrame(message);
  const before = first === undefined ? Buffer.alloc(0) : encodeFrame(first);
  await other.connection.send(Buffer.concat([before, frame.subarray(0, cut)]));
  if (first !== undefined && (await other.nextFrame(ANSWER_MS)) === undefined) return { cut, became: "lost" };
  const early = await other.nextFrame(EARLY_MS);
  // The end of the connection is an answer, too, and no frame that was taken.
  if (early !== undefined)
    return early.opcode === message.opcode
      ? { cut, became: "early", came: early.payload.length }
      : { cut, became: "other" };
  await other.connection.send(frame.subarray(cut));
  const got = await other.nextFrame(ANSWER_MS);
  if (got === undefined) return { cut, became: "lost" };
  return { cut, became: got.opcode === message.opcode && got.payload.equals(message.payload) ? "whole" : "other" };
}

/** For example `byte 1, 2 to 5 or 9`. */
function bytesIn(cuts: readonly number[]): string {
  return `byte ${listOf(rangesOf(cuts.toSorted((a, b) => a - b)))}`;
}
