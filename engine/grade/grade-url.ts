/** Grades a server that is already running. Checks that need to control its process are skipped, and say so. */
import { performance } from "node:perf_hooks";
import { loadLessonCode } from "../load-lesson-code.ts";
import { newSeed } from "../kit/random.ts";
import type { Run, RunningServer } from "../kit/run.ts";
import type { Lesson } from "../lesson.ts";
import type { Verdict } from "../verdict.ts";
import type { Workbook } from "../workbook.ts";
import { canConnect } from "./can-connect.ts";
import { VerdictBuilder } from "./verdict-builder.ts";
import { ACCEPT_LIMIT_MS } from "./limits.ts";
import { runChecks } from "./run-checks.ts";
import { unlessAborted } from "./unless-aborted.ts";

/** The URL is not the address of a server, or nothing answers there. */
export class UrlError extends Error {
  override name = "UrlError";
}

export interface GradeUrlOptions {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  /** `ws://` or `http://`; with a path when the server accepts WebSocket connections on a path other than `/` and `/ws`. */
  readonly url: string;
  readonly display: string;
  readonly seed?: number;
  readonly exercise?: number;
  readonly signal?: AbortSignal;
}

/** @throws UrlError with one sentence when the server cannot be reached at all */
export async function gradeUrl(options: GradeUrlOptions): Promise<Verdict> {
  const { workbook, lesson, signal } = options;
  const startedAt = performance.now();
  const { definition, suite } = await loadLessonCode(workbook, lesson);
  if (definition.board === true)
    throw new UrlError(
      `${lesson.slug} is checked with random data that a running server does not have. Leave out --url, so that the workbook starts your server on that data.`,
    );
  const { host, port, path } = await reach(options.url);
  const exercises = definition.exercises.filter(({ id }) => options.exercise === undefined || id === options.exercise);
  const builder = new VerdictBuilder({
    lesson,
    definition,
    exercises,
    display: options.display,
    seed: options.seed ?? newSeed(),
  });
  if (host === "::1")
    builder.advise({
      code: "ipv6-only",
      text: "the server answers on ::1 only, so clients that use 127.0.0.1 do not reach it",
    });
  const server: RunningServer = {
    host,
    port,
    ...(path === "/" ? {} : { path }),
    otherPorts: () => [],
    ended: () => undefined,
    end: new Promise(() => {}),
    terminate: undefined,
  };
  const run: Run = {
    seed: builder.seed,
    websocketPaths: definition.websocketPaths,
    signal,
    server: async () => server,
    probeServer: async () => server,
    stretchUnwanted: () => builder.stretchUnwanted(),
    report: (report) => builder.add(report),
  };
  try {
    await unlessAborted(runChecks(builder.declare(suite()), run), signal);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    builder.graderError(error);
  }
  const unseen = { ports: [], exitCode: null, signal: null, stdout: "", stderr: "", started: 0, stopped: 0 };
  return builder.verdict({ isolation: "none (url)", durationMs: performance.now() - startedAt, server: unseen });
}

/** The address that accepts a connection: `localhost` may mean 127.0.0.1 or ::1. */
async function reach(text: string): Promise<{ host: string; port: number; path: string }> {
  const url = parse(text);
  const port = url.port === "" ? 80 : Number(url.port);
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const hosts = name === "localhost" ? ["127.0.0.1", "::1"] : [name];
  for (const host of hosts)
    if (await canConnect({ host, port }, ACCEPT_LIMIT_MS)) return { host, port, path: url.pathname };
  throw new UrlError(
    `Nothing accepts connections at ${text}. Start the server first, for example with npm run dev, and give the port it prints.`,
  );
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "")
    throw new UrlError(`"${text}" is not a URL. Give one like ws://localhost:3000.`);
  if (url.protocol !== "ws:" && url.protocol !== "http:")
    throw new UrlError(`${url.protocol}// cannot be checked. Give a ws:// or http:// URL.`);
  return url;
}
