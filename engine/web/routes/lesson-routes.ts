import { group } from "@hectoday/http";
import * as z from "zod";
import { readRun, recentRuns } from "../../state/runs.ts";
import { revealNextHint, failingExercise } from "../../state/next-hint.ts";
import { recordAnswer } from "../../state/progress.ts";
import { displayPath } from "../../state/display-path.ts";
import { jsonReport } from "../../report/json.ts";
import { ApiFault } from "../api-fault.ts";
import type { RunSummary } from "../api.ts";
import { asked, isInstructor, route } from "../env.ts";
import { courseView } from "../views/course-view.ts";
import { hintView } from "../views/hint-view.ts";
import { lessonView } from "../views/lesson-view.ts";
import { answerPrediction, predictionsView } from "../views/predictions-view.ts";

/** The range of `--seed`. */
const seed = z.number().int().min(0).max(999_999_999);
const lesson = z.object({ slug: z.string() });

/** The course and its lessons: text, runs, hints, quiz and solution. */
export const lessonRoutes = group([
  route.get("/api/course", { resolve: async (c) => Response.json(await courseView(c.env.workbook)) }),
  route.get("/api/lessons/:slug", {
    request: { params: lesson },
    resolve: async (c) => {
      const { lessons, workbook, editor } = c.env;
      const known = await lessons.find(asked(c).params.slug);
      const progress = await lessons.progress(known);
      return Response.json(await lessonView({ workbook, ...known, progress, editor: editor.name }));
    },
  }),
  route.post("/api/lessons/:slug/run", {
    request: { params: lesson, body: z.object({ seed: seed.optional(), exercise: z.number().int().optional() }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { live, definition } = await c.env.lessons.open(params.slug);
      if (body.exercise !== undefined && !definition.exercises.some(({ id }) => id === body.exercise))
        throw new ApiFault("invalid-input", `There is no exercise ${body.exercise}.`);
      live.request({
        ...(body.seed === undefined ? {} : { seed: body.seed }),
        ...(body.exercise === undefined ? {} : { exercise: body.exercise }),
      });
      return Response.json({ accepted: true }, { status: 202 });
    },
  }),
  route.post("/api/lessons/:slug/seed", {
    request: { params: lesson, body: z.object({ seed: seed.nullable() }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { live } = await c.env.lessons.open(params.slug);
      await live.pin(body.seed);
      return Response.json({ seed: body.seed });
    },
  }),
  route.get("/api/lessons/:slug/runs", {
    request: { params: lesson },
    resolve: async (c) => {
      const { workbook, lessons } = c.env;
      const known = await lessons.find(asked(c).params.slug);
      const runs = await recentRuns(workbook, known.lesson.slug);
      return Response.json({
        runs: runs.map(({ id, verdict }): RunSummary => ({
          id,
          passed: verdict.passed,
          ...verdict.score,
          seed: verdict.seed,
        })),
      });
    },
  }),
  route.get("/api/lessons/:slug/runs/:run", {
    request: { params: lesson.extend({ run: z.string() }) },
    resolve: async (c) => {
      const { params } = asked(c);
      const known = await c.env.lessons.find(params.slug);
      const run = await readRun(c.env.workbook, known.lesson.slug, params.run);
      if (run === undefined) throw new ApiFault("not-found", "That run has been deleted.");
      return new Response(jsonReport(run), { headers: { "content-type": "application/json" } });
    },
  }),
  route.post("/api/lessons/:slug/hint", {
    request: { params: lesson, body: z.object({ exercise: z.number().int() }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { workbook } = c.env;
      const open = await c.env.lessons.open(params.slug);
      const { verdict } = open.live;
      const failing = verdict === undefined ? undefined : failingExercise(verdict, body.exercise);
      if (verdict === undefined || failing === undefined || verdict.outcome === "grader-error")
        throw new ApiFault("nothing-failed", "Nothing failed in that exercise, so there is nothing to hint at.");
      const { level, repeated, sources } = await revealNextHint(
        workbook,
        open.lesson,
        open.definition,
        verdict,
        failing,
      );
      const lessonFolder = displayPath(workbook.root, open.lesson.folder);
      const hint = hintView(
        { verdict, exercise: failing.id, sources, lessonFolder, failures: open.definition.failures },
        level,
        repeated,
      );
      if (hint === undefined) throw new ApiFault("nothing-failed", "There is nothing to hint at.");
      await open.live.tellProgress();
      return Response.json(hint);
    },
  }),
  route.post("/api/lessons/:slug/quiz", {
    request: { params: lesson, body: z.object({ answer: z.string() }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { live, definition } = await c.env.lessons.open(params.slug);
      const choice = definition.quiz.choices.find(({ id }) => id === body.answer);
      if (choice === undefined) throw new ApiFault("invalid-input", "There is no such choice.");
      await recordAnswer(c.env.workbook, params.slug, choice.id, choice.correct);
      const { quiz } = await live.tellProgress();
      return Response.json(quiz);
    },
  }),
  route.get("/api/lessons/:slug/predictions", {
    request: { params: lesson },
    resolve: async (c) => {
      const known = await c.env.lessons.find(asked(c).params.slug);
      return Response.json(await predictionsView(c.env.workbook, known));
    },
  }),
  route.post("/api/lessons/:slug/predictions", {
    request: { params: lesson, body: z.object({ check: z.string(), answer: z.string() }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const known = await c.env.lessons.find(params.slug);
      await answerPrediction(c.env.workbook, known, body);
      return Response.json(await predictionsView(c.env.workbook, known));
    },
  }),
  route.get("/api/lessons/:slug/diff", {
    request: { params: lesson },
    resolve: async (c) => {
      const { workbook, lessons } = c.env;
      const known = await lessons.find(asked(c).params.slug);
      if (!isInstructor(c) && !(await lessons.progress(known)).unlocked)
        throw new ApiFault("locked", "The solution opens when every exercise has passed.");
      // Loaded on demand, so that the page starts sooner.
      const { diffView } = await import("../views/diff-view.ts");
      const { folder } = known.lesson;
      return Response.json(await diffView({ workbook, ...known, folder, display: displayPath(workbook.root, folder) }));
    },
  }),
]);
