/** Which route answers a request. */

import { describe, expect, test } from "vitest";
import { type RouteDescriptor, route, setup } from "../src/index.ts";

/** A route of the pattern that answers with its name and the parameters it was given. */
function named(name: string, path: string, verb: "get" | "post" | "head" | "options" | "all" = "get"): RouteDescriptor {
  return route[verb](path, {
    resolve: (c) => Response.json({ name, params: c.params }, { headers: { "x-name": name } }),
  });
}

/** The parameters one pattern finds in one path; `undefined` when the answer is 404. */
async function paramsOf(pattern: string, path: string): Promise<unknown> {
  const response = await setup({ routes: [named("it", pattern)] }).request(path);
  return response.status === 404 ? undefined : ((await response.json()) as { params: unknown }).params;
}

/** The name of the route that answers. */
async function winner(routes: RouteDescriptor[], path: string, method = "GET"): Promise<string | null> {
  return (await setup({ routes }).request(path, { method })).headers.get("x-name");
}

describe("an app", () => {
  test("consists of fetch, request and routes", () => {
    expect(Object.keys(setup({ routes: [] })).sort()).toEqual(["fetch", "request", "routes"]);
  });

  test("app.routes is the array passed to setup", () => {
    const routes = [named("a", "/a")];
    expect(setup({ routes }).routes).toBe(routes);
  });

  test("reads its routes once: one added later is listed but not served", async () => {
    const app = setup({ routes: [named("a", "/a")] });
    app.routes.push(named("b", "/b"));
    expect(app.routes).toHaveLength(2);
    expect((await app.request("/b")).status).toBe(404);
    expect((await app.request("/a")).status).toBe(200);
  });

  test("fetch and request work without this", async () => {
    const { fetch } = setup({ routes: [named("a", "/a")] });
    expect((await fetch(new Request("http://localhost/a"))).status).toBe(200);
  });
});

describe("precedence", () => {
  const wildcard = named("wildcard", "/u/**");
  const param = named("param", "/u/:id");
  const fixed = named("static", "/u/me");

  test.each([
    ["registered last", [wildcard, param, fixed]],
    ["registered first", [fixed, param, wildcard]],
  ])("a static path beats a parameter, a parameter beats a wildcard (%s)", async (_order, routes) => {
    expect(await winner(routes, "/u/me")).toBe("static");
    expect(await winner(routes, "/u/7")).toBe("param");
    expect(await winner(routes, "/u/7/8")).toBe("wildcard");
  });

  test("of two routes with the same method and pattern the first wins", async () => {
    expect(await winner([named("first", "/a"), named("second", "/a")], "/a")).toBe("first");
    expect(await winner([named("first", "/a/:x"), named("second", "/a/:x")], "/a/1")).toBe("first");
  });

  test("a route of the method beats one for all methods on the same path", async () => {
    const routes = [named("all", "/a", "all"), named("get", "/a")];
    expect(await winner(routes, "/a")).toBe("get");
    expect(await winner(routes, "/a", "POST")).toBe("all");
    expect(await winner(routes, "/a", "PURGE")).toBe("all");
  });

  test("a static path of another method does not hide a parameter route", async () => {
    expect(await winner([named("post", "/u/me", "post"), param], "/u/me")).toBe("param");
  });
});

describe("no match", () => {
  test("is a 404 in JSON", async () => {
    const response = await setup({ routes: [named("a", "/a")] }).request("/b");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe('{"error":"Not Found"}');
  });

  test("a path without a route for the method gets a 404, never a 405", async () => {
    const response = await setup({ routes: [named("a", "/a", "post")] }).request("/a");
    expect(response.status).toBe(404);
    expect(response.headers.has("allow")).toBe(false);
  });

  test("OPTIONS gets a 404 unless a route handles it", async () => {
    expect((await setup({ routes: [named("a", "/a")] }).request("/a", { method: "OPTIONS" })).status).toBe(404);
    expect(await winner([named("a", "/a", "options")], "/a", "OPTIONS")).toBe("a");
  });
});

describe("patterns", () => {
  test.each([
    // One trailing slash means nothing on either side; doubled slashes and case do matter.
    ["/users", "/users", {}],
    ["/users", "/users/", {}],
    ["/users/", "/users", {}],
    ["/users/all", "/users//all", undefined],
    ["/users", "//users", undefined],
    ["/users", "/Users", undefined],
    ["/", "/", {}],
    // A parameter matches exactly one segment that is not empty.
    ["/u/:id", "/u/a", { id: "a" }],
    ["/u/:id", "/u/a/", { id: "a" }],
    ["/u/:id", "/u/", undefined],
    ["/u/:id", "/u", undefined],
    ["/u/:id", "/u/a/b", undefined],
    ["/boards/:board/tasks/:task", "/boards/7/tasks/9", { board: "7", task: "9" }],
    // Nothing is percent-decoded.
    ["/u/:id", "/u/a%20b", { id: "a%20b" }],
    ["/u/:id", "/u/\u00e9", { id: "%C3%A9" }],
    ["/a b", "/a b", undefined],
    ["/\u00e9", "/\u00e9", undefined],
    ["/a%20b", "/a b", {}],
    // A bare double star matches the rest, even if empty; a named one needs at least one segment.
    ["/f/**", "/f", { _: "" }],
    ["/f/**", "/f/", { _: "" }],
    ["/f/**", "/f/a/b", { _: "a/b" }],
    ["/f/**:path", "/f", undefined],
    ["/f/**:path", "/f/a/b", { path: "a/b" }],
    ["/f/*", "/f/a", { 0: "a" }],
    ["/f/*", "/f/a/b", undefined],
    // What the router of the 0.8 line adds.
    ["/o/:id?", "/o", {}],
    ["/o/:id?", "/o/a", { id: "a" }],
    ["/o/:id+", "/o", undefined],
    ["/o/:id+", "/o/a/b", { id: "a/b" }],
    ["/o/:id*", "/o", {}],
    ["/o/:id*", "/o/a/b", { id: "a/b" }],
    ["/n/:id(\\d+)", "/n/12", { id: "12" }],
    ["/n/:id(\\d+)", "/n/x", undefined],
    ["/v/:a.:b", "/v/x.y", { a: "x", b: "y" }],
  ])("%s finds in %s: %o", async (pattern, path, params) => {
    // An absolute URL, so that the leading slashes of the path stay as they are.
    expect(await paramsOf(pattern, `http://localhost${path}`)).toEqual(params);
  });

  test("/f/* also matches without its segment", async () => {
    expect(await winner([named("star", "/f/*")], "/f")).toBe("star");
  });
});

describe("HEAD", () => {
  test("is answered by the GET route: its status and headers, no body", async () => {
    const get = route.get("/a", {
      resolve: () => new Response("content", { status: 203, statusText: "Second Hand", headers: { "x-a": "1" } }),
    });
    const response = await setup({ routes: [get] }).request("/a", { method: "HEAD" });
    expect(response.body).toBeNull();
    expect([response.status, response.statusText, response.headers.get("x-a")]).toEqual([203, "Second Hand", "1"]);
  });

  test("the handler sees the method HEAD", async () => {
    const get = route.get("/a", { resolve: (c) => new Response(null, { headers: { "x-method": c.request.method } }) });
    expect((await setup({ routes: [get] }).request("/a", { method: "HEAD" })).headers.get("x-method")).toBe("HEAD");
  });

  test("HEAD prefers a HEAD route, or one for all methods, to the GET route", async () => {
    const get = named("get", "/a");
    expect(await winner([get, named("head", "/a", "head")], "/a", "HEAD")).toBe("head");
    expect(await winner([get, named("all", "/a", "all")], "/a", "HEAD")).toBe("all");
  });

  test("loses the body of a HEAD route too", async () => {
    const app = setup({ routes: [named("head", "/a", "head")] });
    expect((await app.request("/a", { method: "HEAD" })).body).toBeNull();
  });

  test.each([
    ["/missing", 404],
    ["/broken", 500],
  ])("has no body when %s is a %i", async (path, status) => {
    const broken = route.get("/broken", {
      resolve: () => {
        throw new Error("broken");
      },
    });
    const response = await setup({ routes: [broken] }).request(path, { method: "HEAD" });
    expect([response.status, response.body, response.headers.get("content-type")]).toEqual([
      status,
      null,
      "application/json",
    ]);
  });

  test("loses its body only after onResponse has seen it", async () => {
    let seen = "";
    const app = setup({
      routes: [named("get", "/a")],
      onResponse: async ({ response }) => {
        seen = await response.text();
        return new Response("another", { headers: { "x-hook": "1" } });
      },
    });
    const response = await app.request("/a", { method: "HEAD" });
    expect(seen).toContain("get");
    expect([response.body, response.headers.get("x-hook")]).toEqual([null, "1"]);
  });

  test("returns a response without body as it is", async () => {
    const empty = new Response(null, { status: 204 });
    const app = setup({ routes: [route.get("/a", { resolve: () => empty })] });
    expect(await app.request("/a", { method: "HEAD" })).toBe(empty);
  });

  test("a HEAD route does not answer GET", async () => {
    expect((await setup({ routes: [named("head", "/a", "head")] }).request("/a")).status).toBe(404);
  });
});
