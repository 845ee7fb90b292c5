import type { ObservedServer } from "../observed-server.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";

const LOOP = /\b(?:while|for|do)\b/;

/** Where the event loop stood still. */
export function busyLine(observed: ObservedServer, sources: Sources): Finding | undefined {
  const busy = ofKind(observed.trace(), "busy").at(-1);
  const { compiled } = observed;
  if (busy === undefined || compiled === undefined) return undefined;
  const places = busy.frames.flatMap(({ line, column, caller }) => {
    const at = compiled.source(line, column);
    return at === undefined ? [] : [{ at, caller }];
  });
  const [innermost] = places;
  if (innermost === undefined) return undefined;
  const inside = innermost.caller === "" ? "" : ` in ${innermost.caller}`;
  const what = LOOP.test(sources.line(innermost.at)) ? "a loop that does not end" : "code that does not return";
  return {
    why: `${what} keeps the process busy${inside}: it was at ${named(innermost.at)} (${sources.line(innermost.at)}) when it was stopped to look`,
    at: innermost.at,
    hint: "What makes this line stop? While it runs, no other message or connection gets its turn.",
  };
}
