/** Validation of the three parts of a request: params, query, body. */

import type { ZodType } from "zod/v4";
import { readBody } from "./body.ts";
import type { RawParams } from "./context.ts";
import type { RawQuery } from "./query.ts";

/** The parts of a request a route can have a schema for. */
type Part = "params" | "query" | "body";

/** One thing that is wrong with one part of the request. */
export interface ValidationIssue {
  readonly part: Part;
  /** Where in the part: keys and indexes as strings, empty for the part itself. */
  readonly path: readonly string[];
  /** A sentence for people, from the schema library. */
  readonly message: string;
  /** A word for programs: the schema library's issue code, or `invalid_json`. */
  readonly code?: string | undefined;
}

/** Every part is valid: the values are what the schemas returned, or the raw part where there is no schema. */
export interface InputStateOk<Params = unknown, Query = unknown, Body = unknown> {
  readonly ok: true;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly issues: [];
  readonly failed: [];
}

/** At least one part is not valid: no values, but every issue of every part. */
export interface InputStateFailed {
  readonly ok: false;
  readonly params: undefined;
  readonly query: undefined;
  readonly body: undefined;
  readonly issues: ValidationIssue[];
  /** The parts that have issues, each named once, in the order of `issues`. */
  readonly failed: Part[];
}

/** The outcome of validation, discriminated by `ok`. All six keys always exist. */
export type InputState<Params = unknown, Query = unknown, Body = unknown> =
  | InputStateOk<Params, Query, Body>
  | InputStateFailed;

/** A route's schemas. */
export interface RequestSchemas {
  readonly params?: ZodType | undefined;
  readonly query?: ZodType | undefined;
  readonly body?: ZodType | undefined;
}

/**
 * Validates the parts of a request against the route's schemas.
 *
 * Every part is checked even when an earlier one fails. Issues come in the order params, query, body, except that a
 * body which is not JSON comes first: it is found while reading, before any schema runs. The body is read only when
 * it has a schema.
 *
 * @throws whatever a schema throws, for example for an asynchronous refinement, which `safeParse` refuses.
 */
export async function readInput(
  request: Request,
  schemas: RequestSchemas | undefined,
  raw: { readonly params: RawParams; readonly query: RawQuery },
): Promise<InputState> {
  const issues: ValidationIssue[] = [];
  const body = schemas?.body ? await readBody(request) : undefined;
  if (body?.invalid) issues.push({ part: "body", path: [], message: "Invalid JSON", code: "invalid_json" });

  const values = {
    params: validate("params", schemas?.params, raw.params, issues),
    query: validate("query", schemas?.query, raw.query, issues),
    body: body && !body.invalid ? validate("body", schemas?.body, body.value, issues) : undefined,
  };
  if (issues.length === 0) return { ok: true, ...values, issues: [], failed: [] };

  const failed = [...new Set(issues.map((issue) => issue.part))];
  return { ok: false, params: undefined, query: undefined, body: undefined, issues, failed };
}

/** Returns the schema's output, or the value itself without a schema; adds to `issues` when the value is not valid. */
function validate(part: Part, schema: ZodType | undefined, value: unknown, issues: ValidationIssue[]): unknown {
  if (!schema) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message, code } of result.error.issues) {
    issues.push({ part, path: path.map(String), message, code });
  }
  return undefined;
}
