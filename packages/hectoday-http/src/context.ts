/** The argument of a handler: the request and what the framework already knows about it. */

import type { InputState } from "./input.ts";
import type { RawQuery } from "./query.ts";

/** Path parameters as the router found them: a flat map of strings that are not percent-decoded. */
export type RawParams = Record<string, string>;

/**
 * The context of a route without schemas. The type has no `input`, because nothing was validated; at run time `input`
 * still exists and holds the raw parts.
 */
export interface ContextWithoutInput<Locals = Record<string, unknown>, Env = unknown> {
  /** The request as it arrived. Its body is still unread, unless the route has a body schema. */
  readonly request: Request;
  /** What `onRequest` returned, the same object; `{}` when it returned nothing. */
  readonly locals: Locals;
  /** The second argument of `app.fetch`; `undefined` when there was none. */
  readonly env: Env;
  /**
   * The path parameters, never validated. Not part of the documented API: older course text reads `c.params`. Prefer
   * `c.input.params`.
   */
  readonly params: RawParams;
  /** Path parameters and query, never validated. Not part of the documented API: older course text reads `c.raw`. */
  readonly raw: { readonly params: RawParams; readonly query: RawQuery };
}

/**
 * The context of a route with at least one schema. The object is frozen; `input` and `locals` themselves are not.
 *
 * `Params`, `Query` and `Body` are the types of the three parts after validation.
 */
export interface Context<
  Params = unknown,
  Query = unknown,
  Body = unknown,
  Locals = Record<string, unknown>,
  Env = unknown,
> extends ContextWithoutInput<Locals, Env> {
  /** The outcome of validation. Look at `ok` first: the framework never answers a failed validation by itself. */
  readonly input: InputState<Params, Query, Body>;
}

/**
 * Builds the frozen context of one request.
 *
 * The documented keys are ordinary ones. `params` and `raw` are readable but not enumerable, so that the keys of a context
 * are exactly the documented ones.
 */
export function createContext<Env>(
  documented: Pick<
    Context<unknown, unknown, unknown, Record<string, unknown>, Env>,
    "request" | "input" | "locals" | "env"
  >,
  params: RawParams,
  query: RawQuery,
): Context<unknown, unknown, unknown, Record<string, unknown>, Env> {
  const extra = { params, raw: Object.freeze({ params, query }) };
  const context = { ...documented };
  Object.defineProperty(context, "params", { value: extra.params });
  Object.defineProperty(context, "raw", { value: extra.raw });
  return Object.freeze(context as typeof context & typeof extra);
}
