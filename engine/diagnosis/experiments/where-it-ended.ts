import { answeringBlock, firstWord } from "../answering-block.ts";
import type { Conversation, Outcome } from "../conversation.ts";
import { NOTHING_RAN, type Block, type Blocks, type RanFunction } from "../coverage.ts";
import type { Finding } from "../failed-check.ts";
import { named } from "../places.ts";
import type { Place, Sources } from "../sources.ts";
import { wantsError } from "../question.ts";
import { listOf } from "../../text/suggest.ts";
import { ofKind, type TraceEventOf } from "../trace.ts";

/** The place where the message's way through the code ended without an answer. */
export function whereItEnded(conversation: Conversation, outcome: Outcome, sources: Sources): Finding | undefined {
  const { question, observed } = conversation;
  const event = question.texts.length === 0 ? "connection" : "message";
  const arrived = ofKind(outcome.trace, "event").find((one) => one.event === event && one.on !== "Server");
  // Without ws, or when the server did not report in time, it is not known what ran.
  if (arrived === undefined || arrived.listeners === 0 || outcome.blocks === NOTHING_RAN) return undefined;
  if (outcome.trace.some((event) => event.kind === "call" && event.method === "send")) return undefined;
  const listener = ofKind(observed.trace(), "listener").find((one) => one.event === event && one.on !== "Server");
  const ran = `the listener for "${event}"${listener?.at[0] === undefined ? "" : ` (${named(listener.at[0])})`} ran and nothing was sent`;
  const logged = ofKind(outcome.trace, "logged").at(-1)?.at[0];
  if (logged !== undefined)
    return {
      why: `${ran}: an error was thrown on the way, and ${named(logged)} (${sources.line(logged)}) logged it, which the client never sees`,
      at: logged,
      hint: "What does the client get on this path, and who waits for it?",
    };
  const block = answeringBlock(outcome.blocks, question.wanted);
  if (block === undefined) return sendsNothing(ran, listener, outcome, conversation, sources);
  const stopped = block.after;
  const caught = stopped === undefined ? undefined : catchAbove(stopped, sources);
  if (stopped !== undefined && caught !== undefined)
    return {
      why: `${ran}: an error was thrown on the way, the catch block at ${named(caught)} took it, and it ended at ${named(stopped)} (${sources.line(stopped)})`,
      at: caught,
      hint: "What does this block send to the client?",
    };
  const handedTo = stopped === undefined ? undefined : functionCalledAt(sources.line(stopped), outcome.blocks);
  const declared = handedTo === undefined ? undefined : declarationOf(handedTo, sources);
  if (declared !== undefined)
    return {
      why: `${ran}: it went on in ${handedTo} (${named(declared)}), and nothing there sends an answer`,
      at: declared,
      hint: `Which line of ${handedTo} sends the answer, and does it run?`,
    };
  if (stopped !== undefined)
    return {
      why: `${ran}: it stopped at ${named(stopped)} (${sources.line(stopped)})`,
      at: stopped,
      hint: "Why is this line reached with this message, and should the client get an answer here?",
    };
  const inside = block.inside === "" ? "" : ` in ${block.inside}`;
  return {
    why: `${ran}: the block${inside} at ${named(block.at)} (${sources.line(block.at)}) did not run`,
    at: block.at,
    hint: "Print the value that decides whether this block runs. Which value has it for this message, and which one does the code compare it with?",
  };
}

/** The function of the submission that ran and whose result a line returns: `join` in `return join(client)`. */
function functionCalledAt(line: string, { ran }: Blocks): string | undefined {
  const [, called] = /\breturn\s+(?:await\s+)?([A-Za-z_$][\w$]*)\(/.exec(line) ?? [];
  return ran.some(({ name }) => name === called) ? called : undefined;
}

function declarationOf(name: string, sources: Sources): Place | undefined {
  return onlyOne(sources.containing(`function ${name}(`, `const ${name} =`))?.at;
}

/** How far above its last line a catch block is looked for. */
const CATCH_LINES = 6;

/** The catch block that a line stands in, as far as its own lines show. */
function catchAbove({ file, line, column }: Place, sources: Sources): Place | undefined {
  for (let above = line; above > Math.max(0, line - CATCH_LINES); above--) {
    const text = sources.line({ file, line: above });
    if (text.startsWith("catch") || text.startsWith("} catch")) return { file, line: above, column };
    if (above < line && (text.startsWith("}") || text.startsWith("try"))) return undefined;
  }
  return undefined;
}

/** All blocks on the way ran: the code that should answer does not send. */
function sendsNothing(
  ran: string,
  listener: TraceEventOf<"listener"> | undefined,
  outcome: Outcome,
  { question }: Conversation,
  sources: Sources,
): Finding {
  const word = firstWord(question.wanted);
  const made = word === undefined ? undefined : onlyOne(sources.containing(`"${word}"`, `'${word}'`));
  if (made !== undefined && !/\bsend/i.test(made.text) && outcome.blocks.ran.length > 1)
    return {
      why: `${ran}: ${named(made.at)} (${made.text}) makes the answer, and nothing sends it`,
      at: made.at,
      hint: "Which method puts a text on the connection, and is it called with this one?",
    };
  const senders = wantsError(question.wanted) ? errorSenders(outcome.blocks) : [];
  if (senders.length > 1 && senders.length <= MOST_SENDERS)
    return {
      why: `${ran}: of the places that would send an error, none ran for this message: ${listOf(
        senders.map(({ at }) => `${named(at)} (${sources.line(at)})`),
        "and",
      )}`,
      at: senders.at(-1)?.at,
      hint: "Which of these places is meant for this message, and which condition keeps it from running?",
    };
  const last = lastCalled(outcome.blocks.ran);
  const declared = last === undefined ? undefined : declarationOf(last, sources);

  return {
    why:
      declared === undefined
        ? `${ran}: the listener sends nothing itself, and nothing that it called did`
        : `${ran}: it went through ${outcome.blocks.ran.map(({ name }) => name).join(", ")}, and nothing there sends an answer to this message`,
    at: declared ?? listener?.at[0],
    hint: "Follow the message from this line: where is the answer made, and which call sends it?",
  };
}

/** The function in which the message's way ended: from one that no other calls, the one that each calls last. */
function lastCalled(ran: readonly RanFunction[]): string | undefined {
  const called = (by: RanFunction) =>
    ran
      .filter((one) => one !== by && by.text.includes(`${one.name}(`))
      .toSorted((one, other) => by.text.lastIndexOf(`${one.name}(`) - by.text.lastIndexOf(`${other.name}(`));
  const passed = new Set<RanFunction>();
  let at = ran.find((one) => !ran.some((by) => called(by).includes(one))) ?? ran.at(-1);
  while (at !== undefined && !passed.has(at)) {
    passed.add(at);
    const next = called(at).at(-1);
    if (next === undefined) break;
    at = next;
  }
  return at?.name;
}

/** A sentence with more places than these tells nothing. */
const MOST_SENDERS = 4;

/** The blocks that did not run and call something with an error. */
function errorSenders({ unreached }: Blocks): readonly Block[] {
  return unreached.filter(({ text }) => /\berror\b/i.test(text) && /\w\s*\(/.test(text));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
