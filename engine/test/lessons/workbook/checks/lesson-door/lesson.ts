import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["server.ts", "greet.ts", "knock.ts"],
  given: ["house.ts"],
  packages: ["ws"],
  websocketPaths: ["/", "/ws"],
  exercises: [
    { id: 1, title: "Greet a visitor" },
    { id: 2, title: "Answer a knock" },
  ],
  failures,
  quiz: { question: "Who is there?", choices: [] },
} satisfies LessonDefinition;
