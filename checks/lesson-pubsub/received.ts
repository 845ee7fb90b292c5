/** The clients of both transports, and what they have received about tasks. */
import type { EventStream, JsonObject, Tools, WebSocketClient } from "#kit";

/** Who observes a board over both transports. */
export interface Observers {
  readonly stream: EventStream;
  readonly socket: WebSocketClient;
  readonly http: Tools["http"];
  /** Opens one more event stream, or one more WebSocket, for the same board. */
  readonly another: (transport: "stream" | "socket") => Promise<unknown>;
  /** Has the given job, which does nothing but publish, import a task with this title. */
  readonly importOne: (title: string) => Promise<unknown>;
}

/** What an event stream has received about tasks. */
export function messagesOn(stream: EventStream): JsonObject[] {
  return stream.events.map(({ data }) => asObject(data)).filter(isAboutTask);
}

/** What a WebSocket has received about tasks. */
export function messagesAt(socket: WebSocketClient): JsonObject[] {
  return socket.inbox.map(({ json }) => json ?? {}).filter(isAboutTask);
}

function asObject(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}

function isAboutTask({ type }: JsonObject): boolean {
  return String(type).startsWith("task_");
}
