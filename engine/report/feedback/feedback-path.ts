/**
 * Where a student's feedback is in the zip, so that the system that the submission came from takes it:
 *
 * - Moodle finds the participant by the folder, which is named as in the download: `Ada Lovelace_12_assignsubmission_file_`
 *   (mod/assign/feedback/file/importziplib.php, `is_valid_filename_for_import`).
 * - Canvas finds student and submission by the two numbers at the beginning of the file's name: `lovelaceada_34_56_…`, with
 *   LATE before them (`infer_comment_context_from_filename` of its assignments). It takes no folders.
 * - For all others, a folder with the name of the submission.
 */
export function feedbackPath(submission: string, file: string): string {
  if (isMoodle(submission)) return `${submission}/${file}`;
  const [prefix] = /^[^_]+_(?:LATE_)?\d+_\d+_/i.exec(submission) ?? [];
  return prefix === undefined ? `${submission}/${file}` : `${prefix}${file}`;
}

function isMoodle(submission: string): boolean {
  return /_\d+_assign(?:submission|feedback)_[a-z]+/.test(submission);
}
