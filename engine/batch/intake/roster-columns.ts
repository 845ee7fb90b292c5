/** Recognises the columns of a roster by the headers that course systems and people use. */

export type Role = "folder" | "id" | "name" | "firstName" | "lastName" | "email";

/** As `plain` spells them; of several matching columns, the one listed first here counts. */
const HEADERS: Readonly<Record<Role, readonly string[]>> = {
  folder: ["folder", "submission", "submissionfolder", "foldername", "directory", "dir", "file", "filename", "archive"],
  // Canvas imports grades by its own ID; "SIS" columns hold the university's id.
  id: (
    "id studentid studentnumber userid identifier idnumber sid matriculationnumber " +
    "sisuserid sisloginid username userlogin login loginid studentno number"
  ).split(" "),
  name: ["name", "fullname", "studentname", "student", "displayname", "learner"],
  firstName: ["firstname", "first", "givenname", "forename"],
  lastName: ["lastname", "last", "surname", "familyname"],
  email: ["email", "emailaddress", "mail", "useremail", "studentemail", "sisemail"],
};

export interface Columns {
  /** Role -> index of its column, for the roles found. */
  readonly at: Readonly<Partial<Record<Role, number>>>;
  /** The header, as written, of a column that occurs twice. */
  readonly doubled?: string;
}

export function columnsOf(header: readonly string[]): Columns {
  const names = header.map(plain);
  const at: Partial<Record<Role, number>> = {};
  for (const role of Object.keys(HEADERS) as Role[]) {
    const found = HEADERS[role].find((known) => names.includes(known));
    if (found === undefined) continue;
    const index = names.indexOf(found);
    if (names.lastIndexOf(found) !== index) return { at, doubled: header[index] ?? "" };
    at[role] = index;
  }
  return { at };
}

/** `E-Mail Address` and `email_address` become the same. */
function plain(header: string): string {
  return header.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
