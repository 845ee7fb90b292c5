/** Silence is proved where a server cannot answer any more, and nowhere else. */
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { workbookWith } from "../capabilities/graded-lesson.ts";
import { write } from "../fixture-workbook.ts";
import { LATE, lateServer } from "./late-servers.ts";

/** Times that each of them has to pass, in one process and on one connection. */
const TIMES = Number(process.env["LATE_TIMES"] ?? 20);

/** Exercises of one grading, each with a server of its own. */
const AT_A_TIME = 6;

/** Grades one server with an exercise for each of these check bodies; what failed each of them, by its title. */
async function failures(server: string, bodies: Readonly<Record<string, string>>) {
  const titles = Object.keys(bodies);
  const exercises = titles.map((title, index) => ({ id: index + 1, title }));
  const { root, run } = await workbookWith({ declares: { exercises }, files: { "server.ts": server }, check: "" });
  await write(root, {
    "checks/lesson-greet/lesson-greet.check.ts": `import { check, exercise, expect, pattern } from "#kit";
const answer = pattern("answer", "an answer", ({ type }) => type === "answer");
${exercises
  .map(
    ({ id, title }) => `exercise(${id}, ${JSON.stringify(title)}, () => {
  check("${id}.1", "it answers", { hint: "Does it?" }, async ({ connect, http }) => {
    ${bodies[title]}
  });
});`,
  )
  .join("\n")}
`,
  });
  const { stdout, stderr } = await run(["check", "lesson-greet", "--json", "--isolation", "process"], {
    env: { TMPDIR: path.join(root, "temporary") },
  });
  if (stdout === "") throw new Error(stderr);
  const verdict = JSON.parse(stdout) as Verdict;
  return Object.fromEntries(verdict.exercises.map(({ title, checks }) => [title, checks[0]?.failure ?? null]));
}

describe("a server that answers late passes every time", () => {
  const ways = Object.keys(LATE);
  const groups = Array.from({ length: Math.ceil(ways.length / AT_A_TIME) }, (_, index) =>
    ways.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME),
  );
  test.each(groups.map((group) => [group.join(", "), group] as const))("%s", async (_, group) => {
    const bodies = Object.fromEntries(
      group.map((way) => [
        way,
        `const client = await connect();
    for (let time = 0; time < ${TIMES}; time++) {
      client.send({ way: ${JSON.stringify(way)} });
      await expect(client).toReceive(answer);
    }`,
      ]),
    );
    expect(await failures(lateServer(group), bodies)).toEqual(Object.fromEntries(group.map((way) => [way, null])));
  });
});

test("a server with nothing left to do is not waited for", async () => {
  const ask = "client.send({ way: '' }); await expect(client).toReceive(answer);";
  const silent = await failures(lateServer([]), {
    "on the first question": `const client = await connect(); ${ask}`,
    "with other clients beside": `const [client] = await Promise.all([connect(), connect(), connect()]); ${ask}`,
    "after a request over HTTP": `await http.get("/"); const client = await connect(); ${ask}`,
  });
  for (const failure of Object.values(silent))
    expect(failure?.received).toBe(
      "nothing, and nothing is pending in your server that could still answer; the connection is open",
    );
});
