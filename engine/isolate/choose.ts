import { probeContainer } from "./container-probe.ts";
import { inOuterLayer } from "./namespaces.ts";
import type { WorkbookPaths } from "./workbook-paths.ts";
import { probeNamespaces } from "./probe.ts";
import type { Refusal } from "./refusal.ts";

/** The isolation levels, strongest first. A container is used only on request. */
export const LEVELS = ["namespaces", "container", "process"] as const;
export type Level = (typeof LEVELS)[number];

/** The warning for every command that runs submissions at the lowest level. */
export const NO_BOUNDARY =
  "isolation is process, which is not a security boundary: a submission can read and change what you can";

/** A level that works on this machine. */
export interface Chosen {
  readonly level: Level;
  /** Absolute path of the program that creates the sandboxes, which workers need; undefined for `process`. */
  readonly program: string | undefined;
  /** Why no stronger level was chosen; undefined for the strongest, and for a pinned one. */
  readonly refusal: Refusal | undefined;
  /** The command that runs a worker process at this level. @param folder absolute path of the worker's own folder */
  wrap(command: readonly string[], folder: string): readonly string[];
}

/** The requested level is not available here. The message is one sentence with what to do. */
export class IsolationError extends Error {
  override name = "IsolationError";
}

export interface Choice {
  readonly workbookPaths: WorkbookPaths;
  /** Only this level is accepted. @default the strongest that works */
  readonly pinned?: Level;
  /** Refuses the level `process`. */
  readonly required?: boolean;
}

/** Chooses the level to grade at. @throws IsolationError when the requested level is not available */
export async function chooseIsolation({ workbookPaths, pinned, required = false }: Choice): Promise<Chosen> {
  if (pinned === "process") {
    if (required)
      throw new IsolationError("--isolation process and --require-isolation contradict each other: leave one out.");
    return processLevel(undefined);
  }
  if (pinned === "container") return containerLevel(workbookPaths);
  const found = await probeNamespaces(workbookPaths);
  if ("bubblewrap" in found) return namespaceLevel(found.bubblewrap, workbookPaths);
  if (pinned === undefined && !required) return processLevel(found.refusal);
  throw refused(
    pinned === undefined
      ? "No isolation stronger than a process is available here"
      : `The isolation ${pinned} is not available here`,
    found.refusal,
  );
}

/** The level `process`, which needs no probe because it works everywhere. */
export function processLevel(refusal?: Refusal): Chosen {
  return { level: "process", program: undefined, refusal, wrap: (command) => command };
}

async function containerLevel(workbookPaths: WorkbookPaths): Promise<Chosen> {
  const found = await probeContainer(workbookPaths);
  if ("refusal" in found) throw refused("The isolation container is not available here", found.refusal);
  // The engine is reached over a socket or the network, so the grading process itself stays outside.
  return { level: "container", program: found.engine, refusal: undefined, wrap: (command) => command };
}

function refused(wish: string, { cause, fix }: Refusal): IsolationError {
  return new IsolationError(`${wish}: ${cause}. ${fix}`);
}

function namespaceLevel(bubblewrap: string, workbookPaths: WorkbookPaths): Chosen {
  return {
    level: "namespaces",
    program: bubblewrap,
    refusal: undefined,
    wrap: (command, folder) => inOuterLayer(bubblewrap, workbookPaths, command, folder, [workbookPaths.cache]),
  };
}
