import type { Selection } from "../../batch/select.ts";
import type { Shard } from "../../batch/shard.ts";
import type { GradingConfig } from "../../batch/grading-config.ts";
import type { Chosen } from "../../isolate/choose.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import type { Reporting } from "./class-flags.ts";

/** What one `grade` was asked to do. */
export interface GradeRequest {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly isolation: Chosen;
  readonly config: GradingConfig;
  /** Absolute path of the folder of submissions, and as it was named. */
  readonly folder: string;
  readonly shown: string;
  /** The output folder as it was named, if it was, and where it lies. */
  readonly output: string | undefined;
  readonly place: { readonly folder: string; readonly shown: string };
  readonly selection: Selection;
  readonly shard: Shard | undefined;
  readonly jobs: number;
  /** The address of the queue whose workers grade; without one, this machine does. */
  readonly queue: string | undefined;
  readonly apply: boolean;
  readonly reporting: Reporting;
}
