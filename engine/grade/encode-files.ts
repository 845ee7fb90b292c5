import path from "node:path";
import type { LaunchSpec } from "./launch-spec.ts";
import type { Stage } from "./stage.ts";

/**
 * A submission's files in the form in which they are sent into a sandbox, which cannot see this machine's files: absolute
 * path to content in base64.
 * @param folder absolute path inside the sandbox
 */
export function encodeFiles(
  files: Stage["files"],
  { entry, compiled }: Pick<LaunchSpec, "entry" | "compiled">,
  folder: string,
): Record<string, string> {
  const all = compiled === undefined ? files : new Map([...files, [entry, compiled]]);
  return Object.fromEntries(
    [...all].map(([name, content]) => [path.posix.join(folder, name), Buffer.from(content).toString("base64")]),
  );
}
