/** The stretch probes of a lesson share a server and a limit of three seconds. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { graded, LESSONS, SEED } from "./grading-fixture.ts";

const CHECK_FILE = "checks/lesson-door/lesson-door.check.ts";

/** What becomes of these probes with a server that ends when it is told the name `crash`. */
async function stretchOf(probes: string) {
  const checks = await readFile(path.join(LESSONS, "workbook", CHECK_FILE), "utf8");
  const prepare = async (submission: string) => {
    const file = path.join(submission, "knock.ts");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("visitor.send(", 'if (name === "crash") process.exit(1);\n  visitor.send('));
  };
  const { verdict } = await graded({ workbook: { [CHECK_FILE]: `${checks}\n${probes}` }, prepare }, ...SEED);
  expect(verdict?.passed).toBe(true);
  return new Map(verdict?.stretch.map(({ id, status, why }) => [id, { status, why }]));
}

const CRASHES = `
stretch("S2", "answers every name", { why: "Nobody may end the server." }, async ({ connect }) => {
  const visitor = await connect();
  visitor.send({ type: "knock", name: "crash" });
  await expect(visitor).toReceive(answer);
});
`;

test("a probe that failed stays failed when no time is left to run it again alone", async () => {
  const probes = await stretchOf(`${CRASHES}
stretch("S3", "takes its time", { why: "Some do." }, () => new Promise((resolve) => setTimeout(resolve, 3_500)));
`);
  expect(probes.get("S2")).toMatchObject({
    status: "failed",
    why: expect.stringContaining("your server ended by itself"),
  });
  expect(probes.get("S3")).toEqual({ status: "skipped", why: "left out: the probes took longer than 3 s" });
});
