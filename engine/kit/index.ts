/** What a check file may use. */
export { check, exercise, stretch, type StretchOptions } from "./exercise.ts";
export { expect } from "./expect.ts";
export type { CheckOptions, Tools } from "./scope.ts";
export { fieldIs, isSentence, pattern, type JsonObject, type Pattern } from "./pattern.ts";
export type { Random } from "./random.ts";
export type { LessonDefinition } from "../lesson.ts";
export type { WebSocketClient } from "./websocket-client.ts";

/** What the grader and vitest's setup file use to run one. */
export { setRun, type CheckReport, type NoServer, type Run, type RunningServer, type ServerEnd } from "./run.ts";
