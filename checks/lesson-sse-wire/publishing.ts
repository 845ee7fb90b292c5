/** What the checks of exercise 2 ask of the bytes of a stream. */
import { CheckFailure, expect, type EventStream, type HttpClient } from "#kit";
import { failures } from "./failures.ts";

/** How long a block may take, in milliseconds. The wait ends sooner when the server has nothing more to send. */
const BLOCK_LIMIT_MS = 2_000;

/** Publishes a block, and fails unless its bytes arrive on this stream. What is between two blocks is the server's own. */
export async function expectPublished(http: HttpClient, stream: EventStream, block: string): Promise<void> {
  const before = stream.raw.length;
  const answer = await http.post("/raw/publish", { body: block });
  expect(answer).toHaveStatus(204);
  const bytes = Buffer.from(block);
  const hasCome = () => (stream.raw.subarray(before).includes(bytes) ? true : undefined);
  await stream.untilOrSilent(hasCome, BLOCK_LIMIT_MS);
  if (hasCome()) return;
  const came = stream.raw.subarray(before).toString("utf8");
  const isLatin1 = stream.raw.subarray(before).includes(Buffer.from(block, "latin1"));
  throw new CheckFailure({
    code: failures["block-changed"],
    sent: `POST /raw/publish ${JSON.stringify(block)}`,
    peer: stream.name,
    expected: `just these bytes on ${stream.name}`,
    received: came === "" ? "nothing" : JSON.stringify(came),
    ...(isLatin1
      ? {
          why: "what came has one byte for each UTF-16 code unit of the block, as in latin1: ASCII arrives as it was, and nothing else does",
        }
      : {}),
    event: answer.event,
  });
}

/**
 * Publishes two parts of an event one after the other, and fails unless clients get one event with this data: what stands
 * between two blocks may be the server's own, such as a comment, and may not end a line or an event that has begun.
 */
export async function expectPublishedAsOne(
  http: HttpClient,
  stream: EventStream,
  blocks: readonly [string, string],
  wanted: string,
): Promise<void> {
  const before = stream.raw.length;
  const answers = [];
  for (const body of blocks) answers.push(await http.post("/raw/publish", { body }));
  for (const answer of answers) expect(answer).toHaveStatus(204);
  const hasCome = () => (stream.events.some(({ data }) => data === wanted) ? true : undefined);
  await stream.untilOrSilent(hasCome, BLOCK_LIMIT_MS);
  if (hasCome()) return;
  const came = stream.raw.subarray(before).toString("utf8");
  const [first, second] = [came.indexOf(blocks[0]), came.indexOf(blocks[1])];
  const between = first !== -1 && first < second ? came.slice(first + blocks[0].length, second) : "";
  throw new CheckFailure({
    code: failures[between === "" ? "block-changed" : "block-completed"],
    sent: blocks.map((block) => `POST /raw/publish ${JSON.stringify(block)}`).join(", then "),
    peer: stream.name,
    expected: `both, one behind the other, on ${stream.name}: one event with the data ${JSON.stringify(wanted)}`,
    received: came === "" ? "nothing" : JSON.stringify(came),
    ...(between === ""
      ? {}
      : {
          why: `behind the first block came ${JSON.stringify(between)}, which is not in it and ends its ${blocks[0].endsWith("\n") ? "event" : "line"} too early`,
        }),
    event: answers[0]?.event,
  });
}
