import type { LessonDefinition } from "#kit";

// What runs, what the learner writes, and the question at the end. A README repeats titles and question word for word.
export default {
  entry: "server.ts",
  edits: ["app.ts"],
  given: ["server.ts"],
  packages: ["@hectoday/http", "srvx/node", "zod"],
  exercises: [{ id: 1, title: "Greet by name" }],
  quiz: {
    // TODO(author): the lesson's question, with four choices.
    question: "Why does the greeting contain the name?",
    choices: [
      {
        id: "a",
        text: "Without it, every client would get the same response.",
        correct: true,
        explanation: "Right: a client learns from it that the server has read its request.",
      },
      { id: "b", text: "HTTP demands it.", correct: false, explanation: "HTTP says nothing about greetings." },
      { id: "c", text: "JSON has no shorter text.", correct: false, explanation: 'JSON can be as short as "0".' },
      {
        id: "d",
        text: "The name makes the response faster.",
        correct: false,
        explanation: "A longer response takes no less time.",
      },
    ],
  },
} satisfies LessonDefinition;
