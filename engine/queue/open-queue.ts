/** The connection to Redis or Valkey that a grading and its workers share. */
import type * as BullMQ from "bullmq";
import type { Redis } from "ioredis";
import { QueueError } from "./queue-error.ts";
import { queuePackages } from "./queue-packages.ts";

/** The limit for the first connection. A connection that is lost later is retried without a limit. */
const CONNECT_LIMIT_MS = 5_000;
/** The delay between two attempts to reconnect. */
const RECONNECT_MS = 500;
const PROTOCOLS = new Map([
  ["redis:", "redis:"],
  ["rediss:", "rediss:"],
  ["valkey:", "redis:"],
  ["valkeys:", "rediss:"],
]);

export interface OpenQueue {
  /** The server's address without user and password. */
  readonly shown: string;
  /** Commands wait while the server is unreachable. */
  readonly client: Redis;
  readonly bullmq: typeof BullMQ;
  close(): void;
}

export interface OpenQueueOptions {
  /** For example `redis://:password@host:6379/0`; `rediss:` for TLS. */
  readonly url: string;
  /** Used when the URL has none. A password in the URL would be visible to every user of the machine (`ps`). */
  readonly password?: string | undefined;
  /** Absolute path of the folder where the queue's packages are installed (see `queuePackages`). */
  readonly packages: string;
  /** Called with a sentence when the connection is lost and when it is back. */
  readonly onNotice: (sentence: string) => void;
}

/**
 * @throws QueueError when a package is missing, the URL is invalid, the server does not answer, or it may evict jobs
 */
export async function openQueue({ url, password, packages, onNotice }: OpenQueueOptions): Promise<OpenQueue> {
  const address = addressOf(url);
  if (address.password === "" && password !== undefined) address.password = password;
  const shown = `${address.protocol}//${address.host}`;
  const { bullmq, RedisClient } = queuePackages(packages);
  const client = new RedisClient(address.href, {
    lazyConnect: true,
    connectTimeout: CONNECT_LIMIT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: () => (wasReady ? RECONNECT_MS : null),
  });
  let wasReady = false;
  let isAway = false;
  let lastError: Error | undefined;
  client.on("error", (error) => (lastError = error));
  client.on("close", () => {
    if (wasReady && !isAway && client.status !== "end") onNotice(`The queue at ${shown} is away; waiting for it.`);
    isAway = wasReady;
  });
  client.on("ready", () => {
    if (isAway) onNotice(`The queue at ${shown} is back.`);
    isAway = false;
  });
  const close = () => {
    wasReady = false;
    client.disconnect();
  };
  // `connectTimeout` does not cover a server that accepts the connection and never answers.
  const limit = setTimeout(() => {
    lastError = new Error(`no answer within ${CONNECT_LIMIT_MS / 1000} s`);
    client.disconnect();
  }, CONNECT_LIMIT_MS);
  try {
    await client.connect();
    refuseEviction(await client.info("memory"), shown);
    wasReady = true;
  } catch (error) {
    close();
    if (error instanceof QueueError) throw error;
    throw new QueueError(
      `The queue at ${shown} cannot be reached (${connectionErrorText(lastError ?? (error as Error))}).`,
    );
  } finally {
    clearTimeout(limit);
  }
  return { shown, client, bullmq, close };
}

function addressOf(url: string): URL {
  const found = URL.canParse(url) ? new URL(url) : undefined;
  const protocol = PROTOCOLS.get(found?.protocol ?? "");
  if (found === undefined || protocol === undefined || found.hostname === "")
    // The message must not repeat the URL, which may hold a password.
    throw new QueueError("The address of a queue must have the form redis://host:port, or rediss://host:port for TLS.");
  return new URL(protocol + found.href.slice(found.protocol.length));
}

/** Jobs are keys, and any policy but `noeviction` deletes keys when memory runs out. */
function refuseEviction(info: string, shown: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "noeviction";
  if (policy === "noeviction") return;
  throw new QueueError(
    `The queue at ${shown} discards jobs when its memory runs out (maxmemory-policy is ${policy}): ` +
      "set maxmemory-policy to noeviction.",
  );
}

function connectionErrorText(error: NodeJS.ErrnoException): string {
  const { errors } = error as { errors?: NodeJS.ErrnoException[] };
  return (error.code ?? errors?.[0]?.code ?? error.message).replace(/\.$/, "");
}
