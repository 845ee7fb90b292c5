import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Sources } from "../sources.ts";
import { ofKind, type TraceEvent } from "../trace.ts";

/** By the event that came last. */
const WHEN: Readonly<Record<string, string>> = {
  message: "after a message had arrived",
  connection: "after a client had connected",
  close: "after a client had left",
  listening: "once the server listened",
};

/** Where process.exit was called, and when. */
export function exitCall(trace: readonly TraceEvent[], sources: Sources): Finding | undefined {
  const exit = ofKind(trace, "exit").at(-1);
  const at = exit?.at[0];
  if (exit === undefined || at === undefined) return undefined;
  const before = trace.slice(0, trace.indexOf(exit));
  const last = before.findLast((event) => event.kind === "event");
  const when = WHEN[last?.event ?? ""] ?? "before the server listened";
  return {
    why: `process.exit was called at ${named(at)} (${sources.line(at)}), ${when}`,
    at,
    hint: "This ends the server for every client. What should happen on this path instead?",
  };
}
