/** Which of several lines that led to a message is the one to look at. */
import type { Place, Sources } from "./sources.ts";
import { ofKind, type TraceEvent } from "./trace.ts";

/**
 * The line that decided to send, when a message was sent: of the lines that were running, the one whose code holds most of
 * the message's own words. A function that only sends is called from everywhere.
 */
export function answerPlace(
  trace: readonly TraceEvent[],
  message: string | undefined,
  sources: Sources,
): Place | undefined {
  const sent = ofKind(trace, "call").findLast(({ method }) => method === "send");
  if (sent === undefined) return undefined;
  // In the JSON that travelled, quotes inside of texts are escaped.
  return decidingLine(sent.at, (message ?? "").replaceAll('\\"', '"'), sources);
}

/** Of the lines that were running, innermost first, the one whose string literals say most of `message`. */
export function decidingLine(lines: readonly Place[], message: string, sources: Sources): Place | undefined {
  let best = lines[0];
  let most = 0;
  for (const line of lines) {
    const words = literalsIn(sources.line(line)).filter((word) => message.includes(word));
    const length = Math.max(0, ...words.map((word) => word.length));
    // A line that calls with "error" alone says less than one with the sentence.
    if (length > most) [best, most] = [line, length];
  }
  return best;
}

/** The fixed parts of the string literals in a line, without the name of an event that it listens to. */
function literalsIn(line: string): string[] {
  const said = line.replace(/\.(?:on|once)\(\s*["'`][\w-]*["'`]/, "");
  return [...said.matchAll(/"([^"]*)"|'([^']*)'|`([^`]*)`/g)].flatMap(([, double, single, template]) =>
    (double ?? single ?? template ?? "").split(/\$\{[^}]*\}/).filter((part) => part.length > 1),
  );
}

/** How a place stands in a sentence. */
export function named({ file, line }: Pick<Place, "file" | "line">): string {
  return `${file}:${line}`;
}
