import { performance } from "node:perf_hooks";
import type { ObservedServer } from "../observed-server.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind } from "../trace.ts";

const LOOP = /\b(?:while|for|do)\b/;

/** A loop is seen within a second; on a busy machine the thread that looks for it gets its turn later. In milliseconds. */
const SEEN_LIMIT_MS = 8_000;
const LOOK_MS = 50;

/** Where the event loop stands still; undefined for one that turns. */
export async function busyLine(observed: ObservedServer, sources: Sources): Promise<Finding | undefined> {
  const until = performance.now() + SEEN_LIMIT_MS;
  const seen = () => ofKind(observed.trace(), "busy").at(-1);
  while (seen() === undefined && performance.now() < until && !(await observed.answers()))
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const busy = seen();
  const { compiled } = observed;
  if (busy === undefined || compiled === undefined) return undefined;
  const places = busy.frames.flatMap(({ line, column, caller }) => {
    const at = compiled.source(line, column);
    return at === undefined ? [] : [{ at, caller }];
  });
  const [innermost] = places;
  if (innermost === undefined) return undefined;
  const inside = innermost.caller === "" ? "" : ` in ${innermost.caller}`;
  const what = LOOP.test(sources.line(innermost.at))
    ? "a loop that takes long, or never ends,"
    : "code that takes long, or never returns,";
  return {
    why: `${what} keeps the process busy${inside}: it was at ${named(innermost.at)} (${sources.line(innermost.at)}) when it was looked at`,
    at: innermost.at,
    hint: "What makes this line stop? While it runs, no other message or connection gets its turn.",
  };
}
