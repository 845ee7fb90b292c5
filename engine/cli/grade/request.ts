import type { Selection } from "../../batch/select.ts";
import type { Shard } from "../../batch/shard.ts";
import type { GradingConfig } from "../../batch/grading-config.ts";
import type { Chosen } from "../../isolate/choose.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
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
  /** The output folder as given, if it was, and its absolute path. */
  readonly output: string | undefined;
  readonly place: { readonly folder: string; readonly shown: string };
  readonly selection: Selection;
  readonly shard: Shard | undefined;
  readonly jobs: number;
  /** The address of the queue whose workers grade; undefined to grade on this machine. */
  readonly queue: string | undefined;
  readonly apply: boolean;
  /** What the instructor decides about submissions. */
  readonly decide: readonly { readonly who: string; readonly choice: string }[];
  readonly reporting: Reporting;
}
