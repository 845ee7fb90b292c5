/** Changes what a policy file says of one student, and nothing else. Pure; who calls writes the file. */
import { keyFor } from "./apply-policy.ts";
import { policyFor, POLICY_SCHEMA, type Override, type Policy } from "./policy-schema.ts";
import { parsePolicy, PolicyError } from "./read-policy.ts";

export interface StudentMeant {
  /** The lesson's name. */
  readonly slug: string;
  /** The names by which the policy may mean the student, as in `Gradable`. */
  readonly names: readonly (string | undefined)[];
  /** The name for a new entry. */
  readonly key: string;
  /** Whether the file is that of several lessons: then the entry is written for this lesson alone. */
  readonly shared: boolean;
}

type Written = Record<string, unknown>;

/** What the policy says of the student now; undefined when it says nothing. */
export function overrideOf(policy: Policy | undefined, { slug, names }: Pick<StudentMeant, "slug" | "names">) {
  const overrides = policy === undefined ? undefined : policyFor(policy, slug).overrides;
  const key = keyFor(overrides, names);
  return key === undefined ? undefined : overrides?.[key];
}

/**
 * The text of a policy file with another override for the student, or without one.
 * @param text of the file; undefined when there is none yet
 * @throws PolicyError when the file cannot be used, or the override to take back holds for all lessons
 */
export function withOverride(
  text: string | undefined,
  { slug, names, key, shared }: StudentMeant,
  override: Override | undefined,
  shown: string,
): string {
  const policy = text === undefined ? undefined : parsePolicy(text, shown);
  const file = text === undefined ? { schema: POLICY_SCHEMA } : (JSON.parse(text.replace(/^\uFEFF/, "")) as Written);
  const isLessons = shared || policy?.lessons !== undefined;
  const lessons = recordIn(file, "lessons");
  const part = isLessons ? recordIn(lessons, slug) : file;
  const known = policy === undefined ? undefined : keyFor(policyFor(policy, slug).overrides, names);
  const overrides = changed(recordIn(part, "overrides"), known ?? key, override);
  const changedPart = changed(part, "overrides", Object.keys(overrides).length === 0 ? undefined : overrides);
  const next = isLessons ? changed(file, "lessons", changed(lessons, slug, changedPart)) : changedPart;
  const written = `${JSON.stringify(next, undefined, indentIn(text))}\n`;
  if (override === undefined && overrideOf(parsePolicy(written, shown), { slug, names }) !== undefined)
    throw new PolicyError(`${shown} says this for all lessons, so it can only be taken back in the file itself.`);
  return written;
}

/** A copy with another value, or without the key. Keys such as `__proto__` are keys like any other. */
function changed(record: Written, key: string, value: unknown): Written {
  if (value !== undefined) return { ...record, [key]: value };
  const { [key]: _, ...rest } = record;
  return rest;
}

function recordIn(record: Written, key: string): Written {
  return Object.hasOwn(record, key) ? (record[key] as Written) : {};
}

/** The indentation of the file, so that a person finds it as they wrote it. */
function indentIn(text: string | undefined): string {
  return /^\s*\{\r?\n([ \t]+)/.exec(text ?? "")?.[1] ?? "  ";
}
