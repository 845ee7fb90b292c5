import { downloadName } from "./download-name.ts";
import type { FoundFolder } from "./contents.ts";

/** What Gradescope puts beside the submissions of an export. */
export const GRADESCOPE_METADATA = /^submission_metadata\.ya?ml$/;

/**
 * The folder within a hand-in that is a course system's download of a whole class: Gradescope's export, or the files of
 * several people from Moodle or Canvas. Undefined for the work of one student.
 */
export function classInside(folders: readonly FoundFolder[]): FoundFolder | undefined {
  return folders.find((folder) => isClass(folder) && isOutermost(folder, folders));
}

function isClass({ files, archives, folders }: FoundFolder): boolean {
  if (files.some((name) => GRADESCOPE_METADATA.test(name))) return true;
  const names = [...files, ...archives, ...folders];
  const people = new Set(names.map((name) => downloadName(name)?.id).filter((id) => id !== undefined));
  return people.size > 1 || folders.filter((name) => /^submission_\d+$/.test(name)).length > 1;
}

/** Only folders stand between the hand-in and it. */
function isOutermost({ label }: FoundFolder, folders: readonly FoundFolder[]): boolean {
  return folders
    .filter((folder) => folder.label !== label && (folder.label === "" || label.startsWith(`${folder.label}/`)))
    .every(({ files, archives, folders }) => files.length + archives.length === 0 && folders.length === 1);
}
