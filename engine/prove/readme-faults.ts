/** Checks the contents of a lesson's two READMEs. Pure. */
import { minutesIn, sectionOf } from "../lesson-minutes.ts";
import type { LessonDefinition } from "../lesson.ts";
import { listOf } from "../text/suggest.ts";

/** How many words a learner reads, code blocks left out. */
const WORDS = { least: 900, most: 1400 } as const;

/** Sections of a lesson's README whose headings are the same in every lesson, in their order. */
const SECTIONS = ["Before you begin", "Try it", "Exercises", "Question"] as const;
const SOLUTION_SECTIONS = ["Why it works", "What you now know", "What the obvious version gets wrong"] as const;

const FENCE = /^```/;

/** What the README in `lessons/<lesson>/` lacks, a phrase each. */
export function readmeFaults(
  text: string,
  { slug, title, definition }: { readonly slug: string; readonly title: string; readonly definition: LessonDefinition },
): string[] {
  const { prose, blocks } = read(text);
  const headings = prose.filter((line) => line.startsWith("#"));
  const words = prose.flatMap((line) => line.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const exercises = definition.exercises.map(({ id, title }) => `### Exercise ${id}: ${title}`);
  const found = headings.filter((heading) => heading.startsWith("### Exercise "));
  const question = sectionOf(prose, "Question");
  const { choices } = definition.quiz;
  return [
    ...(headings[0] === `# ${title}` ? [] : [`must begin with the heading "# ${title}", the title in course.json`]),
    ...missingSections(headings, SECTIONS),
    ...(found.join("\n") === exercises.join("\n")
      ? []
      : [
          `must have the headings ${listOf(exercises.map(quoted), "and")}, as lesson.ts numbers and names its exercises`,
        ]),
    ...(minutesIn(text) !== null ? [] : ['must say how many minutes it takes in "Before you begin"']),
    ...(blocks.some((block) => block.lines.some((line) => line === `npm run check ${slug}`))
      ? []
      : [`must show the command "npm run check ${slug}" on a line of its own in a code block`]),
    ...(blocks.some(({ language }) => language === "ts")
      ? []
      : ["must show the API of the exercises in a small running example, in a code block marked ts"]),
    ...(prose.some((line) => /^\|[\s|:-]+\|$/.test(line))
      ? []
      : ["must have a table of the protocol or of the endpoints"]),
    ...(question.includes(oneLine(definition.quiz.question))
      ? []
      : ['must ask the question of lesson.ts in "Question", word for word']),
    ...(choices.every(({ text }) => question.includes(oneLine(text)))
      ? []
      : ['must list the choices of lesson.ts in "Question", word for word']),
    ...(words < WORDS.least || words > WORDS.most
      ? [`has ${words} words outside its code blocks; a lesson has ${WORDS.least} to ${WORDS.most}`]
      : []),
  ];
}

/** What the README in `solutions/<lesson>/` lacks, a phrase each. */
export function solutionReadmeFaults(text: string): string[] {
  return missingSections(
    read(text).prose.filter((line) => line.startsWith("#")),
    SOLUTION_SECTIONS,
  );
}

function missingSections(headings: readonly string[], sections: readonly string[]): string[] {
  const wanted = sections.map((section) => `## ${section}`);
  const found = headings.filter((heading) => wanted.includes(heading));
  if (found.join("\n") === wanted.join("\n")) return [];
  const missing = wanted.filter((heading) => !found.includes(heading));
  return missing.length > 0
    ? missing.map((heading) => `must have the section "${heading}"`)
    : [`must have its sections once each, in the order ${listOf(wanted.map(quoted), "and")}`];
}

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/** The lines outside code blocks, and the blocks. */
function read(text: string): { prose: string[]; blocks: Block[] } {
  const prose: string[] = [];
  const blocks: Block[] = [];
  let open: { language: string; lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (FENCE.test(line)) {
      if (open === undefined) open = { language: line.slice(3).trim(), lines: [] };
      else {
        blocks.push(open);
        open = undefined;
      }
    } else if (open === undefined) prose.push(line.trimEnd());
    else open.lines.push(line.trimEnd());
  }
  return { prose, blocks };
}

function oneLine(text: string): string {
  return text.split(/\s+/).join(" ").trim();
}

function quoted(text: string): string {
  return `"${text}"`;
}
