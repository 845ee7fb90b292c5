/**
 * Finds out why checks failed, after the verdict is decided: asks a fresh server more, and reads what it reports of itself.
 * Nothing here changes a status.
 */
import { within } from "../kit/time-limit.ts";
import { shorten } from "../kit/transcript.ts";
import { askAgain } from "./ask-again.ts";
import { barrier } from "./conversation.ts";
import { attachment } from "./experiments/attachment.ts";
import { busyLine } from "./experiments/busy.ts";
import { explainCrash } from "./explain-crash.ts";
import { exitCall } from "./experiments/exit-call.ts";
import { notRead } from "./experiments/not-read.ts";
import { repeatedCheck } from "./experiments/repeated-check.ts";
import type { FailedCheck, Finding, ExperimentContext } from "./failed-check.ts";
import { connectionsTo, type ObservedServer } from "./observed-server.ts";
import { placeOf, type Place, type Sources } from "./sources.ts";
import { subjectOf } from "./subject.ts";

/**
 * The last resort on a machine that is busy, in milliseconds. The limits of the experiments add up to one or two seconds
 * where nothing else runs, and to 6 s when an answer that is late is waited for.
 */
const DIAGNOSIS_LIMIT_MS = 25_000;
/** So much of a line stands in a sentence: a mistake is often at its end. */
const LINE_CHARACTERS = 200;
/** How long the end of a connection, or an answer, is waited for, in milliseconds. */
const PROVOKED_MS = 350;
/** How long a frame may take to be read and answered, in milliseconds: long only where the machine is busy. */
const READ_MS = 1_000;
/** How long the end of a process that has ended before may take: long only where the machine is busy. In milliseconds. */
const END_LIMIT_MS = 2_000;

/** What was found about each check; those about which nothing was found are left out. Never rejects. */
export async function diagnose(
  checks: readonly FailedCheck[],
  context: ExperimentContext,
): Promise<ReadonlyMap<FailedCheck, Finding>> {
  const found = new Map<FailedCheck, Finding>();
  await Promise.all(
    checks.map(async (check) => {
      const finding = await within(
        DIAGNOSIS_LIMIT_MS,
        findingFor(check, context).catch(() => undefined),
      );
      if (finding !== undefined) found.set(check, finding);
    }),
  );
  return found;
}

async function findingFor(check: FailedCheck, context: ExperimentContext): Promise<Finding | undefined> {
  const finding = await experimentsFor(check, context);
  if (finding?.at === undefined) return finding;
  // What a server reports of itself may name any file: only the learner's are pointed at.
  if (!context.sources.has(finding.at.file)) return { ...finding, at: undefined };
  const line = lineWithCondition(finding.at, context.sources);
  const { isQuoted = line === "" || finding.why.includes(line) } = finding;
  return isQuoted ? finding : { ...finding, why: `${finding.why}; the line is ${shorten(line, LINE_CHARACTERS)}` };
}

/** The text of a line; a line that only leaves is told with the one above, which says when. */
function lineWithCondition(at: Place, sources: Sources): string {
  const line = sources.line(at);
  const above = /^(?:return|break|continue);?$/.test(line) ? sources.line({ file: at.file, line: at.line - 1 }) : "";
  return above === "" ? line : `${above} ${line}`;
}

async function experimentsFor(check: FailedCheck, context: ExperimentContext): Promise<Finding | undefined> {
  const { sources } = context;
  switch (subjectOf(check)) {
    case "crash":
      return crashed(check, context);
    case "exit": {
      const server = await context.observe(check.exercise);
      await provoke(server, check);
      // The process has ended only once its last report was read.
      if (server.running !== undefined) await within(END_LIMIT_MS, server.running.end);
      return exitCall(server.trace(), sources);
    }
    case "busy": {
      const server = await context.observe(check.exercise);
      const isRead = await provoke(server, check);
      return (await busyLine(server, sources)) ?? (isRead ? undefined : notRead(server, sources));
    }
    case "handshake": {
      const server = await context.observe(check.exercise);
      if (server.running === undefined) return undefined;
      const connections = connectionsTo(server.running, ["/"]);
      const client = await connections.open();
      const isTurning = await (client === undefined ? server.answers() : server.afterLeaving(client));
      connections.close();
      return isTurning ? attachment(check, server.trace(), sources) : undefined;
    }
    case "conversation": {
      const found = check.question && (await askAgain(check, check.question, context));
      return found ?? repeatedCheck(check, context);
    }
    case undefined:
      return repeatedCheck(check, context);
  }
}

async function crashed({ exercise, failure }: FailedCheck, context: ExperimentContext): Promise<Finding | undefined> {
  const end = (await context.graded(exercise))?.ended();
  if (end?.code !== "server-stopped") return undefined;
  const { error, rejected = false } = end;
  const at = placeOf(end.location);
  const line = at === undefined ? "" : context.sources.line(at);
  const found = explainCrash({ error, at, rejected }, context.sources);
  if (found !== undefined)
    return {
      ...found,
      why: line === "" || found.at?.line !== at?.line ? found.why : `${found.why}; the line is ${line}`,
    };
  return line === "" ? undefined : { why: `${failure.why}; the line is ${line}`, at, hint: failure.hint };
}

/**
 * Connects, and says again what ended the server or made it busy. Resolves with whether the server still reads what this
 * client sends.
 */
async function provoke(server: ObservedServer, { sent, path = "/" }: FailedCheck): Promise<boolean> {
  if (server.running === undefined) return true;
  const connections = connectionsTo(server.running, [path]);
  try {
    const client = await connections.open();
    if (client === undefined) return true;
    await barrier(client);
    const before = client.inbox.length;
    for (const text of sent) client.send(text);
    await client.until(() => (client.inbox.length > before ? true : client.closed), PROVOKED_MS);
    // What came in one packet with the texts would still be read.
    const ping = client.pingFrame({ quiet: true });
    await client.until(() => (ping.answered() ? true : client.closed), READ_MS);
    return client.closed !== undefined || ping.answered();
  } finally {
    connections.close();
  }
}
