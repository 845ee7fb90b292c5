/** Why a parser does not read the very beginning or the very end of a stream. */
import { explained, type Explanation, type HttpClient } from "#kit";
import { decode, expectDecoded, type Wanted } from "./decoding.ts";
import { failures } from "./failures.ts";

/** Fails as `expectDecoded` does; where the last event is missing, it is asked whether it comes with one more line. */
export async function expectEndsKnown(http: HttpClient, stream: string, wanted: Wanted): Promise<void> {
  await explained(
    () => expectDecoded(http, stream, wanted),
    () => whetherHeldBack(http, stream, wanted.events.length),
    failures["event-missing"],
  );
}

/** With a comment behind it, which is no event and ends no block, the same stream has the same events. */
async function whetherHeldBack(http: HttpClient, stream: string, count: number): Promise<Explanation | undefined> {
  const before = await eventsIn(http, stream);
  const after = await eventsIn(http, `${stream}: more\n`);
  if (before !== count - 1 || after !== count) return undefined;
  const end = stream.endsWith("\r") ? "CR" : stream.endsWith("\r\n") ? "CR LF" : "LF";
  return {
    code: failures["end-held-back"],
    why: `the stream ends with the blank line of its last event, which is missing. With a comment line behind it, the event comes: the ${end} at the very end of the stream is kept back until something follows it, and nothing does`,
  };
}

/** Fails when a byte order mark before the first line makes a difference. The parser has read the same line without one. */
export async function expectMarkTakenOff(http: HttpClient, data: string): Promise<void> {
  await explained(
    () => expectDecoded(http, `\ufeffdata: ${data}\n\n`, { events: [{ data }] }),
    () => whatTheMarkHides(http, data),
    failures["nothing-decoded"],
  );
}

/** Whether a stream without the mark, and the lines behind the first one, are read. */
async function whatTheMarkHides(http: HttpClient, data: string): Promise<Explanation | undefined> {
  if ((await eventsIn(http, `data: ${data}\n\n`)) !== 1) return undefined;
  const isOnlyFirstLine = (await eventsIn(http, `\ufeff: comment\ndata: ${data}\n\n`)) === 1;
  const code = failures[isOnlyFirstLine ? "mark-not-taken-off" : "mark-ends-reading"];
  return { code, why: code.cause };
}

async function eventsIn(http: HttpClient, stream: string): Promise<number | undefined> {
  const { json } = await decode(http, Buffer.from(stream), []);
  return (json as { data?: { events?: readonly unknown[] } } | undefined)?.data?.events?.length;
}
