/** The interface of a command. Each is in `commands/<name>.ts`, which exports it as `command`. */
import type { Output } from "../output.ts";
import type { Workbook } from "../workbook.ts";

/** One flag: the options of `parseArgs` (node:util), and its text in `--help`. */
export interface Flag {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** The placeholder of the value in `--help`, for example `N` or `DIR`. */
  readonly value?: string;
  readonly about?: string;
}

export type Flags = Readonly<Record<string, Flag>>;

type OneValue<Type> = Type extends "boolean" ? boolean : string;
type Value<F extends Flag> = F extends { readonly multiple: true } ? OneValue<F["type"]>[] : OneValue<F["type"]>;
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]?: Value<F[Name]> | undefined };

export interface Command<F extends Flags = Flags> {
  readonly name: string;
  /** As typed, one form per line, for example `npm run check [lesson]`. */
  readonly usage: string;
  /** One line, the same as in the table of commands. */
  readonly summary: string;
  readonly flags: F;
  /** Names and what they mean, printed at the end of `--help`. */
  readonly explains?: { readonly title: string; readonly names: Readonly<Record<string, string>> };
  /**
   * @returns the exit code
   * @throws UsageError when the arguments ask for something that cannot be done
   */
  run(input: { readonly words: readonly string[]; readonly flags: FlagValues<F> }, context: Context): Promise<number>;
}

/** What a command may use of its process and environment. */
export interface Context {
  readonly workbook: Workbook;
  /** The folder of this project, where its packages are installed. The workbook's root, except in tests. */
  readonly projectRoot: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  /** The folder in which the user typed the command. */
  readonly cwd: string;
  readonly color: boolean;
  /** Width of the terminal in characters; 80 when there is none. */
  readonly columns: number;
}

/** Infers the type of the flag values from the declared flags. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
  return command;
}
