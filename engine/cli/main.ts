/**
 * argv -> command -> exit code. Every command passes through here before its own module is loaded, so this file
 * imports next to nothing.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { sanitizeLine } from "../text/sanitize-text.ts";
import { EXIT_CANNOT_GRADE } from "../verdict.ts";
import { workbookAt } from "../workbook.ts";
import type { Context, FlagValues, Flags } from "./command.ts";
import { COMMANDS, type TableEntry } from "./commands.ts";
import { openPrinter } from "./printer.ts";
import { UsageError } from "./usage-error.ts";

const COLUMNS_WITHOUT_TERMINAL = 80;
/** Longer error messages are cut. */
const MESSAGE_CHARACTERS = 4_000;
const HELP = { help: { type: "boolean", short: "h" } } as const;

/**
 * Runs one command and ends the process with its exit code; never throws.
 * @param argv the words after `start.mjs`
 */
export async function main(argv: string[], { projectRoot }: { projectRoot: string }): Promise<void> {
  const print = openPrinter(process.env);
  const context = contextOf(projectRoot, print);
  process.on("uncaughtException", (error) => void print.end(explain(error, context)));
  let code: number;
  try {
    code = await run(argv, context);
  } catch (error) {
    code = explain(error, context);
  }
  await print.end(code);
}

async function run(argv: readonly string[], context: Context): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    const { help } = await import("./help.ts");
    return await help(rest, context);
  }
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) return (await import("./misspelt.ts")).refuseCommand(name);
  const { command } = await entry.load();
  const { words, flags } = await parse(entry, command.flags, rest);
  // No command has an argument named help, so the word means the flag.
  if (flags["help"] === true || words[0] === "help") {
    const { helpOn } = await import("./help.ts");
    return helpOn(command, context);
  }
  if (context.env["npm_lifecycle_event"] === name) await reportFlagsNpmKept(name, command.flags, flags, context);
  return await command.run({ words, flags }, context);
}

async function parse(
  entry: TableEntry,
  flags: Flags,
  args: string[],
): Promise<{ words: string[]; flags: FlagValues<Flags> }> {
  const options = { ...flags, ...HELP };
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { words: positionals, flags: values };
  } catch {
    return (await import("./misspelt.ts")).refuseFlags(entry.name, options, args);
  }
}

/** npm swallows flags that are not preceded by `--`, and puts their names into the environment. */
async function reportFlagsNpmKept(
  name: string,
  declared: Flags,
  given: FlagValues<Flags>,
  context: Context,
): Promise<void> {
  const kept = Object.keys(declared).filter(
    (flag) => given[flag] === undefined && context.env[`npm_config_${flag.replaceAll("-", "_")}`] !== undefined,
  );
  for (const flag of kept) {
    const value = declared[flag]?.value === undefined ? "" : ` ${declared[flag].value}`;
    context.stderr.write(
      `npm kept --${flag} for itself. Flags go after two dashes: npm run ${name} -- --${flag}${value}\n`,
    );
  }
}

function contextOf(projectRoot: string, { stdout, stderr }: Pick<Context, "stdout" | "stderr">): Context {
  const { env } = process;
  // npm runs scripts in the project's top folder; INIT_CWD is where the user was.
  const cwd = process.cwd() === projectRoot && env["INIT_CWD"] !== undefined ? env["INIT_CWD"] : process.cwd();
  return {
    workbook: workbookAt(path.resolve(env["WORKBOOK_ROOT"] || projectRoot), projectRoot),
    projectRoot,
    stdout,
    stderr,
    env,
    cwd,
    color: wantsColor(env, stdout.isTTY),
    // Some terminals report 0 columns.
    columns: stdout.columns || COLUMNS_WITHOUT_TERMINAL,
  };
}

/** Whether a variable is set and not empty (no-color.org, force-color.org). */
function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean | undefined): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  return isTerminal === true && env["TERM"] !== "dumb";
}

/** Prints an error in one sentence. Returns the exit code. */
function explain(error: unknown, { stderr, env }: Context): number {
  if (error instanceof UsageError) {
    const { message, suggestion } = error;
    const sentence = suggestion === undefined ? message : `${message} ${suggestion}`;
    // On one line: text after a line break in an argument could pass for a message of ours.
    stderr.write(`${sanitizeLine(sentence, { maxChars: MESSAGE_CHARACTERS })}\n`);
    return EXIT_CANNOT_GRADE;
  }
  const message = error instanceof Error ? error.message : String(error);
  const firstLine = message
    .trim()
    .split("\n", 1)[0]
    ?.replace(/(?<![.;:])[.;:]+$/, "");
  stderr.write(`the workbook itself failed: ${firstLine || "no reason was given"}; this is not your server's fault\n`);
  if (env["WORKBOOK_DEBUG"] === "1") stderr.write(`${error instanceof Error ? error.stack : message}\n`);
  return EXIT_CANNOT_GRADE;
}
