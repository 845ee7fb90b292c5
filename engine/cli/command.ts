/** What a command is. Each lives in `commands/<name>.ts` and exports itself as `command`. */
import type { Output } from "../output.ts";
import type { Workbook } from "../workbook.ts";

/** One flag, in the terms of `parseArgs` of node:util, and what `--help` says about it. */
export interface Flag {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in `--help`, for example `N` or `DIR`. */
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
  /**
   * @returns the exit code
   * @throws UsageError when the words or flags ask for something that cannot be done
   */
  run(input: { readonly words: readonly string[]; readonly flags: FlagValues<F> }, context: Context): Promise<number>;
}

/** The world as one command sees it. */
export interface Context {
  readonly workbook: Workbook;
  /** The folder of this project, from where its packages are found. The workbook's root, except in our own tests. */
  readonly home: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  /** The folder in which the person typed the command. */
  readonly cwd: string;
  readonly color: boolean;
  /** Width of the terminal in characters; 80 when there is none. */
  readonly columns: number;
}

/** Types the flags a command reads by the flags it declares. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
  return command;
}
