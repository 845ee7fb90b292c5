import { group } from "@hectoday/http";
import * as z from "zod";
import { ApiFault } from "../api-fault.ts";
import type { GradedClass } from "../class/open-class.ts";
import { asked, isInstructor, route, type Env } from "../env.ts";

const submission = z.object({ id: z.string() });

/** The grades of a class, for instructors. */
export const classRoutes = group([
  route.get("/api/class", { resolve: async (c) => Response.json(await gradesFor(c).view()) }),
  route.get("/api/class/:id", {
    request: { params: submission },
    resolve: async (c) => Response.json(found(await gradesFor(c).submission(idIn(asked(c).params.id)))),
  }),
  route.get("/api/class/:id/diff", {
    request: { params: submission },
    resolve: async (c) => Response.json(found(await gradesFor(c).diff(idIn(asked(c).params.id)))),
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
