/** The stages of a request: hooks, routing, validation, handler, errors. */

import type { App, SetupConfig } from "./app.ts";
import { createContext } from "./context.ts";
import { readInput } from "./input.ts";
import { createMatcher, type Match } from "./match.ts";
import { parseQuery } from "./query.ts";
import { buildRequest } from "./request.ts";
import { withoutBody } from "./response.ts";
import { keepSpare } from "./spare.ts";
import { toError } from "./to-error.ts";

/** What the stages of one request share. */
interface Exchange<Locals, Env> {
  readonly request: Request;
  readonly env: Env;
  locals: Locals;
}

/**
 * Joins routes and hooks into an app.
 *
 * For each request, in this order: `onRequest`; the route, or `onNotFound`; the parts of the request and their
 * schemas; the handler; `onResponse`. Whatever is thrown on the way goes to `onError`, whose answer passes through
 * `onResponse` as well. A HEAD request loses its body at the very end.
 *
 * `Locals` is inferred from what `onRequest` returns. `Env`, the type of the second argument of `app.fetch`, is given
 * by the caller.
 *
 * @throws Error when the router cannot understand a path.
 */
export function setup<Locals extends Record<string, unknown> = Record<string, unknown>, Env = unknown>(
  config: SetupConfig<Locals, Env>,
): App<Env> {
  const match = createMatcher(config.routes);

  async function fetch(request: Request, env?: Env): Promise<Response> {
    // Until `onRequest` has returned something, and where it never does, its type can only be promised.
    const exchange: Exchange<Locals, Env> = { request, env: env as Env, locals: {} as Locals };
    const response = await applyOnResponse(config, exchange, await answer(exchange));
    return request.method === "HEAD" && response instanceof Response ? withoutBody(response) : response;
  }

  async function answer(exchange: Exchange<Locals, Env>): Promise<Response> {
    const { request, env } = exchange;
    try {
      const locals = await config.onRequest?.({ request, env });
      if (locals !== undefined && locals !== null) exchange.locals = locals;
      const url = new URL(request.url);
      const found = match(request.method, url.pathname);
      return found ? await runRoute(found, url, exchange) : await notFound(config, exchange);
    } catch (thrown) {
      return recover(config, exchange, thrown);
    }
  }

  return {
    fetch,
    request: (path, options) => fetch(buildRequest(path, options)),
    routes: config.routes,
  };
}

/** Validates and runs the handler. A thrown `Response` is the answer; anything else is rethrown. */
async function runRoute<Locals, Env>(
  { route, params }: Match,
  url: URL,
  { request, locals, env }: Exchange<Locals, Env>,
): Promise<Response> {
  try {
    const query = parseQuery(url.search);
    const input = await readInput(request, route.config.request, { params, query });
    const documented = { request, input, locals: locals as Record<string, unknown>, env };
    return await route.config.resolve(createContext(documented, params, query));
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

async function notFound<Locals, Env>(
  config: SetupConfig<Locals, Env>,
  { request, locals, env }: Exchange<Locals, Env>,
): Promise<Response> {
  if (!config.onNotFound) return Response.json({ error: "Not Found" }, { status: 404 });
  return config.onNotFound({ request, locals, env });
}

/** Turns something thrown into an answer. Never rejects. */
async function recover<Locals, Env>(
  config: SetupConfig<Locals, Env>,
  { request, locals, env }: Exchange<Locals, Env>,
  thrown: unknown,
): Promise<Response> {
  try {
    if (config.onError) return await config.onError({ error: toError(thrown), request, locals, env });
  } catch {
    // An error handler that fails must not end the server; the client gets the default answer.
  }
  return Response.json({ error: "Internal Server Error" }, { status: 500 });
}

/** Runs `onResponse` when there is one. Never rejects: a hook that fails leaves the response as it was. */
async function applyOnResponse<Locals, Env>(
  config: SetupConfig<Locals, Env>,
  { request, locals, env }: Exchange<Locals, Env>,
  response: Response,
): Promise<Response> {
  if (!config.onResponse) return response;
  // The return value of a handler is not checked: anything but a Response is passed to the hook unchanged.
  const spare = response instanceof Response ? keepSpare(response) : undefined;
  let answer: Response;
  try {
    answer = await config.onResponse({ request, response: spare?.given ?? response, locals, env });
  } catch {
    return spare?.restore() ?? response;
  }
  return spare?.settle(answer) ?? answer;
}
