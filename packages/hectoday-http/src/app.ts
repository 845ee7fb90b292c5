/** What `setup` takes and what it returns. */

import type { RouteDescriptor } from "./route.ts";

/** Routes, and four optional hooks around them. Every hook may be asynchronous and is awaited. */
export interface SetupConfig<Locals = Record<string, unknown>, Env = unknown> {
  /**
   * Read once, by `setup`. Their order matters only between routes of the same method and pattern: the first one
   * wins.
   */
  routes: RouteDescriptor[];
  /**
   * Runs first, for every request, matched or not. What it returns becomes `locals` for the handler and the other
   * hooks, and gives `locals` its type there. It cannot answer the request.
   */
  onRequest?(context: { request: Request; env: Env }): Locals | void | Promise<Locals | void>;
  /**
   * Runs last, for every answer, and returns the one to send: the given response, changed or not, or another. When it
   * throws, the answer is the response as it was before.
   */
  onResponse?(context: {
    request: Request;
    response: Response;
    locals: Locals;
    env: Env;
  }): Response | Promise<Response>;
  /**
   * Answers for whatever was thrown, except for a `Response` thrown by a handler. A thrown value that is not an
   * `Error` is the `cause` of one. `locals` is empty when `onRequest` itself threw. When this hook throws, the answer
   * is the default 500.
   */
  onError?(context: {
    error: Error;
    request: Request;
    locals: Partial<Locals>;
    env: Env;
  }): Response | Promise<Response>;
  /** Answers when no route matches, instead of the default 404. */
  onNotFound?(context: { request: Request; locals: Locals; env: Env }): Response | Promise<Response>;
}

/** The options of `app.request`, convenient for tests. */
export interface RequestOptions {
  /** In any case. @default "GET" */
  method?: string;
  /** Sent as JSON, unless `undefined`. GET and HEAD cannot have one. */
  body?: unknown;
  headers?: Record<string, string>;
  /** A string replaces that key in the path's own query; the items of an array are added to it. */
  query?: Record<string, string | string[]>;
}

/** An app. Its functions need no `this`, so `Deno.serve(app.fetch)` works. */
export interface App<Env = unknown> {
  /**
   * Answers a request. `env` is passed to the handler and every hook. Does not reject when a handler or a hook fails.
   */
  readonly fetch: (request: Request, env?: Env) => Response | Promise<Response>;
  /**
   * Builds a request and answers it, without a network. The path is resolved against `http://localhost`.
   *
   * @throws TypeError at once, not as a rejection, when no such request can exist: a GET with a body, a malformed URL.
   */
  readonly request: (path: string, options?: RequestOptions) => Promise<Response>;
  /** The array passed to `setup`, not a copy. Changing it later does not change the routing. */
  readonly routes: RouteDescriptor[];
}
