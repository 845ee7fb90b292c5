/** app.request: requests without a network. */

import { describe, expect, test } from "vitest";
import { type RequestOptions, route, setup } from "../src/index.ts";

/** The request that reaches the handler. */
async function sent(path: string, options?: RequestOptions): Promise<Request> {
  let seen: Request | undefined;
  const spy = route.all("/**", {
    resolve: (c) => {
      seen = c.request;
      return new Response();
    },
  });
  await setup({ routes: [spy] }).request(path, options);
  return seen as Request;
}

describe("the URL", () => {
  test.each([
    ["/a/b?c=1", "http://localhost/a/b?c=1"],
    ["a", "http://localhost/a"],
    ["https://example.com/a", "https://example.com/a"],
  ])("of %s is %s", async (path, url) => {
    expect((await sent(path)).url).toBe(url);
  });
});

describe("the method", () => {
  test("is GET unless another is given", async () => {
    expect((await sent("/a")).method).toBe("GET");
    expect((await sent("/a", { method: "DELETE" })).method).toBe("DELETE");
  });

  test("is sent in upper case", async () => {
    // Request itself leaves `patch` as it is.
    expect((await sent("/a", { method: "patch" })).method).toBe("PATCH");
  });
});

describe("the query", () => {
  const searchOf = async (path: string, query: unknown) =>
    new URL((await sent(path, { query: query as Record<string, string> })).url).search;

  test.each([
    ["/a", { q: "x y" }, "?q=x+y"],
    ["/a?q=1&r=2", { q: "3" }, "?q=3&r=2"],
    ["/a?q=1&q=2", { q: "3" }, "?q=3"],
    ["/a?q=1", { q: ["2", "3"] }, "?q=1&q=2&q=3"],
    ["/a", { q: [] }, ""],
    ["/a", { q: undefined }, "?q=undefined"],
    ["/a", { q: 1, r: [true] }, "?q=1&r=true"],
  ])("of %s with %j is %j", async (path, query, search) => {
    expect(await searchOf(path, query)).toBe(search);
  });
});

describe("the body", () => {
  test.each([
    [{ a: 1 }, '{"a":1}'],
    ["text", '"text"'],
    [null, "null"],
    [0, "0"],
  ])("%j is sent as the JSON %s", async (body, text) => {
    const request = await sent("/a", { method: "POST", body });
    expect(await request.text()).toBe(text);
    expect(request.headers.get("content-type")).toBe("application/json");
  });

  test("keeps a content type given in any case", async () => {
    const request = await sent("/a", { method: "POST", body: 1, headers: { "Content-TYPE": "text/plain" } });
    expect(request.headers.get("content-type")).toBe("text/plain");
  });

  test("is absent, and so is its content type, unless one is given", async () => {
    const request = await sent("/a", { method: "POST", body: undefined });
    expect(request.body).toBeNull();
    expect(request.headers.has("content-type")).toBe(false);
  });

  test.each([["GET"], ["HEAD"]])("is refused at once for %s", (method) => {
    const app = setup({ routes: [] });
    expect(() => app.request("/a", { method, body: {} })).toThrow(TypeError);
  });
});

test("headers are sent as given", async () => {
  expect((await sent("/a", { headers: { "X-Name": "ada", authorization: "Bearer 1" } })).headers.get("x-name")).toBe(
    "ada",
  );
});

test("the whole life of a request runs", async () => {
  const app = setup({
    routes: [route.get("/a", { resolve: (c) => Response.json(c.locals) })],
    onRequest: () => ({ user: "ada" }),
    onResponse: ({ response }) => {
      response.headers.set("x-hook", "1");
      return response;
    },
  });
  const response = await app.request("/a");
  expect([response.headers.get("x-hook"), await response.text()]).toEqual(["1", '{"user":"ada"}']);
});
