/** Route descriptions: plain objects that say which requests a handler is for. */

import type { output, ZodType } from "zod/v4";
import type { Context, ContextWithoutInput, RawParams } from "./context.ts";
import type { RequestSchemas } from "./input.ts";
import type { RawQuery } from "./query.ts";

type Schema = ZodType | undefined;

/** A schema's output type, or the raw type of the part when the route has no schema for it. */
type Value<S extends Schema, Raw> = S extends ZodType ? output<S> : Raw;

/** `input` is in the type of the context only when at least one part has a schema. */
type HandlerContext<Locals, Params extends Schema, Query extends Schema, Body extends Schema, Env> = [
  Params,
  Query,
  Body,
] extends [undefined, undefined, undefined]
  ? ContextWithoutInput<Locals, Env>
  : Context<Value<Params, RawParams>, Value<Query, RawQuery>, Value<Body, unknown>, Locals, Env>;

/** What a route does. The types of the handler's context are inferred from the schemas; no annotation is needed. */
export interface RouteConfig<
  Locals = Record<string, unknown>,
  ParamsSchema extends Schema = undefined,
  QuerySchema extends Schema = undefined,
  BodySchema extends Schema = undefined,
  Env = unknown,
> {
  /** Schemas for the parts of the request. The body is read, as JSON, only when it has one. */
  request?: {
    params?: ParamsSchema;
    query?: QuerySchema;
    body?: BodySchema;
  };
  /** Schemas of the answers by status, for documentation tools. They are never enforced. */
  response?: Record<number, ZodType>;
  /**
   * Answers the request. A thrown `Response` is the answer as well; anything else thrown goes to `onError`.
   *
   * Declared as a method on purpose: method parameters are bivariant, so a handler may annotate `c`.
   */
  resolve(c: HandlerContext<Locals, ParamsSchema, QuerySchema, BodySchema, Env>): Response | Promise<Response>;
}

/** A route as `setup` takes it. `config` is the object passed to the verb, not a copy, so tools can read its schemas. */
export interface RouteDescriptor {
  /** In upper case; empty for every method. */
  method: string;
  /** A pattern such as `/users`, `/users/:id`, `/files/**` or `/files/**:path`. */
  path: string;
  config: {
    request?: RequestSchemas | undefined;
    response?: Record<number, ZodType> | undefined;
    resolve(c: Context): Response | Promise<Response>;
  };
}

/** Describes a route of one method. Checks neither path nor config; never throws. */
interface RouteVerb<Env = unknown> {
  <
    ParamsSchema extends Schema = undefined,
    QuerySchema extends Schema = undefined,
    BodySchema extends Schema = undefined,
  >(
    path: string,
    config: RouteConfig<Record<string, unknown>, ParamsSchema, QuerySchema, BodySchema, Env>,
  ): RouteDescriptor;
}

/** One function per method. `all` is for every method, and for uncommon ones together with `c.request.method`. */
export interface RouteFactory<Env = unknown> {
  readonly get: RouteVerb<Env>;
  readonly post: RouteVerb<Env>;
  readonly put: RouteVerb<Env>;
  readonly patch: RouteVerb<Env>;
  readonly delete: RouteVerb<Env>;
  readonly head: RouteVerb<Env>;
  readonly options: RouteVerb<Env>;
  readonly all: RouteVerb<Env>;
}

/** Returns a new factory whose handlers see `c.env` as `Env`. Otherwise it equals `route`. */
export function createRoutes<Env = unknown>(): RouteFactory<Env> {
  return {
    get: verb("GET"),
    post: verb("POST"),
    put: verb("PUT"),
    patch: verb("PATCH"),
    delete: verb("DELETE"),
    head: verb("HEAD"),
    options: verb("OPTIONS"),
    all: verb(""),
  };
}

/** The factory for apps that do not use `env`. */
export const route: RouteFactory = createRoutes();

function verb<Env>(method: string): RouteVerb<Env> {
  // A descriptor does not keep the types of its schemas, but `setup` calls the handler with what these schemas returned.
  return (path, config) => ({ method, path, config: config as RouteDescriptor["config"] });
}
