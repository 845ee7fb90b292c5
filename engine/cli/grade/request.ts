import type { EarlierFolder } from "../../batch/class-code.ts";
import type { Selection } from "../../batch/select.ts";
import type { Shard } from "../../batch/shard.ts";
import type { GradingConfig } from "../../batch/grading-config.ts";
import type { Chosen } from "../../isolate/choose.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { LessonPolicy } from "../../policy/policy-schema.ts";
import type { Reporting } from "./class-flags.ts";

/** The parsed arguments of `grade`. */
export interface GradeRequest {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly isolation: Chosen;
  readonly config: GradingConfig;
  /** Absolute path of the folder of submissions, and as given. */
  readonly folder: string;
  readonly shown: string;
  /** The output folder: its absolute path, and as it is shown. */
  readonly place: { readonly folder: string; readonly shown: string };
  readonly selection: Selection;
  readonly shard: Shard | undefined;
  readonly jobs: number;
  /** The address of the queue whose workers grade; undefined to grade on this machine. */
  readonly queue: string | undefined;
  readonly apply: boolean;
  /** What the instructor decides about submissions. */
  readonly decide: readonly { readonly who: string; readonly choice: string }[];
  /** Folders of earlier work to compare with. */
  readonly against: readonly EarlierFolder[];
  /** The command that puts the results into force, with all options. */
  readonly applyCommand: string;
  /** The command that settles a decision, with all options and `--decide ID=PATH`. */
  readonly decideCommand: string;
  readonly reporting: Reporting;
  /** What the verdicts are worth; undefined without a grading.json. */
  readonly policy: LessonPolicy | undefined;
  /** Absolute path of the policy file, which need not exist. */
  readonly policyFile: string;
  /** The words of the command that grades this lesson's class with the same options. */
  readonly again: readonly string[];
}
