/**
 * A program: some other team uses the same Redis, and publishes on our channel by mistake. It prints how many instances received
 * it. Given and finished: nothing in this file is part of an exercise.
 *
 *     npm run dev lesson-scaling noise
 */

import { createClient } from "redis";

/** Whatever a text can be: no JSON, JSON that is no event, and events that never happened. */
const MESSAGES = [
  "not JSON",
  "",
  "null",
  "42",
  "[]",
  "{}",
  '{"type":"task_created"}',
  '{"id":"999999999","type":"task_created","boardId":null,"task":null}',
  "999999999",
];

const client = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" });
client.on("error", (error: Error) => console.error(`Redis: ${error.message}`));
await client.connect();

/** Repeated in the output. */
const word = process.argv[2] ?? "noise";

let receivers = 0;
for (const message of MESSAGES) receivers = await client.publish("board-events", message);
console.log(`${word}: ${MESSAGES.length} messages, each received by ${receivers} instances`);
client.destroy();
