import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fromBufferPromise } from "yauzl";
import type { NamedResult } from "../../batch/class-list.ts";
import { writeFeedback } from "../../batch/write-feedback.ts";
import { feedbackPath } from "../../report/feedback/feedback-path.ts";
import { policySchema } from "../../policy/policy-schema.ts";
import { allPassed, graderError, hostileClass, twoOfThree } from "../export/corpus.ts";
import { newSeed } from "../../kit/random.ts";
import { withClassFixture } from "./class-fixture.ts";

const seed = newSeed();
const SOLUTION = new Map([["ws-server.ts", "export const solved = '<b>yes</b>';\n"]]);
const NOW = new Date("2026-11-22T12:00:00Z");

/** The names and texts in a zip, read with a library that did not write it. */
async function filesIn(zip: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const file = await fromBufferPromise(zip, { lazyEntries: true });
  for await (const entry of file.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    found[entry.fileName] = Buffer.concat(chunks).toString("utf8");
  }
  return found;
}

async function written(results: readonly NamedResult[], policy?: object) {
  const folder = await mkdtemp(path.join(tmpdir(), "feedback-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const parsed = policy === undefined ? undefined : policySchema.parse({ schema: "workbook.grading/1", ...policy });
  await writeFeedback(results, { folder, solution: SOLUTION, policy: parsed, now: NOW });
  return { folder, zip: await filesIn(await readFile(path.join(folder, "feedback.zip"))) };
}

const result = (name: string, verdict = twoOfThree): NamedResult => ({ name, student: { id: name }, verdict });

test.each([
  ["Ada Müller_12_assignsubmission_file_", "Ada Müller_12_assignsubmission_file_/feedback.html"],
  ["Ada_12_assignsubmission_file", "Ada_12_assignsubmission_file/feedback.html"],
  ["Ada_12_assignsubmission_file_my work", "Ada_12_assignsubmission_file_my work/feedback.html"],
  ["lovelaceada_34_567_ws-server", "lovelaceada_34_567_feedback.html"],
  ["lovelaceada_LATE_34_567_ws-server-1", "lovelaceada_LATE_34_567_feedback.html"],
  ["submission_1234", "submission_1234/feedback.html"],
])("the feedback on %s is %s in the zip", (submission, place) => {
  expect(feedbackPath(submission, "feedback.html")).toBe(place);
});

test("the zip has a page and a text for each student under the name of the download", async () => {
  const { folder, zip } = await written([result("Zoë_1_assignsubmission_file_"), result("ada", allPassed)]);
  expect(Object.keys(zip).toSorted()).toEqual([
    "Zoë_1_assignsubmission_file_/feedback.html",
    "Zoë_1_assignsubmission_file_/feedback.txt",
    "ada/feedback.html",
    "ada/feedback.txt",
  ]);
  const text = zip["Zoë_1_assignsubmission_file_/feedback.txt"];
  expect(await readFile(path.join(folder, "feedback/Zoë_1_assignsubmission_file_/feedback.txt"), "utf8")).toBe(text);
  expect(text).toContain("2 of 3 exercises passed");
  expect(text).toContain("hint      Who is there to catch what JSON.parse throws?");
  expect(text).toContain("On the wire, 2.1 bad text gets an error message:");
  expect(zip["ada/feedback.html"]).not.toContain("ws-server.ts");
});

test.each([
  { policy: undefined, ada: false, bob: false },
  { policy: { solution: "never" }, ada: false, bob: false },
  { policy: { solution: "always" }, ada: true, bob: true },
  { policy: { solution: "passed" }, ada: true, bob: false },
  { policy: { solution: "after-due" }, ada: false, bob: false },
  { policy: { solution: "after-due", due: "2026-11-22T11:00:00Z" }, ada: true, bob: true },
  // Somebody still has time.
  {
    policy: { solution: "after-due", due: "2026-11-22T11:00:00Z", extensions: { eve: "2026-11-23T11:00:00Z" } },
    ada: false,
    bob: false,
  },
])("shows the solution where the policy says so: $policy", async ({ policy, ada, bob }) => {
  const { zip } = await written([result("ada", allPassed), result("bob"), result("eve", graderError)], policy);
  for (const [name, shown] of [["ada", ada] as const, ["bob", bob] as const])
    for (const kind of ["html", "txt"])
      expect(/export const solved/.test(zip[`${name}/feedback.${kind}`] ?? ""), `${name} ${kind}`).toBe(shown);
});

test(`hostile texts do no harm, and the comment of a person keeps its lines (seed ${seed})`, async () => {
  const hostile = hostileClass(seed, "feedback", 20).map((one, index) => ({ ...one, name: `s${index}` }));
  const { zip } = await written(hostile);
  for (const [name, text] of Object.entries(zip)) {
    expect(text).not.toContain("\u001B");
    if (name.endsWith(".html")) expect(text).not.toMatch(/<script|<img src=x/);
  }
});

test("grade writes feedback with the score by the policy, the comment and who said it", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("Ada_1_assignsubmission_file_", "hostile/crashes-on-knock");
    const policy = {
      schema: "workbook.grading/1",
      points: 30,
      solution: "always",
      overrides: { Ada_1_assignsubmission_file_: { comment: "Nearly.\nSee me.", by: "A. Teacher" } },
    };
    await writeFile(path.join(fixture.root, "grading.json"), JSON.stringify(policy));
    const { exitCode, stdout } = await fixture.grade("out", "--reporter", "feedback");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("feedback.zip");
    const folder = path.join(fixture.root, "out", (await fixture.set("out")).name);
    const zip = await filesIn(await readFile(path.join(folder, "feedback.zip")));
    const text = zip["Ada_1_assignsubmission_file_/feedback.txt"] ?? "";
    expect(text).toContain("1 of 2: 15 of 30");
    expect(text).toContain("Comment:\nNearly.\nSee me.\nA. Teacher\n");
    expect(text).toContain("The solution, knock.ts:\n");
    expect(zip["Ada_1_assignsubmission_file_/feedback.html"]).toContain("Nearly.\nSee me.");
  });
});
