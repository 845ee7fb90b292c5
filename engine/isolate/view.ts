/**
 * A folder through which sandboxes see this machine's files. /proc/self/mountinfo shows the source path of each bind
 * mount, which would reveal the workbook's folder and perhaps the user's name. Through an overlay, the source appears
 * as the overlay's own root.
 */
import { realpathSync } from "node:fs";
import path from "node:path";
import { linkedPackages, type WorkbookPaths } from "./workbook-paths.ts";

/** Absolute paths of all folders outside of /usr that sandboxes need; in the view they are named by their index. */
export function foldersSeen({ modules, childFile }: WorkbookPaths, programs: readonly string[]): string[] {
  const linked = linkedPackages(modules).map(([outside]) => outside);
  const beside = programs.filter((file) => !file.startsWith("/usr/")).map((file) => path.dirname(file));
  return [...new Set([modules, path.dirname(childFile), ...linked, ...beside])];
}

/** The path of a file in the view; a file in none of the folders keeps its path. */
export function inView(view: string, folders: readonly string[], file: string): string {
  const index = folders.findIndex((folder) => file === folder || file.startsWith(`${folder}/`));
  return index === -1 ? file : path.join(view, String(index), path.relative(folders[index] as string, file));
}

/** The bubblewrap options that put the folders where `MOUNT_VIEW` expects them. */
export function viewArguments(view: string, folders: readonly string[]): string[] {
  return [
    ["--tmpfs", view, "--dir", `${view}/empty`],
    ...folders.flatMap((folder, index) => [
      ["--ro-bind", realpathSync(folder), `${view}/source/${index}`],
      ["--dir", `${view}/${index}`],
    ]),
  ].flat();
}

/**
 * A script for /bin/sh: mounts the view in the folder given as its first argument and executes the others. The sources
 * have relative names, because the kernel shows them as given. Where overlays are not allowed it falls back to bind
 * mounts, and `npm run doctor` reports that they reveal the path.
 */
export const MOUNT_VIEW = `
from=$PWD; cd "$1" && for source in source/*; do
  name=\${source#source/}
  mount -t overlay overlay "$name" -o "ro,lowerdir=$source:empty" 2>/dev/null || mount -o bind "$source" "$name" || exit 1
done; cd "$from" && shift && exec "$@"`;
