/** What a check file may use. */
export { check, defineFailures, exercise, stretch } from "./exercise.ts";
export * as anchors from "../failures/anchors.ts";
export { CheckFailure } from "./failure.ts";
export { expect } from "./expect.ts";
export { edit, nearMisses } from "./near-misses.ts";
export { fieldIs, isSentence, pattern } from "./pattern.ts";
export type { CheckBody, CheckOptions, CodeHints, StretchOptions } from "./check-suite.ts";
export type { Tools } from "./check-tools.ts";
export type { JsonObject, Pattern } from "./pattern.ts";
export type { Random } from "./random.ts";
export type { LessonDefinition } from "../lesson.ts";
export type { WebSocketClient } from "./websocket-client.ts";
