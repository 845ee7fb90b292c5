/** Recognises the columns of a roster by the headers that course systems and people use. */

export type Role =
  | "folder"
  | "github"
  | "participant"
  | "id"
  | "sisId"
  | "login"
  | "name"
  | "firstName"
  | "lastName"
  | "email";

/** As `plain` spells them; of several matching columns, the one listed first here counts. */
const HEADERS: Readonly<Record<Role, readonly string[]>> = {
  folder:
    "folder submission submissionfolder foldername directory dir file filename archive studentrepositoryname".split(
      " ",
    ),
  github: ["githubusername", "github", "githubuser", "githublogin"],
  // Moodle's worksheet, in English, German, French and Spanish; the cell ends in the participant's number.
  participant: ["identifier", "identifiant", "identificador"],
  // Canvas imports grades by its own ID; "SIS" columns hold the university's id.
  id: (
    "id studentid studentnumber userid idnumber sid matriculationnumber rosteridentifier studentno number matrikelnummer " +
    "idnummer numérodidentification numerodidentification númerodeid numerodeid númerodeidentificación"
  ).split(" "),
  sisId: ["sisuserid", "sisid"],
  login: [
    "sisloginid",
    "username",
    "userlogin",
    "login",
    "loginid",
    "anmeldename",
    "nomdutilisateur",
    "nombredeusuario",
  ],
  name: (
    "name fullname studentname student displayname learner firstlastname vollständigername vollstandigername nomcomplet " +
    "nombrecompleto"
  ).split(" "),
  firstName: ["firstname", "first", "givenname", "forename", "vorname", "prénom", "prenom", "nombre"],
  lastName: ["lastname", "last", "surname", "familyname", "nachname", "nomdefamille", "nom", "apellidos", "apellido"],
  email: (
    "email emailaddress mail useremail studentemail sisemail emailadresse adressedecourriel courriel adresseemail " +
    "direccióndecorreo direcciondecorreo correoelectrónico correoelectronico"
  ).split(" "),
};

export interface Columns {
  /** Role -> index of its column, for the roles found. */
  readonly at: Readonly<Partial<Record<Role, number>>>;
  /** The header, as written, of a column that occurs twice. */
  readonly doubled?: string;
}

/** Finds the columns of a roster by the names in its header; where two columns have the same name, the search ends there. */
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
  const isWorksheet = names.includes("zuletztgeändertbewertung");
  // Moodle's German worksheet calls the participant's number ID, and has the student's number in another column.
  if (isWorksheet && at.id !== undefined) {
    at.participant = at.id;
    at.id = names.indexOf("idnummer");
    if (at.id < 0) delete at.id;
  }
  // A French "Nom" and a Spanish "Nombre" are a whole name where there is no second column.
  const alone = at.firstName === undefined ? at.lastName : at.lastName === undefined ? at.firstName : undefined;
  if (alone !== undefined && at.name === undefined) at.name = alone;
  return { at };
}

/** `E-Mail Address` and `email_address` become the same. */
function plain(header: string): string {
  return header
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}
