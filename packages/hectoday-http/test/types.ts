/** Expectations about types (compiled by types.test.ts, never run). One function per behaviour. */

import { expectTypeOf } from "vitest";
import { z } from "zod";
import {
  type App,
  type Context,
  cors,
  createRoutes,
  group,
  type InputState,
  type InputStateFailed,
  type InputStateOk,
  type RequestOptions,
  route,
  type RouteConfig,
  type RouteDescriptor,
  type RouteFactory,
  type SetupConfig,
  setup,
  type ValidationIssue,
} from "../src/index.ts";

const ok = new Response();
type RawQuery = Record<string, string | string[] | undefined>;

export function aPartWithASchemaHasTheTypeTheSchemaReturns() {
  route.post("/boards/:id", {
    request: {
      params: z.object({ id: z.coerce.number() }),
      query: z.object({ page: z.string().transform((text) => text.length) }),
      body: z.object({ title: z.string(), done: z.boolean().default(false) }),
    },
    resolve: (c) => {
      if (!c.input.ok) return ok;
      expectTypeOf(c.input.params).toEqualTypeOf<{ id: number }>();
      expectTypeOf(c.input.query).toEqualTypeOf<{ page: number }>();
      expectTypeOf(c.input.body).toEqualTypeOf<{ title: string; done: boolean }>();
      return ok;
    },
  });
}

export function aPartWithoutASchemaHasItsRawType() {
  route.get("/a", {
    request: { params: z.object({ id: z.string() }) },
    resolve: (c) => {
      expectTypeOf(c.input).toEqualTypeOf<InputState<{ id: string }, RawQuery>>();
      return ok;
    },
  });
  route.get("/a", {
    request: { query: z.object({ q: z.string() }) },
    resolve: (c) => {
      expectTypeOf(c.input).toEqualTypeOf<InputState<Record<string, string>, { q: string }>>();
      return ok;
    },
  });
  route.post("/a", {
    request: { body: z.string() },
    resolve: (c) => {
      expectTypeOf(c.input).toEqualTypeOf<InputState<Record<string, string>, RawQuery, string>>();
      return ok;
    },
  });
}

export function valuesAreOutOfReachUntilOkIsChecked() {
  route.post("/a", {
    request: { body: z.object({ title: z.string() }) },
    resolve: (c) => {
      // @ts-expect-error body is undefined while ok may be false
      void c.input.body.title;
      if (c.input.ok) {
        expectTypeOf(c.input.issues).toEqualTypeOf<[]>();
        expectTypeOf(c.input.failed).toEqualTypeOf<[]>();
        return ok;
      }
      expectTypeOf(c.input).toEqualTypeOf<InputStateFailed>();
      expectTypeOf(c.input.issues).toEqualTypeOf<ValidationIssue[]>();
      expectTypeOf(c.input.failed).toEqualTypeOf<("params" | "query" | "body")[]>();
      expectTypeOf(c.input.body).toEqualTypeOf<undefined>();
      return ok;
    },
  });
}

export function aRouteWithoutSchemasHasNoInputInItsType() {
  route.get("/a", {
    resolve: (c) => {
      // @ts-expect-error without a schema there is no input
      void c.input;
      expectTypeOf(c.request).toEqualTypeOf<Request>();
      expectTypeOf(c.locals).toEqualTypeOf<Record<string, unknown>>();
      expectTypeOf(c.env).toEqualTypeOf<unknown>();
      return ok;
    },
  });
  route.get("/a", {
    request: {},
    response: { 200: z.string() },
    resolve: (c) => {
      // @ts-expect-error an empty object of schemas counts as none
      void c.input;
      return ok;
    },
  });
}

export function olderCourseTextFindsParamsAndRaw() {
  route.get("/a/:id", {
    resolve: (c) => {
      expectTypeOf(c.params).toEqualTypeOf<Record<string, string>>();
      expectTypeOf(c.raw.params).toEqualTypeOf<Record<string, string>>();
      expectTypeOf(c.raw.query).toEqualTypeOf<RawQuery>();
      return ok;
    },
  });
  route.get("/a/:id", {
    request: { params: z.object({ id: z.coerce.number() }) },
    resolve: (c) => {
      expectTypeOf(c.params).toEqualTypeOf<Record<string, string>>();
      expectTypeOf(c.raw.query).toEqualTypeOf<RawQuery>();
      return ok;
    },
  });
}

export function theContextIsReadOnly() {
  route.get("/a", {
    request: { query: z.object({}) },
    resolve: (c) => {
      // @ts-expect-error frozen at run time
      c.env = 1;
      // @ts-expect-error frozen at run time
      c.locals = {};
      // @ts-expect-error frozen at run time
      c.params = {};
      return ok;
    },
  });
}

export function aHandlerMayAnnotateItsContext() {
  route.get("/a", { resolve: (_c: { request: Request }) => ok });
  route.get("/a", {
    request: { params: z.object({ id: z.string() }) },
    resolve(c: Context<{ id: string }>) {
      expectTypeOf(c.input).toEqualTypeOf<InputState<{ id: string }>>();
      return ok;
    },
  });
  expectTypeOf<Context["locals"]>().toEqualTypeOf<Record<string, unknown>>();
  expectTypeOf<Context["env"]>().toEqualTypeOf<unknown>();
}

export function aHandlerHasToReturnAResponse() {
  // @ts-expect-error a handler must not return a string
  route.get("/a", { resolve: () => "hello" });
  // @ts-expect-error a handler or hook must not return undefined
  route.get("/a", { resolve: () => {} });
  route.get("/a", { resolve: async () => ok });
}

export function aSchemaHasToBeASchema() {
  // @ts-expect-error an object of schemas is not a schema
  route.get("/a", { request: { params: { id: z.string() } }, resolve: () => ok });
  // @ts-expect-error no part has this name
  route.get("/a", { request: { headers: z.object({}) }, resolve: () => ok });
}

export function everyVerbReturnsADescriptor() {
  expectTypeOf<keyof RouteFactory>().toEqualTypeOf<
    "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "all"
  >();
  expectTypeOf(route).toEqualTypeOf<RouteFactory>();
  expectTypeOf(route.get("/a", { resolve: () => ok })).toEqualTypeOf<RouteDescriptor>();
  expectTypeOf(group([route.all("/a", { resolve: () => ok })])).toEqualTypeOf<RouteDescriptor[]>();
  expectTypeOf<RouteDescriptor["method"]>().toEqualTypeOf<string>();
  expectTypeOf<Parameters<RouteDescriptor["config"]["resolve"]>>().toEqualTypeOf<[c: Context]>();
}

export function routesOfAnEnvSeeItAndFitAnyApp() {
  interface Bindings {
    DB: string;
  }
  const routes = createRoutes<Bindings>();
  const list = [
    routes.get("/a", {
      resolve: (c) => {
        expectTypeOf(c.env).toEqualTypeOf<Bindings>();
        return ok;
      },
    }),
    routes.post("/a", {
      request: { body: z.string() },
      resolve: (c) => {
        expectTypeOf(c.env).toEqualTypeOf<Bindings>();
        return ok;
      },
    }),
  ];
  const app = setup<Record<string, never>, Bindings>({
    routes: list,
    onRequest: ({ env }) => {
      expectTypeOf(env).toEqualTypeOf<Bindings>();
    },
    onResponse: ({ response, env }) => {
      expectTypeOf(env).toEqualTypeOf<Bindings>();
      return response;
    },
    onError: ({ env }) => {
      expectTypeOf(env).toEqualTypeOf<Bindings>();
      return ok;
    },
    onNotFound: ({ env }) => {
      expectTypeOf(env).toEqualTypeOf<Bindings>();
      return ok;
    },
  });
  expectTypeOf(app).toEqualTypeOf<App<Bindings>>();
  expectTypeOf(app.fetch).toEqualTypeOf<(request: Request, env?: Bindings) => Response | Promise<Response>>();
  // @ts-expect-error the env is of another type
  void app.fetch(new Request("http://localhost"), { DB: 1 });
}

export function hooksSeeTheLocalsThatOnRequestReturns() {
  setup({
    routes: [],
    onRequest: () => ({ user: "ada" }),
    onResponse: ({ response, locals }) => {
      expectTypeOf(locals).toEqualTypeOf<{ user: string }>();
      return response;
    },
    onError: ({ error, locals }) => {
      expectTypeOf(error).toEqualTypeOf<Error>();
      expectTypeOf(locals).toEqualTypeOf<Partial<{ user: string }>>();
      return ok;
    },
    onNotFound: ({ locals }) => {
      expectTypeOf(locals).toEqualTypeOf<{ user: string }>();
      return ok;
    },
  });
}

export function localsAreInferredFromAnAsyncHookThatUsesTheRequest() {
  setup({
    routes: [],
    onRequest: async ({ request }) => ({ method: request.method, at: 1 }),
    onResponse: async ({ response, locals }) => {
      expectTypeOf(locals).toEqualTypeOf<{ method: string; at: number }>();
      return response;
    },
  });
}

export function withoutOnRequestLocalsAreUnknownValues() {
  setup({
    routes: [],
    onResponse: ({ response, locals }) => {
      expectTypeOf(locals).toEqualTypeOf<Record<string, unknown>>();
      return response;
    },
  });
  expectTypeOf(setup({ routes: [] })).toEqualTypeOf<App>();
}

export function localsAreRecordsAlsoWithoutInference() {
  expectTypeOf<Parameters<typeof setup>[0]>().toEqualTypeOf<SetupConfig>();
  // @ts-expect-error a Response is not a record of locals
  setup({ routes: [], onRequest: () => new Response("no") });
}

export function anOnRequestThatReturnsNothingIsFine() {
  setup({ routes: [], onRequest: () => {} });
  setup({ routes: [], onRequest: async () => {} });
}

export function hooksHaveToReturnAResponse() {
  // @ts-expect-error a handler or hook must not return undefined
  setup({ routes: [], onResponse: () => {} });
  // @ts-expect-error a handler or hook must not return undefined
  setup({ routes: [], onError: () => {} });
  // @ts-expect-error a handler or hook must not return undefined
  setup({ routes: [], onNotFound: () => {} });
}

export function anAppFitsTheServersItIsGivenTo() {
  const app = setup({ routes: [] });
  expectTypeOf(app.fetch).toEqualTypeOf<(request: Request, env?: unknown) => Response | Promise<Response>>();
  expectTypeOf(app.request).toEqualTypeOf<(path: string, options?: RequestOptions) => Promise<Response>>();
  expectTypeOf(app.routes).toEqualTypeOf<RouteDescriptor[]>();
  void app.request("/a", { method: "post", body: 1, headers: { a: "b" }, query: { a: "1", b: ["1", "2"] } });
  // @ts-expect-error a number is not a query value
  void app.request("/a", { query: { a: 1 } });
}

export function corsWorksWithEveryFactory() {
  const policy = cors({ origin: ["https://a.example"], credentials: true, maxAge: 60 });
  expectTypeOf(policy.preflight(route)).toEqualTypeOf<RouteDescriptor>();
  expectTypeOf(policy.preflight(createRoutes<{ DB: string }>())).toEqualTypeOf<RouteDescriptor>();
  expectTypeOf(policy.headers(new Request("http://localhost"), ok)).toEqualTypeOf<Response>();
  // @ts-expect-error the origin is required
  cors({ methods: ["GET"] });
}

export function thePublicTypesHaveTheDocumentedParameters() {
  type P = { id: number };
  expectTypeOf<InputState<P, 1, 2>>().toEqualTypeOf<InputStateOk<P, 1, 2> | InputStateFailed>();
  expectTypeOf<Context<P, 1, 2, { user: string }, 3>["input"]>().toEqualTypeOf<InputState<P, 1, 2>>();
  expectTypeOf<Context<P, 1, 2, { user: string }, 3>["locals"]>().toEqualTypeOf<{ user: string }>();
  expectTypeOf<Context<P, 1, 2, { user: string }, 3>["env"]>().toEqualTypeOf<3>();
  expectTypeOf<SetupConfig["routes"]>().toEqualTypeOf<RouteDescriptor[]>();
  expectTypeOf<ValidationIssue["path"]>().toEqualTypeOf<readonly string[]>();
  const config: RouteConfig<{ user: string }, undefined, undefined, undefined, 3> = {
    resolve(c) {
      expectTypeOf(c.locals).toEqualTypeOf<{ user: string }>();
      expectTypeOf(c.env).toEqualTypeOf<3>();
      return ok;
    },
  };
  return config;
}
