/** A class as GitHub Classroom's roster and its tool for cloning write it. */
import type { Download } from "./class-folder.ts";
import { packagingOf, type TestStudent } from "./students.ts";

/** Students who have not accepted the invitation have no account. */
function isLinked({ number }: TestStudent): boolean {
  return number % 13 !== 0;
}

export function classroomRoster(students: readonly TestStudent[]): string {
  return [
    '"identifier","github_username","github_id","name"',
    ...students.map(
      (student) => `"${student.sid}","${isLinked(student) ? student.login : ""}","","${student.first} ${student.last}"`,
    ),
  ].join("\n");
}

export async function classroomRepositories(students: readonly TestStudent[]): Promise<Download> {
  const files: Record<string, string | Buffer> = {};
  const expected: Download["expected"][number][] = [];
  for (const student of students) {
    const { number, login } = student;
    if (!isLinked(student)) {
      expected.push({ student, outcome: "nothing" });
      continue;
    }
    const packaging = packagingOf(student);
    const repository = `greeting-${login.toUpperCase()}`;
    for (const [name, content] of Object.entries(await packaging.files(number)))
      files[`${repository}/${name}`] = content;
    files[`${repository}/.github/classroom/autograding.json`] = "{}";
    expected.push({ student, outcome: packaging.expected });
  }
  return { files, expected };
}
