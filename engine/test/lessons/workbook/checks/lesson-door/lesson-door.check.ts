import { check, exercise, expect, pattern, stretch } from "#kit";
import { failures } from "./failures.ts";

const greeting = pattern("greeting", 'a JSON object with "type":"greeting"', ({ type }) => type === "greeting", {
  missing: failures["no-greeting"],
});
const answer = pattern("answer", 'a JSON object with "type":"answer"', ({ type }) => type === "answer", {
  missing: failures["no-answer"],
});

exercise(1, "Greet a visitor", () => {
  check(
    "1.1",
    "the house stands: /health answers 200",
    { hint: "Is house() the server that listens?" },
    async ({ http }) => {
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );

  check("1.2", "a visitor is greeted", { hint: "Who hears that the door opens?" }, async ({ connect }) => {
    const visitor = await connect();
    await expect(visitor).toReceive(greeting);
  });
});

exercise(2, "Answer a knock", () => {
  check("2.1", "a knock is answered", { hint: "Who hears a knock?" }, async ({ connect, random }) => {
    const visitor = await connect();
    visitor.send({ type: "knock", name: random.word() });
    await expect(visitor).toReceive(answer);
  });

  check("2.2", "the door stays open", { needs: "2.1", hint: "What happens after the answer?" }, async ({ connect }) => {
    const visitor = await connect();
    visitor.send({ type: "knock", name: "again" });
    await expect(visitor).toReceive(answer);
    await expect(visitor).toStayOpen();
  });
});

stretch("S1", "two knocks get two answers", { why: "A handler may have been taken off." }, async ({ connect }) => {
  const visitor = await connect();
  visitor.send({ type: "knock", name: "one" });
  visitor.send({ type: "knock", name: "two" });
  await expect(visitor).toReceive(answer, { times: 2 });
});
