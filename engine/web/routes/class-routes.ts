import { group } from "@hectoday/http";
import * as z from "zod";
import { overrideSchema } from "../../policy/policy-schema.ts";
import { ApiFault } from "../api-fault.ts";
import type { GradedClass } from "../class/open-class.ts";
import { asked, isInstructor, route, type Env } from "../env.ts";

const submission = z.object({ id: z.string() });
const names = z.object({ names: z.literal("hidden").optional() });
/** Longer than a path in a hand-in. */
const PLACE_CHARACTERS = 2_000;

const decision = z.union([
  z.object({ choice: z.enum(["zero", "excused", "undo"]) }),
  z.object({ choice: z.literal("place"), place: z.string().max(PLACE_CHARACTERS) }),
]);

/** The grades of a class, for instructors. */
export const classRoutes = group([
  route.get("/api/class", {
    request: { query: names },
    resolve: async (c) => Response.json(await gradesFor(c).view(asked(c).query.names === "hidden")),
  }),
  route.get("/api/class-state", { resolve: async (c) => Response.json(await gradesFor(c).state()) }),
  route.get("/api/class/:id", {
    request: { params: submission, query: names },
    resolve: async (c) => {
      const { params, query } = asked(c);
      return Response.json(found(await gradesFor(c).submission(idIn(params.id), query.names === "hidden")));
    },
  }),
  route.get("/api/class/:id/diff", {
    request: { params: submission, query: names },
    resolve: async (c) => {
      const { params, query } = asked(c);
      return Response.json(found(await gradesFor(c).diff(idIn(params.id), query.names === "hidden")));
    },
  }),
  route.post("/api/class/:id/override", {
    request: {
      params: submission,
      query: names,
      body: z.object({ before: overrideSchema.nullable(), after: overrideSchema.nullable() }),
    },
    resolve: async (c) => {
      const { params, query, body } = asked(c);
      const id = idIn(params.id);
      found((await gradesFor(c).override(id, body)) || undefined);
      return Response.json(found(await gradesFor(c).submission(id, query.names === "hidden")));
    },
  }),
  route.post("/api/class/:id/decide", {
    request: { params: submission, body: decision },
    resolve: async (c) => {
      const { params, body } = asked(c);
      found((await gradesFor(c).decide(idIn(params.id), body)) || undefined);
      return Response.json({ accepted: true });
    },
  }),
  route.post("/api/class-grade", {
    request: { body: z.object({ submission: z.string().nullable() }) },
    resolve: async (c) => {
      found((await gradesFor(c).gradeAgain(asked(c).body.submission)) || undefined);
      return Response.json({ accepted: true });
    },
  }),
]);

function gradesFor(context: { readonly locals: Record<string, unknown>; readonly env: Env }): GradedClass {
  if (!isInstructor(context)) throw new ApiFault("instructors-only", "This is for instructors; enter their code.");
  const { grades } = context.env;
  if (grades === undefined)
    throw new ApiFault("no-class", "No grades are shown; start the page with npm start -- --grades FOLDER.");
  return grades;
}

/** The framework does not decode path parameters. */
function idIn(param: string): string {
  try {
    return decodeURIComponent(param);
  } catch {
    throw new ApiFault("not-found", "There is no submission with that name.");
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ApiFault("not-found", "There is no such submission, or its files are gone.");
  return value;
}
