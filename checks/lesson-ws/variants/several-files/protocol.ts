// Right: one file per concern; this one turns text into messages and messages into text.

import type { WebSocket } from "ws";

export interface Message {
  readonly type?: unknown;
  readonly message?: string;
}

/** Returns undefined for text that is not JSON. */
export function parse(text: string): Message | undefined {
  try {
    return Object(JSON.parse(text)) as Message;
  } catch {
    return undefined;
  }
}

export function send(ws: WebSocket, message: Message): void {
  ws.send(JSON.stringify(message));
}
