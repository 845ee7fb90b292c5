/** Puts together what one student handed in: a folder, an archive, or the loose files that some downloads consist of. */
import path from "node:path";
import type { FolderEntry } from "../../grade/folder-entries.ts";
import { archiveStem } from "./archive.ts";
import { downloadName, withoutResubmission, type DownloadName } from "./download-name.ts";

/** One entry of the class folder. */
export interface Part {
  /** Absolute path. */
  readonly source: string;
  readonly kind: "folder" | "archive" | "file";
  /** What it is called within the hand-in: the student's own name of the file, where the system added to it. */
  readonly as: string;
  readonly isUtf8: boolean;
}

export interface HandIn {
  /** The name of its folder, or of its archive or file without the extension. No two hand-ins of a class share one. */
  readonly name: string;
  readonly parts: readonly Part[];
  /** What the course system says in the name. */
  readonly download: DownloadName | undefined;
  /** Whether the course system says that it came after the due date. */
  readonly late: boolean;
}

type Named = { readonly entry: FolderEntry; readonly download: DownloadName | undefined };

/**
 * The hand-ins of a class folder, by name. Files of one person that belong together are one hand-in; what was handed in
 * again is another.
 * @param folder absolute path
 * @param entries those that are not ignored
 * @param known the names of the lesson's files
 */
export function handInsOf(folder: string, entries: readonly FolderEntry[], known: readonly string[]): HandIn[] {
  const groups = new Map<string, Named[]>();
  for (const entry of entries) {
    const download = downloadName(entry.name);
    const key =
      download === undefined
        ? sameName(stemOf(entry))
        : `${download.system} ${download.id} ${sameName(download.person)}`;
    groups.set(key, [...(groups.get(key) ?? []), { entry, download }]);
  }
  const handIns = [...groups.values()].flatMap((group) => attemptsIn(group, known).map((one) => handInOf(folder, one)));
  return handIns.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * Splits what one person has in a download of Canvas: all files of one attempt are late or none is, attachments are
 * numbered in their order, and a file that comes again, as `server-1.ts`, begins another attempt.
 */
function attemptsIn(group: readonly Named[], known: readonly string[]): Named[][] {
  if (group[0]?.download?.system !== "canvas") return [[...group]];
  const names = new Set([...known, ...group.map(({ download }) => download?.file ?? "")]);
  const attempts: Named[][] = [];
  let files = new Set<string>();
  const late = ({ download }: Named) => download?.late === true;
  const inOrder = group.toSorted((one, other) => (one.download?.attachment ?? 0) - (other.download?.attachment ?? 0));
  for (const one of inOrder) {
    const file = one.download?.file ?? "";
    const first = withoutResubmission(file);
    const base = sameName(first !== undefined && names.has(first) ? first : file);
    const attempt = attempts.at(-1);
    const begins = attempt?.[0] === undefined || late(attempt[0]) !== late(one) || files.has(base);
    if (begins) files = new Set();
    files.add(base);
    if (begins) attempts.push([one]);
    else attempt.push(one);
  }
  return attempts;
}

function handInOf(folder: string, named: readonly Named[]): HandIn {
  const [first] = named as [Named];
  const { download } = first;
  return {
    name:
      download === undefined || (named.length === 1 && !isLoose(first.entry))
        ? stemOf(first.entry)
        : groupName(download),
    parts: named.map(({ entry, download: own }) => ({
      source: path.join(folder, entry.name),
      kind: entry.kind === "folder" ? "folder" : isLoose(entry) ? "file" : "archive",
      as: own === undefined ? entry.name : own.file || "files",
      isUtf8: entry.isUtf8,
    })),
    download,
    late: download?.late ?? false,
  };
}

/** Like the names of a download, so that it says the same about the student. */
function groupName({ system, person, late, id, attachment }: DownloadName): string {
  return system === "moodle"
    ? `${person}_${id}_assignsubmission_file_`
    : `${person}_${late ? "LATE_" : ""}${id}_${attachment}_files`;
}

function isLoose({ kind, name }: FolderEntry): boolean {
  return kind !== "folder" && archiveStem(name) === undefined;
}

function stemOf(entry: FolderEntry): string {
  return entry.kind === "folder" ? entry.name : (archiveStem(entry.name) ?? path.parse(entry.name).name);
}

/** Results go into folders named like the submissions, also on file systems that ignore case and compose letters. */
function sameName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
