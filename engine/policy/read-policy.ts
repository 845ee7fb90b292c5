/** Reads and checks a `grading.json`. */
import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { suggestNames } from "../text/suggest.ts";
import { policySchema, type LessonPolicy, type Policy } from "./policy-schema.ts";

/** The file cannot be used. The message is one sentence that names the file and the place in it. */
export class PolicyError extends Error {
  override name = "PolicyError";
}

/**
 * Reads a policy; undefined when the file does not exist.
 * @param file absolute path
 * @throws PolicyError
 */
export async function readPolicy(file: string, shown: string): Promise<Policy | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new PolicyError(`${shown} cannot be read (${error.code}).`);
  });
  return text === undefined ? undefined : parsePolicy(text, shown);
}

/** @param text of the file @throws PolicyError */
export function parsePolicy(text: string, shown: string): Policy {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new PolicyError(`${shown} is not JSON: ${(error as Error).message.split("\n", 1)[0]}.`);
  }
  const found = policySchema.safeParse(value);
  if (!found.success) throw new PolicyError(`${shown}, ${issueText(found.error)}.`);
  return found.data;
}

/**
 * Refuses points for exercises that the lesson does not have, and for an exercise both as a whole and by its checks.
 * @throws PolicyError
 */
export function checkPoints(
  { points }: LessonPolicy,
  lesson: { readonly slug: string; readonly exercises: readonly number[] },
  shown: string,
): void {
  if (points === undefined || typeof points === "number") return;
  for (const id of Object.keys(points)) {
    const [exercise = ""] = id.split(".", 1);
    if (!lesson.exercises.includes(Number(exercise)))
      throw new PolicyError(`${shown}, points: ${lesson.slug} has no exercise ${exercise}.`);
    if (id !== exercise && Object.hasOwn(points, exercise))
      throw new PolicyError(
        `${shown}, points: exercise ${exercise} has points both as a whole and by its check ${id}.`,
      );
  }
}

/** The first issue, with its place in the file. */
function issueText(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "it does not have the expected form";
  const place = issue.path.map(String).join(" > ") || "the whole file";
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const near = suggestNames(key, Object.keys(policySchema.shape));
    return `${place}: ${JSON.stringify(key)} is unknown${near.length === 1 ? `; did you mean ${near[0]}?` : ""}`.replace(
      /\?$/,
      "",
    );
  }
  return `${place}: ${issue.message.replace(/\.$/, "")}`;
}
