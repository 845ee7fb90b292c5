/** The table of commands. A command's module is loaded only when the command runs. */
import type { Command } from "./command.ts";

export interface TableEntry {
  readonly name: string;
  /** The arguments after the name, as `help` shows them. */
  readonly words: string;
  readonly summary: string;
  readonly audience: "learners" | "instructors";
  load(): Promise<{ readonly command: Command }>;
}

export const COMMANDS: readonly TableEntry[] = [
  {
    name: "start",
    words: "",
    summary: "the workbook as a local page",
    audience: "learners",
    load: () => import("./commands/start.ts"),
  },
  {
    name: "check",
    words: "[lesson | all] [solution]",
    summary: "grade your server or the solution, of one lesson or of all",
    audience: "learners",
    load: () => import("./commands/check.ts"),
  },
  {
    name: "watch",
    words: "[lesson]",
    summary: "grade your server again on every save",
    audience: "learners",
    load: () => import("./commands/watch.ts"),
  },
  {
    name: "dev",
    words: "[lesson] [program]",
    summary: "run your server on port 3000 and reload it on every save, or a program of the lesson",
    audience: "learners",
    load: () => import("./commands/dev.ts"),
  },
  {
    name: "connect",
    words: "[url]",
    summary: "talk to your running WebSocket server by hand",
    audience: "learners",
    load: () => import("./commands/connect.ts"),
  },
  {
    name: "hint",
    words: "[lesson] [exercise]",
    summary: "the next hint for what failed last",
    audience: "learners",
    load: () => import("./commands/hint.ts"),
  },
  {
    name: "quiz",
    words: "[lesson] [letter]",
    summary: "the lesson's question, and after a pass what comes next in your own run",
    audience: "learners",
    load: () => import("./commands/quiz.ts"),
  },
  {
    name: "progress",
    words: "",
    summary: "the course as a map: what is done, what is left, what comes next",
    audience: "learners",
    load: () => import("./commands/progress.ts"),
  },
  {
    name: "cost",
    words: "[solution]",
    summary: "measure what polling, event streams and WebSockets cost on this machine",
    audience: "learners",
    load: () => import("./commands/cost.ts"),
  },
  {
    name: "reset",
    words: "<lesson>",
    summary: "keep a copy of your files, then put the starter back",
    audience: "learners",
    load: () => import("./commands/reset.ts"),
  },
  {
    name: "compare",
    words: "<lesson> [folder]",
    summary: "a submission beside the solution, or two beside each other: files and behaviour",
    audience: "instructors",
    load: () => import("./commands/compare.ts"),
  },
  {
    name: "grade",
    words: "<lesson> <folder>",
    summary: "grade a class: every folder and archive in a folder",
    audience: "instructors",
    load: () => import("./commands/grade.ts"),
  },
  {
    name: "merge",
    words: "-- DIR DIR... --output DIR",
    summary: "join the results of several machines or shards",
    audience: "instructors",
    load: () => import("./commands/merge.ts"),
  },
  {
    name: "worker",
    words: "[lesson...]",
    summary: "grade the jobs that npm run grade --queue puts into a queue",
    audience: "instructors",
    load: () => import("./commands/worker.ts"),
  },
  {
    name: "prove",
    words: "[lesson]",
    summary: "prove that a lesson's checks judge rightly",
    audience: "instructors",
    load: () => import("./commands/prove.ts"),
  },
  {
    name: "new-lesson",
    words: "<lesson>",
    summary: "write the files that a lesson begins with",
    audience: "instructors",
    load: () => import("./commands/new-lesson.ts"),
  },
  {
    name: "doctor",
    words: "",
    summary: "checks which sandbox protections work here",
    audience: "instructors",
    load: () => import("./commands/doctor.ts"),
  },
];
