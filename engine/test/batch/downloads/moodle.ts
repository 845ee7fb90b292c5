/** A class as Moodle's "Download all submissions" and its exports write it. */
import type { Download } from "./class-folder.ts";
import { packagingOf, work, type TestStudent } from "./students.ts";

type Language = "en" | "de" | "fr" | "es";

const WORKSHEET: Readonly<Record<Language, string>> = {
  en: "Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments",
  de: "ID,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar",
  fr: "Identifiant,Nom complet,Numéro d'identification,Adresse de courriel,Statut,Note,Note maximale,La note peut être modifiée,Dernière modification (travail remis),Dernière modification (note),Feedback par commentaires",
  es: "Identificador,Nombre completo,Número de ID,Dirección de correo,Estado,Calificación,Calificación máxima,La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación),Comentarios de retroalimentación",
};
const PARTICIPANT: Readonly<Record<Language, string>> = {
  en: "Participant ",
  de: "Teilnehmer/in",
  fr: "Participant ",
  es: "Participante ",
};
const PARTICIPANTS: Readonly<Record<Language, string>> = {
  en: '"First name","Last name","ID number","Email address"',
  de: "Vorname,Nachname,ID-Nummer,E-Mail-Adresse",
  fr: "Prénom,Nom de famille,Numéro d'identification,Adresse de courriel",
  es: "Nombre,Apellido(s),Número de ID,Dirección de correo",
};

/** The worksheet for grading offline: everybody in the course. */
export function moodleWorksheet(students: readonly TestStudent[], language: Language): string {
  const lines = students.map(({ id, first, last, sid, email }) =>
    [`${PARTICIPANT[language]}${id}`, `${first} ${last}`, sid, email, "-", "", "100,00", "x", "-", "-", ""]
      .map((cell) => `"${cell}"`)
      .join(","),
  );
  return `\ufeff${[WORKSHEET[language], ...lines].join("\r\n")}\r\n`;
}

/** The list of participants: no number that is in the names of the download. */
export function moodleParticipants(students: readonly TestStudent[], language: Language): string {
  return [
    PARTICIPANTS[language],
    ...students.map(({ first, last, sid, email }) => `"${first}","${last}",${sid},${email}`),
  ].join("\n");
}

/** In folders: some with online text beside the files, some with that alone, and some who handed in nothing. */
export async function moodleFolders(students: readonly TestStudent[]): Promise<Download> {
  const files: Record<string, string | Buffer> = {};
  const expected: Download["expected"][number][] = [];
  for (const student of students) {
    const { number, first, last, id } = student;
    const prefix = `${first} ${last}_${id}_assignsubmission`;
    const packaging = packagingOf(student);
    if (number % 29 === 0) expected.push({ student, outcome: "nothing" });
    else if (number % 31 === 0) {
      files[`${prefix}_onlinetext_/onlinetext.html`] = "<p>I was ill</p>";
      expected.push({ student, outcome: /^server\.ts is missing; found: onlinetext\.html$/ });
    } else {
      for (const [name, content] of Object.entries(await packaging.files(number)))
        files[`${prefix}_file_/${name}`] = content;
      if (number % 7 === 0) files[`${prefix}_onlinetext_/onlinetext.html`] = "<p>See my files</p>";
      expected.push({ student, outcome: withOnlineText(packaging.expected, number % 7 === 0) });
    }
  }
  return { files, expected };
}

/** Beside an online text, what was found has another place. */
function withOnlineText(outcome: Download["expected"][number]["outcome"], isBeside: boolean) {
  return isBeside && outcome instanceof RegExp ? /^server\.ts is|^\S*work\.|has a backslash|unsupported/ : outcome;
}

/** Without folders: every file of everybody side by side. */
export function moodleLooseFiles(students: readonly TestStudent[]): Download {
  const files: Record<string, string> = {};
  const expected: Download["expected"][number][] = [];
  for (const student of students) {
    const { number, first, last, id } = student;
    const prefix = `${first} ${last}_${id}_assignsubmission_file_`;
    if (number % 5 === 0) files[`${prefix}report.pdf`] = "%PDF-1.7\n";
    if (number % 10 !== 0) for (const [name, text] of Object.entries(work(number))) files[`${prefix}${name}`] = text;
    expected.push({ student, outcome: number % 10 === 0 ? /^server\.ts is missing; found: report\.pdf$/ : "graded" });
  }
  return { files, expected };
}
