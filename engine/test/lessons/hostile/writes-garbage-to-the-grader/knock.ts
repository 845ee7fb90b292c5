import { write } from "node:fs";
import type { WebSocket } from "ws";

const GARBAGE = Buffer.alloc(1024 * 1024, '{"asked":1,"real":1}\n\u0000[[[[{"asked":"x"}\n');

/** Answers once the grader has taken ten megabytes of what looks like reports. */
export function knock(visitor: WebSocket, name: string): void {
  let left = 10 * GARBAGE.length;
  const more = () => {
    if (left <= 0) return visitor.send(JSON.stringify({ type: "answer", name }));
    // The line to the grader does not block: a full one is tried again.
    write(3, GARBAGE, 0, Math.min(left, GARBAGE.length), (error, written) => {
      left -= error === null ? written : 0;
      setImmediate(more);
    });
  };
  more();
}
