/** Explains a command line that cannot be parsed. Loaded only then. */
import { parseArgs } from "node:util";
import { listOf, suggestNames, quoteWord } from "../text/suggest.ts";
import type { Flags } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { UsageError } from "./usage-error.ts";

/** @throws UsageError always */
export function refuseCommand(name: string): never {
  const names = [...COMMANDS.map((command) => command.name), "help"];
  const near = suggestNames(name, names);
  throw new UsageError(
    `There is no command ${quoteWord(name)}.`,
    near.length > 0 ? `Did you mean ${listOf(near)}?` : `The commands are ${listOf(names, "and")}.`,
  );
}

/**
 * Finds out why strict parsing refused these arguments.
 * @throws UsageError always
 */
export function refuseFlags(command: string, flags: Flags, args: string[]): never {
  const { tokens } = parseArgs({ args, options: flags, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw unknownFlag(command, token.rawName, flags);
    if (flag.type === "boolean" && token.value !== undefined)
      throw new UsageError(`${token.rawName} takes no value, but got ${quoteWord(token.value)}.`);
    if (flag.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("-")))) {
      const value = flag.value ?? "VALUE";
      throw new UsageError(
        `${token.rawName} needs a value: ${token.rawName} ${value}.`,
        token.value === undefined ? undefined : `A value that begins with a dash is written ${token.rawName}=${value}.`,
      );
    }
  }
  throw new UsageError(
    `The arguments of ${command} cannot be parsed.`,
    `Type npm run ${command} -- --help for its arguments.`,
  );
}

function unknownFlag(command: string, rawName: string, flags: Flags): UsageError {
  const names = Object.keys(flags).map((name) => `--${name}`);
  const near = suggestNames(rawName, names);
  return new UsageError(
    `${command} has no flag ${quoteWord(rawName)}.`,
    near.length > 0 ? `Did you mean ${listOf(near)}?` : `It takes ${listOf(names, "and")}.`,
  );
}
