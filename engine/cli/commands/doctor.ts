import { arch, availableParallelism } from "node:os";
import { sanitizeLine } from "../../text/sanitize-text.ts";
import { createColors } from "../../terminal-codes.ts";
import { limitsInForce } from "../../doctor/limits-in-force.ts";
import { probeHere, type Finding } from "../../doctor/probe-here.ts";
import { PROMISES, promisesOf } from "../../doctor/promises.ts";
import { NO_BOUNDARY, type Chosen } from "../../isolate/choose.ts";
import { defineCommand, type Context } from "../command.ts";
import { ISOLATION_FLAGS, isolationOf } from "../isolation-argument.ts";
import { refuseExtraWords } from "../words.ts";
import { wrapped } from "../../text/wrap.ts";

const usage = "npm run doctor [-- --isolation LEVEL] [--require-isolation]";

const HELD = 0;
const BROKEN = 1;
const COULD_NOT_TELL = 2;

/** A fixed width, in characters, because the output gets pasted into mails. */
const WIDTH = 80;
const EVIDENCE_CHARS = 300;
/** The width of the longest state and a space. */
const INDENT = 10;

const WORDS: Readonly<Record<Finding["state"], string>> = {
  holds: "holds",
  broken: "BROKEN",
  unknown: "unknown",
  "not-tried": "not tried",
};

export const command = defineCommand({
  name: "doctor",
  usage,
  summary: "checks which sandbox protections work here",
  flags: ISOLATION_FLAGS,
  async run({ words, flags }, context) {
    refuseExtraWords(words, 0, usage);
    const isolation = await isolationOf(flags, context);
    const print = (lines: readonly string[]) => context.stdout.write(`${lines.join("\n")}\n`);
    print(machineLines(isolation, context));
    print(["", "Grading hostile submissions here. This takes half a minute."]);
    // When the output is lost, the probing does not begin.
    await context.stdout.flush();
    const findings = await probeHere({
      projectRoot: context.projectRoot,
      isolation,
      promises: promisesOf(isolation.level),
    });
    print(findingLines(findings, isolation, context));
    const states = findings.map(({ state }) => state);
    return states.includes("broken") ? BROKEN : states.some((state) => state !== "holds") ? COULD_NOT_TELL : HELD;
  },
});

function machineLines({ level, refusal }: Chosen, { color, columns }: Context): string[] {
  const { bold } = createColors(color);
  const width = Math.min(columns, WIDTH);
  const limits = limitsInForce(level, process.platform);
  const widest = Math.max(...limits.map(({ what }) => what.length));
  return [
    `${bold("isolation")}  ${level}`,
    ...(refusal === undefined ? [] : wrapped(`Not namespaces: ${refusal.cause}. ${refusal.fix}`, width, "           ")),
    ...(level === "process" ? wrapped(capital(`${NO_BOUNDARY}.`), width, "           ") : []),
    `${bold("Node")}       ${process.versions.node} on ${process.platform} ${arch()}, ${availableParallelism()} processors`,
    `${bold("limits")}     of one server; each exercise has its own`,
    ...limits.map(({ what, limit }) => `           ${what.padEnd(widest)}  ${limit}`),
  ];
}

function findingLines(findings: readonly Finding[], { level }: Chosen, { color, columns }: Context): string[] {
  const colors = createColors(color);
  const shades = { holds: colors.green, broken: colors.red, unknown: colors.yellow, "not-tried": colors.yellow };
  const width = Math.min(columns, WIDTH);
  const indent = " ".repeat(INDENT);
  const missing = PROMISES.filter(({ levels }) => !levels.includes(level));
  const broken = findings.filter(({ state }) => state === "broken").length;
  const open = findings.filter(({ state }) => state === "unknown" || state === "not-tried").length;
  return [
    "",
    colors.bold("A submission"),
    ...findings.flatMap(({ promise, state, evidence }) => [
      ...wrapped(promise.words, width, shades[state](WORDS[state].padEnd(INDENT)), indent),
      ...evidence.flatMap((text) => wrapped(sanitizeLine(text, { maxChars: EVIDENCE_CHARS }), width, indent)),
    ]),
    ...(missing.length === 0 ? [] : ["", colors.bold(`Not promised at the level ${level}: that a submission`)]),
    ...missing.flatMap(({ words }) => wrapped(words, width, indent)),
    "",
    broken > 0
      ? `${broken} of ${findings.length} promises of the level ${level} are broken here: do not grade strangers' code.`
      : open > 0
        ? `${open} of ${findings.length} promises could not be tried.`
        : `All ${findings.length} promises of the level ${level} hold here.`,
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
