/** Reads what course systems write into the names of the files and folders of a download. */

export interface DownloadName {
  readonly system: "moodle" | "canvas";
  /** Moodle's number of the participant, Canvas's id of the user. */
  readonly id: string;
  /** The student's name as the system spells it: Canvas leaves out spaces and capitals. */
  readonly person: string;
  readonly late: boolean;
  /** Canvas numbers attachments, so that a later one has a higher number; 0 in downloads without numbers. */
  readonly attachment: number;
  /** The name that the student gave the file; empty for Moodle's folder of a student. */
  readonly file: string;
}

/** `Ada Lovelace_12_assignsubmission_file_`, with the file's name behind it in downloads without folders. */
const MOODLE = /^([^]+?)_(\d+)_assignsubmission_(file|onlinetext)(?:_([^]*))?$/;
/** `lovelaceada_LATE_12_34_server.ts`: name, LATE, user, attachment, file (content_zipper.rb of canvas-lms). */
const CANVAS = /^([^_]+)_(LATE_)?(\d+)_(\d+)_([^]+)$/i;
/** What Canvas writes of a text or an address that was typed in. */
const CANVAS_TYPED = /^([^_]+)_(LATE_)?(\d+)_((?:text|link)\.html)$/i;

/** Undefined for a name that no course system wrote. */
export function downloadName(name: string): DownloadName | undefined {
  const [, participant, number, kind, moodleFile] = MOODLE.exec(name) ?? [];
  if (participant !== undefined && number !== undefined)
    return {
      system: "moodle",
      id: number,
      person: participant,
      late: false,
      attachment: 0,
      file: kind === "onlinetext" ? moodleFile || "online text" : (moodleFile ?? ""),
    };
  const [, person, late, id, attachment, file] = CANVAS.exec(name) ?? [];
  if (person !== undefined && id !== undefined && file !== undefined)
    return { system: "canvas", id, person, late: late !== undefined, attachment: Number(attachment), file };
  const [, writer, typedLate, typedId, typed] = CANVAS_TYPED.exec(name) ?? [];
  if (writer === undefined || typedId === undefined || typed === undefined) return undefined;
  return { system: "canvas", id: typedId, person: writer, late: typedLate !== undefined, attachment: 0, file: typed };
}

/** The name without the `-1` that Canvas adds to a file that is handed in again; undefined when it has none. */
export function withoutResubmission(file: string): string | undefined {
  const [, stem, extension] = /^([^]+)-\d{1,3}((?:\.tar)?\.[^.]+)$/.exec(file) ?? [];
  return stem === undefined || extension === undefined ? undefined : stem + extension;
}
