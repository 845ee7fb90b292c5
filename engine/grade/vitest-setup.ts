/**
 * Lets `npx vitest run` run a check file: boots the submission named by SUBMISSION, else the lesson's solution, and
 * gives the checks its address. The grader's own path is run-checks.ts; both run the same suites.
 */
import path from "node:path";
import { afterAll, expect } from "vitest";
import { newSeed } from "../kit/random.ts";
import { setRun } from "../kit/run.ts";
import { lessonsOf, readCourse, type LessonDefinition } from "../lesson.ts";
import { workbookAt } from "../workbook.ts";
import { compile } from "./compile.ts";
import { processCompiler } from "./compiler.ts";
import { Findings } from "./findings.ts";
import { Fleet } from "./fleet.ts";
import { ProcessPool } from "./process-pool.ts";
import { ProcessRun } from "./process-run.ts";
import { stage } from "./stage.ts";
import { vendorOf } from "./vendor.ts";

const root = path.resolve(import.meta.dirname, "../..");
const workbook = workbookAt(process.env["WORKBOOK_ROOT"] ?? root, root);
const checkFile = expect.getState().testPath;
const lesson = lessonsOf(workbook, await readCourse(workbook)).find((candidate) => candidate.checkFile === checkFile);
if (lesson === undefined) throw new Error(`${checkFile} is not the check file of a lesson`);

const { default: definition } = (await import(lesson.definitionFile)) as { default: LessonDefinition };
const submission = path.resolve(process.env["SUBMISSION"] ?? lesson.solution);
const seed = Number(process.env["SEED"] ?? newSeed());
const findings = new Findings({ lesson, definition, exercises: definition.exercises, display: submission, seed });
const fleet = new Fleet(new ProcessPool(workbook));
const vendor = await vendorOf(workbook, definition.packages ?? []);
for (const { id } of definition.exercises) fleet.add(id, vendor);
afterAll(() => fleet.stop());
const staged = await stage(submission, lesson, definition);
fleet.prepare(staged);
const { edits: lessonFiles } = definition;
const { modules } = workbook;
fleet.start(await compile({ compiler: processCompiler, staged, lessonFiles, vendor, modules }));
setRun(new ProcessRun(fleet, findings));
