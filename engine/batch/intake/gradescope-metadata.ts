/** Reads the class list in Gradescope's export, `submission_metadata.yml`: which folder is whose. */
import { parse, YAMLParseError } from "yaml";
import { isRecord } from "../../is-record.ts";
import { comparableName } from "../../text/comparable-name.ts";
import { RosterError, type Roster, type RosterEntry } from "./roster-entry.ts";

/**
 * Ruby writes the file: a folder's name -> `:submitters:`, a list of `:name:`, `:sid:`, `:email:`. Groups have several.
 * @param shown the file's name, for messages
 * @throws RosterError
 */
export function gradescopeRoster(text: string, shown: string): Roster {
  const entries = new Map<string, RosterEntry>();
  for (const [folder, submission] of Object.entries(parsed(text, shown))) {
    const submitters = isRecord(submission) ? valueOf(submission, "submitters") : undefined;
    for (const submitter of Array.isArray(submitters) ? (submitters as unknown[]) : []) {
      if (!isRecord(submitter)) continue;
      const [name, sid, email] = ["name", "sid", "email"].map((key) => textOf(valueOf(submitter, key)));
      const id = sid ?? email ?? name;
      if (id === undefined) continue;
      const before = entries.get(comparableName(id));
      entries.set(comparableName(id), {
        student: { id, name, email },
        folders: [...(before?.folders ?? []), folder],
        ids: [sid, email].filter((known) => known !== undefined),
      });
    }
  }
  if (entries.size === 0)
    throw new RosterError(`${shown} names no submitters; it should be the file in Gradescope's export.`);
  return { entries: [...entries.values()] };
}

function parsed(text: string, shown: string): Record<string, unknown> {
  try {
    // Ruby writes objects that occur several times as aliases.
    const value: unknown = parse(text, { maxAliasCount: -1, uniqueKeys: false });
    if (isRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line;
    throw new RosterError(`${shown}${line === undefined ? "" : `, line ${line}`}: this is not YAML.`);
  }
  throw new RosterError(`${shown} is not a list of submissions as Gradescope exports it.`);
}

/** Keys are Ruby's symbols, with a colon before them. */
function valueOf(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return record[`:${key}`] ?? record[key];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value).trim() || undefined : undefined;
}
