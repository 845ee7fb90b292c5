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
  const { length: before } = await eventsIn(http, stream);
  const { length: after } = await eventsIn(http, `${stream}: more\n`);
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
  if ((await eventsIn(http, `data: ${data}\n\n`)).length !== 1) return undefined;
  const isOnlyFirstLine = (await eventsIn(http, `\ufeff: comment\ndata: ${data}\n\n`)).length === 1;
  const code = failures[isOnlyFirstLine ? "mark-not-taken-off" : "mark-ends-reading"];
  return { code, why: code.cause };
}

/**
 * Fails unless the mark counts as a character like any other where it does not begin the stream: as a part of a value, and as
 * a part of the name of a field, which no client knows then.
 */
export async function expectMarkKeptElsewhere(http: HttpClient, [one, two]: readonly [string, string]): Promise<void> {
  const value = `\ufeff${one}\ufeff`;
  const wanted = { events: [{ data: value }] };
  await explained(
    () => expectDecoded(http, `data: ${value}\n\ufeffdata: ${two}\n\n`, wanted),
    async () => {
      const code = failures["mark-taken-off-anywhere"];
      const [alone] = await eventsIn(http, `data: ${value}\n\n`);
      if (alone?.data !== value)
        return {
          code,
          why: "in the value of a field the mark is taken off as well: it is taken off wherever it stands",
        };
      const ofLines = await eventsIn(http, `\ufeffdata: ${one}\n\n\ufeffdata: ${two}\n\n`);
      if (ofLines.length !== 2) return undefined;
      return {
        code,
        why: "in the value of a field the mark stays, and at the beginning of a line it is taken off, of the first line and of later ones: each line is treated as if a stream began with it",
      };
    },
    failures["decoded-otherwise"],
    failures["event-differs"],
    failures["nothing-decoded"],
  );
}

async function eventsIn(http: HttpClient, stream: string): Promise<readonly { readonly data?: unknown }[]> {
  const { json } = await decode(http, Buffer.from(stream), []);
  return (json as { data?: { events?: readonly { data?: unknown }[] } } | undefined)?.data?.events ?? [];
}
