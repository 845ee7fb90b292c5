import { expect, test } from "vitest";
import { quizView } from "../../web/views/quiz-view.ts";

const QUIZ = {
  question: "Why?",
  choices: [
    { id: "a", text: "Because", correct: false, explanation: "That is no reason." },
    { id: "b", text: "It is so", correct: true, explanation: "It is." },
    { id: "c", text: "No idea", correct: false, explanation: "Then read." },
  ],
};
const at = "2026-01-01T00:00:00.000Z";
const started = { exercises: {}, hints: {} };

test("reveals whether the given answer is correct, and all choices only after the correct one", () => {
  expect(quizView(QUIZ, started)?.choices.map(({ feedback }) => feedback)).toEqual([null, null, null]);
  expect(JSON.stringify(quizView(QUIZ, started))).not.toMatch(/correct|reason|Then read/);
  const wrong = quizView(QUIZ, { ...started, quiz: { answer: "a", at } });
  expect(wrong).toMatchObject({ answer: "a", right: false });
  expect(wrong?.choices.map(({ feedback }) => feedback?.correct)).toEqual([false, undefined, undefined]);
  const right = quizView(QUIZ, { ...started, quiz: { answer: "c", at, rightAt: at } });
  expect(right?.right).toBe(true);
  expect(right?.choices.map(({ feedback }) => feedback?.correct)).toEqual([false, true, false]);
});

test("a lesson without choices has no question", () => {
  expect(quizView({ question: "", choices: [] }, started)).toBeNull();
});
