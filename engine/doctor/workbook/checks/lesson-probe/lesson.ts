import type { LessonDefinition } from "#kit";

export default {
  entry: "server.ts",
  edits: ["server.ts"],
  given: ["answer-with.ts"],
  exercises: [{ id: 1, title: "Answer" }],
  quiz: { question: "Who is there?", choices: [] },
} satisfies LessonDefinition;
