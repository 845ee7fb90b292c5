/** A real Redis server for one test, on its own port, that can be stopped, paused and restarted. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "../grade/processes.ts";

/** Where the packages of a queue are installed. */
export const QUEUE_PACKAGES = path.resolve(import.meta.dirname, "../../queue");

const START_LIMIT_MS = 10_000;
/** Another process may take a free port before the server does. */
const START_TRIES = 5;

/** Fails in CI instead of skipping, so that CI never silently tests nothing. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis && process.env["CI"] !== undefined)
  throw new Error("redis-server is missing: the tests of the queue need Debian's package redis-server");

export interface RedisServer {
  readonly url: string;
  /** Kills the server, which loses its data because it does not persist any. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  pause(): void;
  goOn(): void;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Starts a server. @param options as in redis.conf, with two dashes */
export async function redisServer(...options: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "redis-"));
  let child: ChildProcess | undefined;
  let port = 0;
  const start = async (): Promise<boolean> => {
    const started = spawn(
      "redis-server",
      ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no", ...options],
      { stdio: "ignore" },
    );
    child = started;
    await until(async () => started.exitCode !== null || (await accepts(port)), START_LIMIT_MS);
    return started.exitCode === null;
  };
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  for (let attempt = 0; ; attempt++) {
    port = await freePort();
    if (await start()) break;
    if (attempt === START_TRIES) throw new Error("redis-server did not start");
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async () => {
      if (!(await start())) throw new Error("redis-server did not start again");
    },
    pause: () => void child?.kill("SIGSTOP"),
    goOn: () => void child?.kill("SIGCONT"),
    close: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
