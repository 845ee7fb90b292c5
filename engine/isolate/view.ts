/**
 * A folder through which sandboxes see this machine's files. /proc/self/mountinfo tells everybody where on its disk each
 * mount begins, so a plain bind mount would name the workbook's folder, and with it perhaps the user. The files are
 * therefore seen through an overlay, which begins at its own root.
 */
import { realpathSync } from "node:fs";
import path from "node:path";
import { linkedPackages, type WorkbookPaths } from "./workbook-paths.ts";

/** Absolute paths of all folders outside of /usr that sandboxes see something of; the view has them by their number. */
export function foldersSeen({ modules, childFile }: WorkbookPaths, programs: readonly string[]): string[] {
  const linked = linkedPackages(modules).map(([outside]) => outside);
  const beside = programs.filter((file) => !file.startsWith("/usr/")).map((file) => path.dirname(file));
  return [...new Set([modules, path.dirname(childFile), ...linked, ...beside])];
}

/** What a file or folder is called in the view; what lies in none of its folders keeps its name. */
export function inView(view: string, folders: readonly string[], file: string): string {
  const index = folders.findIndex((folder) => file === folder || file.startsWith(`${folder}/`));
  return index === -1 ? file : path.join(view, String(index), path.relative(folders[index] as string, file));
}

/** Options of bubblewrap that put the folders where `MOUNT_VIEW` takes them from. */
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
 * A script for /bin/sh: mounts the view in the folder that its first word names, and becomes the other words. Sources have
 * relative names, because the kernel shows them as they were given. Where it has no overlay for us, a bind mount serves
 * as well, and `npm run doctor` shows that it tells the path.
 */
export const MOUNT_VIEW = `
from=$PWD; cd "$1" && for source in source/*; do
  name=\${source#source/}
  mount -t overlay overlay "$name" -o "ro,lowerdir=$source:empty" 2>/dev/null || mount -o bind "$source" "$name" || exit 1
done; cd "$from" && shift && exec "$@"`;
