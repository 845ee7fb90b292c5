/** A class as Gradescope's "Export Submissions" writes it. */
import type { Download } from "./class-folder.ts";
import { packagingOf, type TestStudent } from "./students.ts";

/** Some students work in pairs: the second of a pair hands in what the first does. */
function isPaired({ number }: TestStudent): boolean {
  return number % 10 === 3;
}

export async function gradescopeExport(students: readonly TestStudent[]): Promise<Download> {
  const files: Record<string, string | Buffer> = {};
  const expected: Download["expected"][number][] = [];
  const metadata = ["---"];
  for (let index = 0; index < students.length; index++) {
    const student = students[index] as TestStudent;
    const { number } = student;
    const packaging = packagingOf(student);
    const folder = `submission_${7_000_000 + number}`;
    for (const [name, content] of Object.entries(await packaging.files(number))) files[`${folder}/${name}`] = content;
    const partner = isPaired(student) ? students[index + 1] : undefined;
    expected.push({ student, outcome: packaging.expected });
    if (partner !== undefined) {
      const { expected: outcome } = packaging;
      expected.push({
        student: partner,
        outcome: outcome === "graded" ? new RegExp(`^graded student ${number}$`) : outcome,
      });
      index++;
    }
    const submitters = [student, ...(partner === undefined ? [] : [partner])].flatMap(({ first, last, sid, email }) => [
      `  - :name: ${first} ${last}`,
      `    :sid: '${sid}'`,
      `    :email: ${email}`,
    ]);
    metadata.push(`${folder}:`, "  :submitters:", ...submitters, "  :created_at: 2026-11-20 23:29:32.342151000 -07:00");
    metadata.push(
      "  :score: 0.0",
      "  :status: processed",
      "  :results:",
      "    output: 'a: \"quoted\"'",
      "  :history: []",
    );
  }
  files["submission_metadata.yml"] = `${metadata.join("\n")}\n`;
  return { files, expected };
}
