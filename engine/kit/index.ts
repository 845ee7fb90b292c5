/** What a check file may use. */
export { check, exercise, stretch } from "./exercise.ts";
export { expect } from "./expect.ts";
export { like } from "./json-matchers.ts";
export { fieldIs, isSentence, pattern } from "./pattern.ts";
export type { CheckBody, CheckOptions, StretchOptions } from "./check-suite.ts";
export type { Tools } from "./check-tools.ts";
export type { JsonObject, Pattern } from "./pattern.ts";
export type { Random } from "./random.ts";
export type { LessonDefinition } from "../lesson.ts";
export type { JsonShape, Shaped } from "./json-shape.ts";
export type { TimeWindow } from "./time-window.ts";
export type { HeldRequest } from "./transports/http/held-request.ts";
export type { HttpAnswer } from "./transports/http/http-answer.ts";
export type { HttpClient } from "./transports/http/http-client.ts";
export type { EventStream, ReceivedEvent } from "./transports/sse/event-stream.ts";
export type { SseClient } from "./transports/sse/sse-client.ts";
export type { EventShape } from "./transports/sse/wanted-event.ts";
export type { WebSocketClient } from "./transports/websocket/websocket-client.ts";
