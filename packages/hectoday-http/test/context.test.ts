/** The context that handlers receive. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Context, type RouteConfig, route, setup } from "../src/index.ts";

/** The context a handler gets for one request, as it is at run time. */
async function contextOf(path: string, config: Pick<RouteConfig, "request"> = {}, env?: unknown): Promise<Context> {
  let seen: Context | undefined;
  const spy = route.all("/boards/:id", {
    ...config,
    resolve(c) {
      seen = c as Context;
      return new Response();
    },
  });
  await setup({ routes: [spy] }).fetch(new Request(`http://localhost${path}`, { method: "POST", body: "{}" }), env);
  return seen as Context;
}

describe("the context", () => {
  test("is a frozen object with the four documented keys", async () => {
    const c = await contextOf("/boards/7");
    expect(Object.keys(c).sort()).toEqual(["env", "input", "locals", "request"]);
    expect(Object.isFrozen(c)).toBe(true);
    expect(Object.isFrozen(c.input)).toBe(false);
  });

  test("holds the request itself and the env given to fetch", async () => {
    const seen: unknown[] = [];
    const spy = route.get("/a", {
      resolve(c) {
        seen.push(c.request, c.env);
        return new Response();
      },
    });
    const request = new Request("http://localhost/a");
    const env = { DB: "file" };
    await setup({ routes: [spy] }).fetch(request, env);
    expect(seen[0]).toBe(request);
    expect(seen[1]).toBe(env);
  });

  test("has an undefined env when fetch was given none", async () => {
    const c = await contextOf("/boards/7");
    expect(c).toHaveProperty("env", undefined);
  });

  test.each([
    ["no request key", {}],
    ["an empty one", { request: {} }],
  ])("holds the raw parts as input when the route has %s", async (_title, config) => {
    const c = await contextOf("/boards/7?a=1&a=2&b=", config);
    expect(c.input).toEqual({
      ok: true,
      params: { id: "7" },
      query: { a: ["1", "2"], b: "" },
      body: undefined,
      issues: [],
      failed: [],
    });
    expect(c.request.bodyUsed).toBe(false);
  });

  test("holds empty params for a route without parameters", async () => {
    const app = setup({ routes: [route.get("/a", { resolve: (c) => Response.json((c as Context).input.params) })] });
    expect(await (await app.request("/a")).text()).toBe("{}");
  });
});

describe("c.params and c.raw, for older course text", () => {
  test("c.params and c.raw hold the parts as they arrived", async () => {
    const c = await contextOf("/boards/7?page=2");
    expect(c.params).toEqual({ id: "7" });
    expect(c.raw).toEqual({ params: { id: "7" }, query: { page: "2" } });
  });

  test("c.params and c.raw stay raw beside validated input", async () => {
    const c = await contextOf("/boards/7?page=2", {
      request: { params: z.object({ id: z.coerce.number() }), query: z.object({ page: z.coerce.number() }) } as never,
    });
    expect(c.input).toMatchObject({ params: { id: 7 }, query: { page: 2 } });
    expect(c.params).toEqual({ id: "7" });
    expect(c.raw).toEqual({ params: { id: "7" }, query: { page: "2" } });
  });

  test("c.params and c.raw are there when validation fails", async () => {
    const c = await contextOf("/boards/x", { request: { params: z.object({ id: z.coerce.number() }) } as never });
    expect(c.input.ok).toBe(false);
    expect(c.params).toEqual({ id: "x" });
    expect(c.raw.params).toEqual({ id: "x" });
  });

  test("c.params and c.raw can be destructured in the parameter list", async () => {
    const app = setup({
      routes: [route.get("/b/:id", { resolve: ({ params, raw }) => Response.json({ params, raw }) })],
    });
    expect(await (await app.request("/b/7")).json()).toEqual({
      params: { id: "7" },
      raw: { params: { id: "7" }, query: {} },
    });
  });

  test("c.params and c.raw are read-only", async () => {
    const c = await contextOf("/boards/7");
    expect(() => Object.assign(c, { params: {} })).toThrow(TypeError);
    expect(() => Object.assign(c.raw, { query: {} })).toThrow(TypeError);
  });
});
