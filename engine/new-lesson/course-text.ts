import type { Course } from "../lesson.ts";

/** A course as `lessons/course.json` has it: one line for each lesson. */
export function courseText({ title, parts }: Course): string {
  const partTexts = parts.map(({ title, lessons }) => {
    const lines = lessons.map(
      ({ slug, title, built }) =>
        `        { "slug": ${JSON.stringify(slug)}, "title": ${JSON.stringify(title)}, "built": ${built} }`,
    );
    return `    {\n      "title": ${JSON.stringify(title)},\n      "lessons": [\n${lines.join(",\n")}\n      ]\n    }`;
  });
  return `{\n  "title": ${JSON.stringify(title)},\n  "parts": [\n${partTexts.join(",\n")}\n  ]\n}\n`;
}
