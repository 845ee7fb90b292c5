/** A class as Canvas's "Download submissions" and its gradebook write it. */
import { zipOf } from "../intake/archives.ts";
import type { Download } from "./class-folder.ts";
import { packagingOf, work, type TestStudent } from "./students.ts";

/** The gradebook: a row that says how grades are posted, one with the points, and a student for tests. */
export function canvasGradebook(students: readonly TestStudent[]): string {
  return [
    "Student,ID,SIS User ID,SIS Login ID,Section,Greeting (771),Current Score,Final Score",
    ",,,,,Manual Posting,,",
    "    Points Possible,,,,,30,(read only),(read only)",
    ...students.map(({ id, first, last, sid, login }) => `"${last}, ${first}",${id},${sid},${login},A,,,`),
    '"Student, Test",9999,,,A,,,',
    "",
  ].join("\n");
}

/**
 * Every file of everybody side by side: loose code, archives, reports, text that was typed in, late ones, and what was handed
 * in again.
 */
export async function canvasFiles(students: readonly TestStudent[]): Promise<Download> {
  const files: Record<string, string | Buffer> = {};
  const expected: Download["expected"][number][] = [];
  let attachment = 88_000;
  for (const student of students) {
    const { number, first, last, id } = student;
    const person = `${last}${first}`.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
    const late = number % 6 === 0 ? "LATE_" : "";
    const add = (name: string, content: string | Buffer, marker = late) => {
      files[`${person}_${marker}${id}_${++attachment}_${name}`] = content;
    };
    const packaging = packagingOf(student);
    if (number % 29 === 0) {
      expected.push({ student, outcome: "nothing" });
    } else if (number % 31 === 0) {
      files[`${person}_${late}${id}_text.html`] = "<p>I was ill</p>";
      expected.push({ student, outcome: /^server\.ts is missing; found: text\.html$/ });
    } else if (number % 4 === 0) {
      // Loose files, handed in again by some: the first time with another student's number, which must not count.
      if (number % 12 === 0) for (const [name, text] of Object.entries(work(number + 1_000))) add(name, text, "");
      const again = number % 12 === 0 || number % 8 === 0 ? "-1" : "";
      for (const [name, text] of Object.entries(work(number)))
        add(name.replace(".ts", `${again}.ts`), text, again === "" ? late : "LATE_");
      if (number % 20 === 0) add("report.pdf", "%PDF-1.7\n", again === "" ? late : "LATE_");
      expected.push({ student, outcome: "graded" });
    } else {
      const tree = await packaging.files(number);
      const isFlat = Object.keys(tree).every((name) => !name.includes("/"));
      if (isFlat) for (const [name, content] of Object.entries(tree)) add(name, content);
      else add("everything.zip", await zipOf(tree));
      expected.push({ student, outcome: packaging.expected });
    }
  }
  return { files, expected };
}
