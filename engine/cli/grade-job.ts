import type { Selection } from "../batch/select.ts";
import type { Shard } from "../batch/shard.ts";
import type { Yardstick } from "../batch/yardstick.ts";
import type { Lesson, LessonDefinition } from "../lesson.ts";
import type { Reporting } from "./class-flags.ts";

/** What one `grade` was asked to do. */
export interface GradeJob {
  readonly lesson: Lesson;
  readonly definition: LessonDefinition;
  readonly yardstick: Yardstick;
  /** Absolute path of the folder of submissions, and as it was named. */
  readonly folder: string;
  readonly shown: string;
  /** The output folder. */
  readonly place: { readonly folder: string; readonly shown: string };
  readonly selection: Selection;
  readonly shard: Shard | undefined;
  readonly jobs: number;
  readonly apply: boolean;
  readonly reporting: Reporting;
}
