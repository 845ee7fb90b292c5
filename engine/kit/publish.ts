/** Gives Redis a command, over a connection of its own that lasts for that command. */
import { connect } from "node:net";
import { REPLY_LIMIT_MS } from "./limits.ts";
import { timeLimit } from "./time-limit.ts";

/**
 * Publishes a message on a channel, and returns how many subscribers were sent it.
 * @param url for example `redis://127.0.0.1:23456`
 * @throws Error when the connection is refused, or Redis has not answered with a number within `REPLY_LIMIT_MS`
 */
export async function publish(url: string, channel: string, message: string): Promise<number> {
  return numberFor(url, "PUBLISH", channel, message);
}

/**
 * Ends the connections of other clients: those that have subscribed, or the others. Returns how many they were.
 * @throws Error as `publish` does
 */
export async function killClients(url: string, type: "pubsub" | "normal"): Promise<number> {
  return numberFor(url, "CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
}

async function numberFor(url: string, ...words: readonly [name: string, ...string[]]): Promise<number> {
  const { hostname, port } = new URL(url);
  const [name] = words;
  const socket = connect(Number(port), hostname).setEncoding("latin1");
  const cancel = timeLimit(REPLY_LIMIT_MS, () =>
    socket.destroy(new Error(`Redis did not answer ${name} within ${REPLY_LIMIT_MS} ms`)),
  );
  try {
    socket.write(command(...words));
    let reply = "";
    // Ends with the line that answers, or when the connection does; an error of it is thrown here.
    for await (const text of socket) {
      reply += String(text);
      if (reply.endsWith("\r\n")) break;
    }
    const count = /^:(\d+)\r\n$/.exec(reply)?.[1];
    if (count === undefined) throw new Error(`Redis answered ${name} with ${JSON.stringify(reply)}`);
    return Number(count);
  } finally {
    cancel();
    socket.destroy();
  }
}

/** An array of bulk strings (redis.io, "Redis serialization protocol specification", section Client-Server). */
function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}
