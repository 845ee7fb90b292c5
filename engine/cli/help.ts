/** Prints the texts of `help` and `<command> --help`. */
import type { Command, Context } from "./command.ts";
import { COMMANDS, type TableEntry } from "./commands.ts";
import { refuseCommand } from "./misspelt.ts";

/** Prints the table of commands, or the usage of a named command. Returns the exit code. */
export async function help(words: readonly string[], context: Context): Promise<number> {
  const [name] = words;
  if (name !== undefined) {
    const entry = COMMANDS.find((candidate) => candidate.name === name) ?? refuseCommand(name);
    return helpOn((await entry.load()).command, context);
  }
  const width = Math.max(...COMMANDS.map((entry) => typed(entry).length)) + 2;
  const rows = (audience: TableEntry["audience"]) =>
    COMMANDS.filter((entry) => entry.audience === audience).map(
      (entry) => `  ${typed(entry).padEnd(width)}${entry.summary}`,
    );
  const lines = [
    "For learners",
    ...rows("learners"),
    "",
    "For instructors",
    ...rows("instructors"),
    "",
    "Without a lesson, check, watch and dev take the first one you have not passed yet.",
    "More about one command: npm run check -- --help",
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

/** Prints the arguments and flags of a command. Returns the exit code. */
export function helpOn(command: Command, context: Context): number {
  const flags = Object.entries(command.flags).map(
    ([name, flag]) => [`--${name}${flag.value === undefined ? "" : ` ${flag.value}`}`, flag.about ?? ""] as const,
  );
  const { explains } = command;
  const lines = [
    ...command.usage.split("\n").map((line) => line.trim()),
    "",
    `  ${command.summary}`,
    ...(flags.length > 0 ? ["", "Flags, after two dashes:", ...inColumns(flags)] : []),
    ...(explains === undefined ? [] : ["", explains.title, ...inColumns(Object.entries(explains.names))]),
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function inColumns(rows: readonly (readonly [form: string, about: string])[]): string[] {
  const width = Math.max(...rows.map(([form]) => form.length)) + 2;
  return rows.map(([form, about]) => `  ${form.padEnd(width)}${about}`.trimEnd());
}

function typed(entry: TableEntry): string {
  return `npm run ${entry.name} ${entry.words}`.trimEnd();
}
