import { performance } from "node:perf_hooks";
import { isSuch } from "../../kit/transports/websocket/describe-message.ts";
import { countOf, type Conversation } from "../conversation.ts";
import type { Finding } from "../failed-check.ts";
import type { Sources } from "../sources.ts";

/** How long an answer that is late is waited for, in milliseconds. */
const LATE_LIMIT_MS = 5_000;

const WAITS = /\bset(?:Timeout|Interval)\s*\(|\bawait\b/;

/** Waits longer, once, where a timer was still waiting after the question. */
export async function lateness(
  { asker, question: { wanted } }: Conversation,
  { askedAt, timers }: { readonly askedAt: number; readonly timers: number },
  sources: Sources,
): Promise<Finding | undefined> {
  if (wanted === undefined || timers === 0) return undefined;
  const answers = countOf(asker, (message) => isSuch(wanted, message));
  const hasCome = await asker.until(() => (answers() > 0 ? true : undefined), LATE_LIMIT_MS);
  return hasCome === undefined ? undefined : late(askedAt, sources);
}

/** The answer to what was asked at `askedAt` has come just now. */
export function late(askedAt: number, sources: Sources): Finding {
  const seconds = ((performance.now() - askedAt) / 1_000).toFixed(1);
  return {
    why: `asked again on a fresh server, the answer came after ${seconds} s`,
    at:
      sources.find(/\bsetTimeout\s*\(/).find(({ text }) => /send|reply|\{\s*$/.test(text))?.at ??
      sources.find(/\bawait\s+\w{0,40}(?:sleep|delay|wait|pause|setTimeout)\w{0,40}\s*\(/i).at(0)?.at ??
      sources.only(WAITS)?.at,
    hint: "What does the server wait for before it answers, and does this message need it?",
  };
}
