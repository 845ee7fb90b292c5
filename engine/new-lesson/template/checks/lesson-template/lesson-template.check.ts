import { check, exercise, expect } from "#kit";

exercise(1, "Greet by name", () => {
  // An id, the behaviour in the present tense, and a hint that asks or points and never shows the solution.
  check(
    "1.1",
    "GET /greetings/:name answers with the name",
    { hint: "Which part of the path does your handler read?" },
    async ({ http, random }) => {
      // Three moves: send, receive, expect. What a learner could write into the code by hand comes from `random`.
      const name = random.word();
      const answer = await http.get(`/greetings/${name}`);
      expect(answer).toHaveStatus(200);
      expect(answer).toContain(name);
    },
  );
});

// TODO(author): at least three stretch probes, `stretch("S1", …)`: good practice that is shown and never graded.
