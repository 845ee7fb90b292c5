/**
 * Finds out why checks failed, after the verdict is decided: asks a fresh server more, and reads what it reports of itself.
 * Nothing here changes a status.
 */
import { performance } from "node:perf_hooks";
import { within } from "../kit/time-limit.ts";
import { Conversation, type Outcome } from "./conversation.ts";
import { attachment } from "./experiments/attachment.ts";
import { busyLine } from "./experiments/busy.ts";
import { closing } from "./experiments/closing.ts";
import { explainCrash } from "./experiments/crash.ts";
import { exitCall } from "./experiments/exit.ts";
import { controlFrames, listeners, loggedError, whereItEnded } from "./experiments/handlers.ts";
import { lateness } from "./experiments/lateness.ts";
import { endedConnection, recipients } from "./experiments/recipients.ts";
import { repetition } from "./experiments/repetition.ts";
import { wrongReply } from "./experiments/reply.ts";
import { textComparison } from "./experiments/text-comparison.ts";
import type { FailedCheck, Finding, Lab } from "./failed-check.ts";
import { connectionsTo, type ObservedServer } from "./observed-server.ts";
import { answerPlace } from "./places.ts";
import type { Question } from "./question.ts";
import { assignment } from "./readings.ts";
import { placeOf } from "./sources.ts";
import { subjectOf } from "./subject.ts";

/**
 * The last resort on a machine that is busy, in milliseconds. The limits of the experiments add up to less than a second
 * where nothing else runs, and to 6 s when an answer that is late is waited for.
 */
const DIAGNOSIS_LIMIT_MS = 15_000;
/** How long the end of a connection is waited for, in milliseconds. */
const PROVOKED_MS = 350;

/** What was found about each check; those about which nothing was found are left out. Never rejects. */
export async function diagnose(checks: readonly FailedCheck[], lab: Lab): Promise<ReadonlyMap<FailedCheck, Finding>> {
  const found = new Map<FailedCheck, Finding>();
  await Promise.all(
    checks.map(async (check) => {
      const finding = await within(
        DIAGNOSIS_LIMIT_MS,
        findingFor(check, lab).catch(() => undefined),
      );
      if (finding !== undefined) found.set(check, finding);
    }),
  );
  return found;
}

async function findingFor(check: FailedCheck, lab: Lab): Promise<Finding | undefined> {
  switch (subjectOf(check)) {
    case "crash":
      return crashed(check, lab);
    case "exit":
      return observed(check, lab, async (server) => {
        await provoke(server, check);
        return exitCall(server.trace(), lab.sources);
      });
    case "busy":
      return observed(check, lab, async (server) => {
        await provoke(server, check);
        return busyLine(server, lab.sources);
      });
    case "handshake":
      return observed(check, lab, async (server) => {
        if (server.running !== undefined) {
          const connections = connectionsTo(server.running, ["/"]);
          await connections.open();
          connections.close();
        }
        return attachment(check.failure, server.trace(), lab.sources);
      });
    case "conversation":
      return check.question === undefined ? undefined : conversation(check, check.question, lab);
    case undefined:
      return undefined;
  }
}

async function crashed({ exercise, failure }: FailedCheck, lab: Lab): Promise<Finding | undefined> {
  const end = (await lab.graded(exercise))?.ended();
  if (end?.code !== "server-stopped") return undefined;
  const { error, rejected = false } = end;
  const at = placeOf(end.location);
  const found = explainCrash({ error, at, rejected }, lab.sources);
  const line = at === undefined ? "" : lab.sources.line(at);
  if (found === undefined)
    return line === "" ? undefined : { why: `${failure.why}; the line is ${line}`, at, hint: failure.hint };
  return { ...found, why: line === "" || found.at?.line !== at?.line ? found.why : `${found.why}: ${line}` };
}

async function observed<T>(
  { exercise }: FailedCheck,
  lab: Lab,
  use: (server: ObservedServer) => Promise<T>,
): Promise<T> {
  return use(await lab.observe(exercise));
}

/** Says again what ended the server or made it busy. */
async function provoke(server: ObservedServer, { question }: FailedCheck): Promise<void> {
  if (server.running === undefined || question === undefined) return;
  const connections = connectionsTo(server.running, [question.path]);
  try {
    const client = await connections.open();
    for (const text of [...question.earlier.slice(-1), ...question.texts]) client?.send(text);
    await client?.until(() => client.closed, PROVOKED_MS);
  } finally {
    connections.close();
  }
}

async function conversation(check: FailedCheck, question: Question, lab: Lab): Promise<Finding | undefined> {
  const held = await Conversation.open(await lab.observe(check.exercise), question);
  if (held === undefined) return undefined;
  try {
    return await explained(check, held, lab);
  } finally {
    held.close();
  }
}

async function explained(check: FailedCheck, held: Conversation, lab: Lab): Promise<Finding | undefined> {
  const { question } = held;
  const { sources } = lab;
  const askedAt = performance.now();
  const outcome = question.texts.length === 0 ? held.connecting : await held.ask(held.asker, question.texts);
  const closed = /closed the connection|cut the connection/.test(check.failure.received) || !outcome.open;
  if (closed) return closing(question.closeCode, outcome, sources);
  const logged = loggedError(outcome.trace, sources, held.observed);
  if (logged !== undefined) return logged;
  if (question.wanted === undefined) return sentAt(check, outcome, lab);
  const reply = outcome.others.at(-1)?.text;
  if (outcome.answers.length === 0 && reply !== undefined) {
    return (
      wrongReply({ reply, asked: question.texts }, outcome, sources) ??
      assignment(check.failure, sources) ??
      sentAt(check, outcome, lab, reply)
    );
  }
  if (outcome.answers.length < Math.max(1, question.texts.length)) return silent(check, held, outcome, askedAt, lab);
  const last = question.texts.at(-1);
  // It is answered on a fresh server: then what came before matters.
  if (last !== undefined && check.failure.code !== "wrong-recipient") {
    const once = await repetition(held, last, { check, lab });
    if (once !== undefined) return once;
  }
  return recipientsAmong(held, outcome, lab) ?? sentAt(check, outcome, lab);
}

/** Everybody gets it, the client that asked among them. */
function recipientsAmong(held: Conversation, outcome: Outcome, { sources }: Lab): Finding | undefined {
  if (outcome.strays.length === 0) return undefined;
  const everyone = outcome.strays.length > 1;
  return {
    why: `asked again with other clients connected, ${everyone ? "every client" : outcome.strays[0] === held.first ? "the first client that had connected" : "the client that connected last"} got the answer as well`,
    at: answerPlace(outcome.trace, outcome.answers.at(-1)?.text, sources),
    hint: "Which connections does this line send on, and which one asked?",
  };
}

async function silent(
  check: FailedCheck,
  held: Conversation,
  outcome: Outcome,
  askedAt: number,
  lab: Lab,
): Promise<Finding | undefined> {
  const { question } = held;
  const { sources } = lab;
  const certain =
    recipients(held, outcome, sources) ??
    listeners(held, outcome, sources) ??
    controlFrames(held, outcome) ??
    endedConnection(held, outcome, sources);
  if (certain !== undefined) return certain;
  const answered = question.earlier.at(-1);
  const [text] = question.texts;
  if (outcome.answers.length > 0 && text !== undefined) {
    const once = await repetition(held, text, { check, lab });
    if (once !== undefined) return once;
  }
  if (text !== undefined) {
    const compared = await textComparison(held, { answered, silent: question.texts.at(-1) ?? text }, sources);
    if (compared !== undefined) return compared;
    if (answered !== undefined) {
      const asFirst = await held.ask(held.latest, [answered]);
      if (asFirst.answers.length > 0) {
        const once = await repetition(held, answered, { check, lab });
        if (once !== undefined) return once;
      }
    }
  }
  return (
    (await lateness(held, { askedAt, timers: outcome.blocks.timers }, sources)) ?? whereItEnded(held, outcome, sources)
  );
}

/** The code's own cause, and the line that sent the message. */
function sentAt({ failure }: FailedCheck, outcome: Outcome, { sources }: Lab, reply?: string): Finding | undefined {
  const at = answerPlace(outcome.trace, reply, sources);
  return at === undefined ? undefined : { why: failure.why, at, hint: failure.hint };
}
