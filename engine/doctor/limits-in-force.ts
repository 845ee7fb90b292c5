/** Describes the limits of a submission for people. */
import {
  BOOT_LIMIT_MS,
  COMPILE_LIMIT_MS,
  COMPILE_MEMORY_BYTES,
  COMPILE_OUTPUT_BYTES,
  CPU_LIMIT_SECONDS,
  DATA_LIMIT_BYTES,
  FILE_LIMIT_BYTES,
  FILES_IN_SANDBOX_LIMIT,
  MAX_FILES,
  MAX_TOTAL_BYTES,
  OPEN_FILES_LIMIT,
  OPEN_FILES_TOGETHER_LIMIT,
  OUTPUT_LIMIT_BYTES,
  PROCESS_LIMIT,
  UNIX_SOCKETS_LIMIT,
} from "../grade/limits.ts";
import { JOB_LIMIT_MS } from "../workers/pool.ts";
import type { Level } from "../isolate/choose.ts";
import { DISK_LIMIT_BYTES, TASK_LIMIT, MEMORY_LIMIT_BYTES } from "../isolate/limits.ts";

export interface LimitInForce {
  readonly what: string;
  readonly limit: string;
}

/** The limits at a level, beginning with those of one server. Each exercise starts a server of its own. */
export function limitsInForce(level: Level, platform: NodeJS.Platform): LimitInForce[] {
  const linux = platform === "linux";
  const windows = platform === "win32";
  const sandboxed = level !== "process";
  return [
    { what: "time to start", limit: `${BOOT_LIMIT_MS / 1000} s` },
    ...(windows ? [] : [{ what: "processor time", limit: `${CPU_LIMIT_SECONDS} s for each process` }]),
    ...(linux
      ? [
          {
            what: "memory",
            limit: `${megabytes(MEMORY_LIMIT_BYTES)} together, ${megabytes(DATA_LIMIT_BYTES)} for one process between two measurements`,
          },
          {
            what: "processes",
            limit: sandboxed
              ? `${PROCESS_LIMIT} together, ${TASK_LIMIT} with threads between two measurements`
              : `${PROCESS_LIMIT}`,
          },
        ]
      : []),
    ...(windows ? [] : [{ what: "open files", limit: openFiles(linux) }]),
    ...(level === "namespaces"
      ? [
          { what: "Unix sockets", limit: `${UNIX_SOCKETS_LIMIT}` },
          { what: "number of files", limit: `${FILES_IN_SANDBOX_LIMIT}` },
        ]
      : []),
    ...(windows ? [] : [{ what: "one file", limit: megabytes(FILE_LIMIT_BYTES) }]),
    ...(sandboxed ? [{ what: "all files", limit: `${megabytes(DISK_LIMIT_BYTES)}, and as much in /tmp` }] : []),
    { what: "output", limit: `${megabytes(OUTPUT_LIMIT_BYTES)}; only the last part is kept` },
    {
      what: "compiling",
      limit: `${COMPILE_LIMIT_MS / 1000} s${linux ? `, ${megabytes(COMPILE_MEMORY_BYTES)} of memory` : ""}, ${megabytes(COMPILE_OUTPUT_BYTES)} of output`,
    },
    { what: "the submission", limit: `${MAX_FILES} files, ${megabytes(MAX_TOTAL_BYTES)}` },
    { what: "the whole grading", limit: `${JOB_LIMIT_MS / 60_000} min` },
  ];
}

function openFiles(linux: boolean): string {
  const each = `${OPEN_FILES_LIMIT} for each process`;
  return linux ? `${OPEN_FILES_TOGETHER_LIMIT} together, ${each}` : each;
}

function megabytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MB`;
}
