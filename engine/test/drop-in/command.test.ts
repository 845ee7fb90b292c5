/** `npm run drop-in`: what it writes for a lesson, and what it refuses in one sentence. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { fixtureWorkbook, write, type FixtureWorkbook } from "../fixture-workbook.ts";

const SYSTEMS = "The systems are github-classroom, gradescope, prairielearn and docker.";
const USAGE = "npm run drop-in <system> <folder> [-- --lesson LESSON]";

/** Runs the command, with the folder below the fixture's. */
function dropIn({ root, run }: FixtureWorkbook, name: string, ...words: string[]) {
  return run(["drop-in", name, path.join(root, "out"), ...words]).then(({ stdout, ...rest }) => ({
    ...rest,
    stdout: stdout.replaceAll(root, "<root>"),
    stderr: rest.stderr.replaceAll(root, "<root>"),
  }));
}

test("says what was written, what to do next, and where more is written", async () => {
  const fixture = await fixtureWorkbook();
  const made = await dropIn(fixture, "gradescope", "--lesson", "greet");
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  expect(made.stdout).toMatchInlineSnapshot(`
    "wrote <root>/out/setup.sh
    wrote <root>/out/run_autograder
    wrote <root>/out/workbook

    Zip what is in it, not the folder: (cd <root>/out && zip -qr ../autograder.zip .)
    Upload autograder.zip under Configure Autograder, and test it with the lesson's solution.
    More in docs/gradescope.md.
    "
  `);
  expect(await readFile(path.join(fixture.root, "out/run_autograder"), "utf8")).toContain(" check lesson-greet ");
});

test("lists many files alike as their folder, and names the image", async () => {
  const fixture = await fixtureWorkbook();
  const made = await dropIn(fixture, "prairielearn", "--image", "school/grader:2");
  expect(made.stdout.split("\n").filter((line) => line.startsWith("wrote"))).toEqual([
    "wrote <root>/out/image/Dockerfile",
    "wrote <root>/out/image/grade",
    "wrote <root>/out/course/infoCourse.json",
    "wrote <root>/out/course/questions",
    "wrote <root>/out/image/workbook",
  ]);
  const info = await readFile(path.join(fixture.root, "out/course/questions/lesson-greet/info.json"), "utf8");
  expect(JSON.parse(info)).toMatchObject({
    title: "Greeting",
    topic: "Talking",
    externalGradingOptions: { image: "school/grader:2", entrypoint: ["/grader/grade", "lesson-greet"] },
  });
});

test("writes nothing over what is there, and nothing beside it either", async () => {
  const fixture = await fixtureWorkbook();
  await write(fixture.root, { "out/run_autograder": "mine\n", "out/notes.md": "mine\n" });
  expect(await dropIn(fixture, "gradescope", "--lesson", "greet")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "<root>/out/run_autograder already exists; nothing was written. Move it away, or choose another folder.\n",
  });
  expect((await readdir(path.join(fixture.root, "out"))).toSorted()).toEqual(["notes.md", "run_autograder"]);
  expect(await readFile(path.join(fixture.root, "out/run_autograder"), "utf8")).toBe("mine\n");
  // What is not in the way stays.
  expect(await dropIn(fixture, "github-classroom", "--lesson", "greet")).toMatchObject({ exitCode: 0 });
  expect(await readFile(path.join(fixture.root, "out/notes.md"), "utf8")).toBe("mine\n");
});

test("what cannot be written leaves nothing behind", async () => {
  const fixture = await fixtureWorkbook();
  await write(fixture.root, { "out/course": "a file in the place of a folder\n" });
  const made = await dropIn(fixture, "prairielearn");
  expect(made.exitCode).toBe(2);
  expect(made.stderr).toMatch(/^<root>\/out cannot be written \([^)]+\); nothing was changed\.\n$/);
  expect(await readdir(path.join(fixture.root, "out"))).toEqual(["course"]);
});

test.each([
  { words: [], says: `Which system should grade? ${SYSTEMS} Type ${USAGE}.` },
  { words: ["moodle", "out"], says: `There is no drop-in for "moodle". ${SYSTEMS}` },
  { words: ["gradescop", "out"], says: `There is no drop-in for "gradescop". Did you mean gradescope? ${SYSTEMS}` },
  { words: ["__proto__", "out"], says: `There is no drop-in for "__proto__". ${SYSTEMS}` },
  { words: ["docker"], says: "Where should it be written? Type npm run drop-in docker <folder>." },
  {
    words: ["gradescope", "out"],
    says: "Which lesson is it for? Name it: npm run drop-in gradescope <folder> -- --lesson lesson-ws.",
  },
  { words: ["gradescope", "out", "--lesson", "gret"], says: 'There is no lesson "gret". Did you mean lesson-greet?' },
  {
    words: ["docker", "out", "--lesson", "greet"],
    says: "docker grades every lesson. Leave out --lesson, and name the lesson when you grade.",
  },
  { words: ["docker", "out", "--image", "mine"], says: "--image is not for docker. Leave it out." },
  {
    words: ["github-classroom", "out", "--lesson", "greet", "--workbook", "https://example.org/x"],
    says: '"https://example.org/x" is not a repository. Write it as OWNER/NAME.',
  },
  {
    words: ["prairielearn", "out", "--image", "my image"],
    says: '"my image" is not the name of an image. Write it as docker push takes it.',
  },
  { words: ["docker", "out", "more"], says: `"more" is one word too many. Type ${USAGE}.` },
])("drop-in $words is refused in one sentence, and nothing is written", async ({ words, says }) => {
  const fixture = await fixtureWorkbook();
  const before = await readdir(fixture.root);
  expect(await fixture.run(["drop-in", ...words])).toEqual({ exitCode: 2, stdout: "", stderr: `${says}\n` });
  expect(await readdir(fixture.root)).toEqual(before);
});
