import { expect, test } from "vitest";
import type { LessonDefinition } from "../../lesson.ts";
import { readmeFaults, solutionReadmeFaults } from "../../prove/readme-faults.ts";

const definition: LessonDefinition = {
  entry: "server.ts",
  edits: ["server.ts"],
  given: [],
  exercises: [
    { id: 1, title: "Open" },
    { id: 2, title: "Close" },
  ],
  quiz: { question: "Why close?", choices: [{ id: "a", text: "To free it.", correct: true, explanation: "Yes." }] },
};
const LESSON = { slug: "lesson-x", title: "Opening", definition };

const README = [
  "# Opening",
  "```sh\nnpm run check lesson-x\n```",
  "## Before you begin\n\nAbout 30 minutes.",
  `## The idea\n\n${"word ".repeat(950)}`,
  "```ts\nopen();\n```",
  "| a | b |\n| - | - |\n| 1 | 2 |",
  "## Try it",
  "## Exercises\n\n### Exercise 1: Open\n\n### Exercise 2: Close",
  "## Question\n\nWhy\nclose?\n\n- **a)** To free it.",
].join("\n\n");

test("a README that has everything lacks nothing", () => {
  expect(readmeFaults(README, LESSON)).toEqual([]);
  expect(readmeFaults(README.replaceAll("\n", "\r\n"), LESSON)).toEqual([]);
});

test.each([
  ["# Opening", "# Opened", 'must begin with the heading "# Opening", the title in course.json'],
  ["## Try it", "## Trying", 'must have the section "## Try it"'],
  [
    "Exercise 2: Close",
    "Exercise 2: Shut",
    'must have the headings "### Exercise 1: Open" and "### Exercise 2: Close", as lesson.ts numbers and names its exercises',
  ],
  ["30 minutes", "half an hour", 'must say how many minutes it takes in "Before you begin"'],
  [
    "npm run check",
    "npm run watch",
    'must show the command "npm run check lesson-x" on a line of its own in a code block',
  ],
  ["```ts", "```text", "must show the API of the exercises in a small running example, in a code block marked ts"],
  ["| - | - |", "", "must have a table of the protocol or of the endpoints"],
  ["Why\nclose?", "Why?", 'must ask the question of lesson.ts in "Question", word for word'],
  ["To free it.", "Free it.", 'must list the choices of lesson.ts in "Question", word for word'],
])("with %j written as %j, the README is refused for that alone", (text, replacement, fault) => {
  expect(readmeFaults(README.replace(text, replacement), LESSON)).toEqual([fault]);
});

test("words are counted outside code blocks, and there are neither too few nor too many", () => {
  expect(readmeFaults(README.replace("word ".repeat(950), "word"), LESSON)).toEqual([
    "has 30 words outside its code blocks; a lesson has 900 to 1400",
  ]);
  expect(readmeFaults(README.replace("open();", "open(); ".repeat(2000)), LESSON)).toEqual([]);
  expect(readmeFaults(README.replace("word", "word ".repeat(500)), LESSON)).toHaveLength(1);
});

test("sections in another order are refused", () => {
  const [first, ...rest] = ["## Why it works", "## What you now know", "## What the obvious version gets wrong"];
  expect(solutionReadmeFaults([first, ...rest].join("\n"))).toEqual([]);
  expect(solutionReadmeFaults([...rest, first].join("\n"))).toEqual([
    'must have its sections once each, in the order "## Why it works", "## What you now know" and "## What the obvious version gets wrong"',
  ]);
});
