/**
 * Validates the author's files: `lessons/course.json` and the export of `lesson.ts`. Loaded only for content that has not
 * been checked before (see author-fault.ts), because zod takes longer to load than the rest of the engine.
 */
import * as z from "zod";
import { HEADER_NAME, HEADER_VALUE, HTTP_METHODS, REQUEST_TARGET } from "./text/http-syntax.ts";
import type { Course, LessonDefinition } from "./lesson-definition.ts";
import { isOfPackage } from "./text/package-name.ts";

const text = z.string({ error: "must be a string" });
const filled = text.min(1, { error: "must not be empty" });
const list = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "must be a list" });
const someOf = <Item extends z.ZodType>(item: Item) => list(item).min(1, { error: "must not be empty" });
const yesOrNo = z.boolean({ error: "must be true or false" });
const record = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, { error: "must be an object" });

/** Values of one kind, by name. */
const named = <Item extends z.ZodType>(item: Item) => z.record(z.string(), item, { error: "must be an object" });

/** Variables that the grader or the machine sets in the server's environment. */
const RESERVED = new Set([
  "PORT",
  "HOST",
  "PATH",
  "TMPDIR",
  "TEMP",
  "TMP",
  "DB_PATH",
  "SEED_FILE",
  "REDIS_URL",
  "CLOCK_STEP_MS",
]);

/** Below the lesson's folder, with forward slashes. */
const file = filled.refine((name) => !name.startsWith("/") && !name.includes("\\") && !name.split("/").includes(".."), {
  error: "must be a file below the lesson's folder, written with forward slashes",
});

const course = record({
  title: filled,
  parts: list(
    record({
      title: filled,
      lessons: list(
        record({
          slug: text.regex(/^[a-z0-9][a-z0-9-]*$/, { error: "must be lower-case letters, digits and dashes" }),
          title: filled,
          built: yesOrNo,
        }),
      ),
    }),
  ),
}).superRefine(({ parts }, context) => {
  const known = new Set<string>();
  for (const [partIndex, part] of parts.entries())
    for (const [index, { slug }] of part.lessons.entries()) {
      if (known.has(slug))
        context.addIssue({
          code: "custom",
          path: ["parts", partIndex, "lessons", index, "slug"],
          message: `is "${slug}", which is also another lesson's`,
        });
      known.add(slug);
    }
});

const choice = record({
  id: text.regex(/^[a-z]$/, { error: "must be one lower-case letter" }),
  text: filled,
  correct: yesOrNo,
  explanation: filled,
});

const quiz = record({ question: text, choices: list(choice) }).superRefine(({ choices }, context) => {
  const ids = choices.map(({ id }) => id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice !== -1)
    context.addIssue({
      code: "custom",
      path: ["choices", twice, "id"],
      message: `is "${ids[twice]}", which is also another choice's`,
    });
  // A lesson without a question has no choices.
  if (choices.length > 0 && choices.filter(({ correct }) => correct).length !== 1)
    context.addIssue({ code: "custom", path: ["choices"], message: "must have exactly one that is correct" });
});

const markRule = record({
  offending: z
    .enum(["message", "message elsewhere", "response", "close", "error", "end of the server"])
    .exactOptional(),
  missing: z.enum(["always", "unanswered", "alone"]).exactOptional(),
  asked: z.enum(["ping", "signal"]).exactOptional(),
});

const failure = record({
  code: filled,
  cause: filled,
  question: filled.regex(/\?/, { error: "must ask something" }),
  pointer: filled,
  anchors: list(z.instanceof(RegExp, { error: "must be a regular expression" })),
  start: z.enum(["todo", "code"], { error: 'must be "todo" or "code"' }),
  marks: markRule,
  hint: filled.exactOptional(),
  timingDependent: yesOrNo.exactOptional(),
  decidedElsewhere: yesOrNo.exactOptional(),
});

const exercises = someOf(
  record({
    id: z.int({ error: "must be a whole number" }),
    title: filled,
    environment: named(text).exactOptional(),
    clockStepMs: z.int({ error: "must be a whole number" }).min(10, { error: "must be 10 at least" }).exactOptional(),
  }),
).superRefine((all, context) => {
  for (const [index, { id }] of all.entries())
    if (id !== index + 1)
      context.addIssue({
        code: "custom",
        path: [index, "id"],
        message: `must be ${index + 1}: exercises are numbered in order`,
      });
});

const environment = named(record({ learners: text, checks: text, about: filled })).superRefine((variables, context) => {
  for (const name of Object.keys(variables)) {
    const message = RESERVED.has(name)
      ? "is a name that the workbook itself sets or keeps from the server"
      : /^[A-Z][A-Z0-9_]*$/.test(name) && !/^(?:NODE|LD|WORKBOOK)_/.test(name)
        ? undefined
        : "must be upper-case letters, digits and underscores, and not begin with NODE_, LD_ or WORKBOOK_";
    if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
  }
});

const programs = named(file).superRefine((files, context) => {
  for (const name of Object.keys(files))
    if (!/^[a-z][a-z0-9-]*$/.test(name))
      context.addIssue({
        code: "custom",
        path: [name],
        message: "must have a name of lower-case letters, digits and dashes",
      });
});

const target = text.regex(REQUEST_TARGET, {
  error: "must begin with a slash and contain only characters that are valid in a URL",
});

const headers = named(
  text.regex(HEADER_VALUE, { error: "must be one line of at most 2000 ASCII characters" }),
).superRefine((values, context) => {
  for (const name of Object.keys(values))
    if (!HEADER_NAME.test(name))
      context.addIssue({ code: "custom", path: [name], message: "is not a valid header name" });
});

const request = record({
  label: filled,
  method: z.enum(HTTP_METHODS, {
    error: "must be GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS",
  }),
  path: target,
  json: z.unknown().optional(),
  headers: headers.exactOptional(),
  hold: yesOrNo.exactOptional(),
});

const lesson = record({
  entry: file,
  edits: someOf(file),
  given: list(file),
  packages: list(filled).exactOptional(),
  forbids: list(
    filled.regex(/^(?:@[^/]+\/)?[^/]+$/, { error: "must be the name of a package, without a path in it" }),
  ).exactOptional(),
  websocketPaths: someOf(text.regex(/^\//, { error: "must begin with a slash" })).exactOptional(),
  environment: environment.exactOptional(),
  board: yesOrNo.exactOptional(),
  services: list(z.literal("redis", { error: 'must be "redis"' })).exactOptional(),
  programs: programs.exactOptional(),
  exercises,
  quiz,
  failures: z.record(z.string(), failure, { error: "must be the result of defineFailures" }).exactOptional(),
  requests: list(request).exactOptional(),
  streams: list(record({ label: filled, path: target })).exactOptional(),
  messages: list(record({ label: filled, text })).exactOptional(),
  costs: record({
    updates: target,
    poll: target,
    events: target,
    websocket: target,
    create: record({ path: target, json: z.unknown() }),
  }).exactOptional(),
}).superRefine((definition, context) => {
  const files = [...definition.edits, ...definition.given];
  const starts = { entry: definition.entry, ...prefixed("programs", definition.programs) };
  for (const [field, name] of Object.entries(starts))
    if (!files.includes(name))
      context.addIssue({
        code: "custom",
        path: field.split("."),
        message: `is "${name}", which is neither in edits nor in given`,
      });
  for (const [index, name] of (definition.forbids ?? []).entries())
    if (definition.packages?.some((used) => isOfPackage(used, name)) === true)
      context.addIssue({ code: "custom", path: ["forbids", index], message: `is "${name}", which packages lists too` });
  for (const [index, { environment: own = {} }] of definition.exercises.entries())
    for (const name of Object.keys(own))
      if (definition.environment?.[name] === undefined)
        context.addIssue({
          code: "custom",
          path: ["exercises", index, "environment", name],
          message: "is not declared in the lesson's environment",
        });
});

function prefixed(field: string, values: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${field}.${name}`, value]));
}

const SCHEMAS = { course, lesson } as const;

// The types in lesson-definition.ts are the contract: a change here needs one there.
const contract: { readonly course: z.ZodType<Course>; readonly lesson: z.ZodType<LessonDefinition> } = SCHEMAS;

/** What is wrong with a value, for example `quiz.choices[1].text must not be empty`; undefined when it is valid. */
export function faultIn(kind: keyof typeof SCHEMAS, value: unknown): string | undefined {
  const issues = contract[kind].safeParse(value).error?.issues ?? [];
  // A misspelt field is also a missing one, and its name says more.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) return undefined;
  const field = fieldOf(issue.path);
  if (issue.code === "unrecognized_keys")
    return `${field === "" ? "it" : field} has a field "${issue.keys[0]}", which the workbook does not know`;
  return `${field === "" ? "it" : field} ${issue.message}`;
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (field, key) => (typeof key === "number" ? `${field}[${key}]` : `${field}${field === "" ? "" : "."}${String(key)}`),
    "",
  );
}
