/** Thrown values: from handlers, hooks and schemas. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { route, type SetupConfig, setup } from "../src/index.ts";

const DEFAULT_500 = [500, '{"error":"Internal Server Error"}'];

/** An app whose one route throws the value; its onError keeps what it was given and answers 503. */
function throwing(thrown: unknown) {
  const seen: Error[] = [];
  const app = setup({
    routes: [
      route.get("/a", {
        resolve: () => {
          throw thrown;
        },
      }),
    ],
    onError: ({ error }) => {
      seen.push(error);
      return new Response("handled", { status: 503 });
    },
  });
  return { app, seen };
}

async function statusAndText(response: Response | Promise<Response>) {
  const settled = await response;
  return [settled.status, await settled.text()];
}

describe("a handler that throws", () => {
  test("a handler that throws a Response answers with it", async () => {
    const { app, seen } = throwing(new Response("teapot", { status: 418 }));
    expect(await statusAndText(app.request("/a"))).toEqual([418, "teapot"]);
    expect(seen).toEqual([]);
  });

  test("a promise rejected with a Response makes it the answer", async () => {
    const late = route.get("/a", { resolve: () => Promise.reject(new Response("teapot", { status: 418 })) });
    expect(await statusAndText(setup({ routes: [late] }).request("/a"))).toEqual([418, "teapot"]);
  });

  test("a thrown Error is passed to onError unchanged", async () => {
    class BoardError extends Error {}
    const error = new BoardError("broken");
    const { app, seen } = throwing(error);
    expect(await statusAndText(app.request("/a"))).toEqual([503, "handled"]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(error);
  });

  test.each([
    ["text", "text"],
    [42, "42"],
    [undefined, "undefined"],
    [null, "null"],
    [{ code: 7 }, "[object Object]"],
    [Symbol("s"), "Symbol(s)"],
  ])("%o hands onError an Error with the message %j and that value as cause", async (thrown, message) => {
    const { app, seen } = throwing(thrown);
    await app.request("/a");
    expect(seen[0]).toBeInstanceOf(Error);
    expect(seen[0]?.message).toBe(message);
    expect(Object.hasOwn(seen[0] as Error, "cause")).toBe(true);
    expect(seen[0]?.cause).toBe(thrown);
  });

  test("a value that has no string form still reaches onError", async () => {
    const thrown = Object.create(null);
    const { app, seen } = throwing(thrown);
    expect((await app.request("/a")).status).toBe(503);
    expect(seen[0]?.cause).toBe(thrown);
  });

  test("without onError gets the default 500, in JSON", async () => {
    const broken = route.get("/a", { resolve: () => Promise.reject(new Error("secret")) });
    const response = await setup({ routes: [broken] }).request("/a");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await statusAndText(response)).toEqual(DEFAULT_500);
  });
});

describe("onError", () => {
  const broken = route.get("/a", { resolve: () => Promise.reject(new Error("broken")) });

  test("onError gets the request and the locals", async () => {
    const app = setup({
      routes: [broken],
      onRequest: () => ({ user: "ada" }),
      onError: async ({ request, locals, error }) => Response.json([request.url, locals.user, error.message]),
    });
    expect(await (await app.request("/a")).json()).toEqual(["http://localhost/a", "ada", "broken"]);
  });

  test.each<[string, NonNullable<SetupConfig["onError"]>]>([
    [
      "throws",
      () => {
        throw new Error("worse");
      },
    ],
    ["rejects", () => Promise.reject(new Error("worse"))],
    [
      "throws a Response",
      () => {
        throw new Response("no");
      },
    ],
  ])("that %s gives way to the default 500, through onResponse", async (_title, onError) => {
    const seen: number[] = [];
    const app = setup({
      routes: [broken],
      onError,
      onResponse: ({ response }) => {
        seen.push(response.status);
        return response;
      },
    });
    expect(await statusAndText(app.request("/a"))).toEqual(DEFAULT_500);
    expect(seen).toEqual([500]);
  });

  test("the answer of onError passes through onResponse", async () => {
    const app = setup({
      routes: [broken],
      onError: () => new Response("handled", { status: 503 }),
      onResponse: async ({ response }) =>
        new Response(`hook saw ${await response.text()}`, { status: response.status }),
    });
    expect(await statusAndText(app.request("/a"))).toEqual([503, "hook saw handled"]);
  });
});

describe("a hook that throws", () => {
  const hello = route.get("/a", { resolve: () => new Response("hello") });

  test("an error of onRequest goes to onError with empty locals, and the handler does not run", async () => {
    let ran = false;
    const app = setup({
      routes: [
        route.get("/a", {
          resolve: () => {
            ran = true;
            return new Response();
          },
        }),
      ],
      onRequest: (): { user: string } => {
        throw new Error("no session");
      },
      onError: ({ error, locals }) => Response.json([error.message, locals], { status: 401 }),
    });
    expect(await statusAndText(app.request("/a"))).toEqual([401, '["no session",{}]']);
    expect(ran).toBe(false);
  });

  test("an error of onNotFound goes to onError, then onResponse", async () => {
    const app = setup({
      routes: [],
      onNotFound: () => Promise.reject(new Error("lost")),
      onError: ({ error }) => new Response(error.message, { status: 503 }),
      onResponse: async ({ response }) =>
        new Response(`hook saw ${await response.text()}`, { status: response.status }),
    });
    expect(await statusAndText(app.request("/a"))).toEqual([503, "hook saw lost"]);
  });

  const refusal = new Response("refused", { status: 403 });
  const refuse = () => {
    throw refusal;
  };

  test.each<[string, Partial<SetupConfig>]>([
    ["onRequest", { onRequest: refuse }],
    ["onNotFound", { onNotFound: refuse, routes: [] }],
  ])("%s: a thrown Response is an error like any other", async (_hook, config) => {
    const seen: Error[] = [];
    const app = setup({
      routes: [hello],
      ...config,
      onError: ({ error }) => {
        seen.push(error);
        return new Response("handled", { status: 503 });
      },
    });
    expect((await app.request("/a")).status).toBe(503);
    expect(seen[0]?.message).toBe("[object Response]");
    expect(seen[0]?.cause).toBe(refusal);
    expect(await statusAndText(setup({ routes: [hello], ...config }).request("/a"))).toEqual(DEFAULT_500);
  });
});

describe("a schema that throws", () => {
  const asynchronous = z.object({ q: z.string().refine(async () => true) });
  const search = route.get("/a", { request: { query: asynchronous }, resolve: () => new Response("not reached") });

  test("goes to onError, for example an asynchronous refinement", async () => {
    const app = setup({
      routes: [search],
      onError: ({ error }) => new Response(error.constructor.name, { status: 503 }),
    });
    expect(await statusAndText(app.request("/a?q=1"))).toEqual([503, expect.stringContaining("Async")]);
  });

  test("gets the default 500 without onError", async () => {
    expect(await statusAndText(setup({ routes: [search] }).request("/a?q=1"))).toEqual(DEFAULT_500);
  });

  test("a schema that throws a Response answers with it", async () => {
    const query = z.object({}).refine(() => {
      throw new Response("teapot", { status: 418 });
    });
    const app = setup({ routes: [route.get("/a", { request: { query }, resolve: () => new Response() })] });
    expect(await statusAndText(app.request("/a"))).toEqual([418, "teapot"]);
  });
});

test("a request whose URL cannot be read is an error like any other, not a rejection", async () => {
  const request = { url: "http://a b/", method: "GET", headers: new Headers() } as Request;
  expect(await statusAndText(setup({ routes: [] }).fetch(request))).toEqual(DEFAULT_500);
});
