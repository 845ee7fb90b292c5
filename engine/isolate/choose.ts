import { probeContainer } from "./container-probe.ts";
import { inOuterLayer } from "./namespaces.ts";
import type { WorkbookPaths } from "./workbook-paths.ts";
import { probeNamespaces } from "./probe.ts";
import type { Refusal } from "./refusal.ts";

/** The rungs of the ladder, the strongest that is tried by itself first. A container is used only when asked for. */
export const LEVELS = ["namespaces", "container", "process"] as const;
export type Level = (typeof LEVELS)[number];

/** Printed by whatever runs strangers' code at the lowest rung. */
export const NO_BOUNDARY =
  "isolation is process, which is not a security boundary: a submission can read and change what you can";

/** A level that was found to work here. */
export interface Chosen {
  readonly level: Level;
  /** What a lane needs to make its sandboxes; plain, so that it can be handed to another process. */
  readonly program: string | undefined;
  /** Why it is not a stronger one; undefined for the strongest, and for one that was pinned. */
  readonly refusal: Refusal | undefined;
  /** The command that runs a lane's own process at this level; `folder` is the lane's own, by its absolute path. */
  wrap(command: readonly string[], folder: string): readonly string[];
}

/** What was asked for cannot be had here. The message is one sentence with what to do. */
export class IsolationError extends Error {
  override name = "IsolationError";
}

export interface Choice {
  readonly workbookPaths: WorkbookPaths;
  /** This level and no other. @default the strongest that works */
  readonly pinned?: Level;
  /** Refuses to go on with nothing but a process. */
  readonly required?: boolean;
}

/** Finds the level to grade at. Throws `IsolationError`. */
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
      ? "No isolation stronger than a process can be had here"
      : `The isolation ${pinned} cannot be had here`,
    found.refusal,
  );
}

/** No probe is needed for what every machine has. */
export function processLevel(refusal?: Refusal): Chosen {
  return { level: "process", program: undefined, refusal, wrap: (command) => command };
}

async function containerLevel(workbookPaths: WorkbookPaths): Promise<Chosen> {
  const found = await probeContainer(workbookPaths);
  if ("refusal" in found) throw refused("The isolation container cannot be had here", found.refusal);
  // What makes containers is reached over the network or a socket, so the grading process itself stays outside.
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
