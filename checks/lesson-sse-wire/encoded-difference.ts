/** What is wrong about the block of an event, from its text and from what a client reads in it. */
import { listOf, type CheckFailure } from "#kit";
import type { Encodable } from "./encoding.ts";
import { failures } from "./failures.ts";
import type { DecodedEvent } from "./reference-decoder.ts";

type Cause = Pick<CheckFailure["observation"], "code" | "why">;

/** The cause for a block that is complete, and that a client reads as another event. */
export function whyEncodedOtherwise(
  text: string,
  {
    given,
    wanted,
    read,
    spaced,
  }: {
    readonly given: Encodable;
    readonly wanted: DecodedEvent;
    readonly read: DecodedEvent | undefined;
    /** The block of another event, whose data is this one's with a space behind it. */ readonly spaced: string;
  },
): Cause {
  const { event, id, retry, data } = given;
  if (event !== undefined && read?.event === id && read?.lastEventId === event)
    return {
      code: failures["name-and-id-exchanged"],
      why: "the line of the name has the id as its value, and that of the id has the name",
    };
  const dropped = [
    ...(id === "" && !/^id(?::|$)/m.test(text) ? ["an id without characters"] : []),
    ...(retry === 0 && !/^retry(?::|$)/m.test(text) ? ["a reconnection time of 0"] : []),
  ];
  if (dropped.length > 0)
    return {
      code: failures["value-dropped"],
      why: `${dropped.join(" and ")} was given, and the block has no line for it: it is taken for a field that was not given`,
    };
  if (read !== undefined && read.data !== wanted.data && !/[\r\n]/.test(data)) return whyOtherData(text, data, spaced);
  const code = failures["encoded-otherwise"];
  for (const [field, ours, theirs] of [
    ["name", wanted.event, read?.event],
    ["id", wanted.lastEventId, read?.lastEventId],
    ["reconnection time", wanted.retry, read?.retry],
  ] as const)
    if (ours !== theirs && read?.data === wanted.data) {
      const told = `a client reads ${shownValue(theirs)} as its ${field} and not ${shownValue(ours)}`;
      if (typeof ours !== "string" || typeof theirs !== "string" || ours.trim() !== theirs.trim())
        return { code, why: `the data is right, and ${told}` };
      const isWritten = text.includes(`:${ours}`);
      const lost = isWritten
        ? "the value stands right behind the colon, where a client takes one space off, and its first character is a space"
        : "the white space at its ends is not in the block any more";
      return { code: failures["ends-lost"], why: `${told}: ${lost}` };
    }
  return { code };
}

function whyOtherData(text: string, data: string, spaced: string): Cause {
  const code = failures["encoded-otherwise"];
  if (/^\s|\s$/.test(data) && !spaced.includes(`${data} `))
    return { code, why: "white space at the beginning or the end of the data is not in the block any more" };
  if (data.startsWith(" ") && text.includes(`data:${data}`))
    return {
      code,
      why: "the space at the beginning of the data stands right behind the colon, where a client takes one space off: the line has none of its own there",
    };
  return { code };
}

function shownValue(value: string | number | undefined): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

const NAMES: Readonly<Record<string, string>> = { "\n": "LF", "\r\n": "CR LF", "\r": "CR" };

/** For example `LF, CR LF and CR`. */
export function namesOf(lineEnds: readonly string[]): string {
  return listOf(
    lineEnds.map((end) => NAMES[end] ?? JSON.stringify(end)),
    "and",
  );
}
