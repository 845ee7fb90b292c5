/** A lesson's programs, compiled when a check first runs them: a mistake in one fails only the checks that run it. */
import type { LessonDefinition } from "../lesson.ts";
import { compiledName, entryNames } from "./entry-names.ts";
import { NotGradable } from "./not-gradable.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";

/** A file of the submission to compile, and its name once compiled. */
export type StagedEntry = Pick<Stage, "entry" | "compiled" | "files" | "leftOut">;

export class Programs {
  readonly #declared: Readonly<Record<string, string>>;
  readonly #staged: StagedEntry;
  readonly #compile: (staged: StagedEntry) => Promise<LaunchSpec>;
  readonly #compiled = new Map<string, Promise<LaunchSpec>>();

  constructor(
    { programs = {} }: Pick<LessonDefinition, "programs">,
    staged: StagedEntry,
    compileEntry: (staged: StagedEntry) => Promise<LaunchSpec>,
  ) {
    this.#declared = programs;
    this.#staged = staged;
    this.#compile = compileEntry;
  }

  /**
   * What to run for a program.
   * @throws NotGradable when its file is missing or does not compile; Error when the lesson has no such program
   */
  async launchSpec(name: string): Promise<LaunchSpec> {
    const file = this.#declared[name];
    if (file === undefined) throw new Error(`lesson.ts names no program "${name}"`);
    const known = this.#compiled.get(name) ?? this.#compile(this.#stagedAs(file));
    this.#compiled.set(name, known);
    return await known;
  }

  #stagedAs(wanted: string): StagedEntry {
    const { files, leftOut } = this.#staged;
    const entry = entryNames(wanted).find((name) => files.has(name));
    if (entry === undefined)
      throw new NotGradable({
        code: "file-missing",
        message: `${wanted} is missing`,
        file: wanted,
        hint: `The program starts from ${wanted}; npm run reset puts the starter back and keeps your files.`,
      });
    return { files, leftOut, entry, compiled: compiledName(entry, [...files.keys(), ...leftOut.keys()]) };
  }
}
