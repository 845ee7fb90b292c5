/** Reading the body, validating the parts, reporting issues. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type InputState, type RouteConfig, route, setup } from "../src/index.ts";

type Schemas = { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType };

const INVALID_JSON = { part: "body", path: [], message: "Invalid JSON", code: "invalid_json" };

/** The value of `c.input` for one request to `/tasks/:id`. */
async function inputOf(request: Request, schemas: Schemas): Promise<InputState> {
  let seen: InputState | undefined;
  const spy = route.all("/tasks/:id", {
    request: schemas,
    resolve(c: { input: InputState }) {
      seen = c.input;
      return new Response();
    },
  } as unknown as RouteConfig);
  const app = setup({ routes: [spy], onError: ({ error }) => new Response(error.stack, { status: 500 }) });
  const response = await app.fetch(request);
  expect(await response.text()).toBe("");
  return seen as InputState;
}

function post(body: RequestInit["body"], headers: Record<string, string> = {}, path = "/tasks/7"): Request {
  // A streamed body needs `duplex: "half"` (Fetch), which the DOM types lack.
  const init = { method: "POST", headers, body: body ?? null, duplex: "half" } as const;
  return new Request(`http://localhost${path}`, init);
}

/** A body whose source must not be touched. */
function unreadable(): ReadableStream {
  return new ReadableStream(
    {
      pull() {
        throw new Error("the body was read");
      },
    },
    { highWaterMark: 0 },
  );
}

describe("the body", () => {
  test("is parsed as JSON whatever the content type or the method says", async () => {
    const body = z.object({ title: z.string() });
    const put = new Request("http://localhost/tasks/7", {
      method: "PUT",
      headers: { "content-type": "text/plain" },
      body: '{"title":"write"}',
    });
    expect(await inputOf(put, { body })).toMatchObject({ ok: true, body: { title: "write" } });
  });

  test("is read from the original request, which is used up afterwards", async () => {
    const request = post("{}");
    await inputOf(request, { body: z.object({}) });
    expect(request.bodyUsed).toBe(true);
  });

  test("is not read without a schema of its own, even when other parts have one", async () => {
    const request = post(unreadable());
    expect(await inputOf(request, { params: z.object({ id: z.string() }) })).toMatchObject({
      ok: true,
      body: undefined,
    });
    expect(request.bodyUsed).toBe(false);
  });

  test("a body of null is a value, not a missing body", async () => {
    expect(await inputOf(post("null"), { body: z.null() })).toMatchObject({ ok: true, body: null });
  });

  test("may start with a byte order mark", async () => {
    expect(await inputOf(post("\ufeff[1]"), { body: z.array(z.number()) })).toMatchObject({ ok: true, body: [1] });
  });

  test("may arrive in pieces that split a character", async () => {
    const bytes = new TextEncoder().encode('"\u{1f600}"');
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await inputOf(post(pieces), { body: z.string() })).toMatchObject({ ok: true, body: "\u{1f600}" });
  });
});

describe("a missing body", () => {
  const missing: [string, () => Request][] = [
    ["none at all", () => post(null)],
    ["the empty text", () => post("")],
    ["a stream that ends at once", () => post(new Response("").body)],
    ["a declared length of 0", () => post(unreadable(), { "content-length": "0" })],
  ];

  test.each(missing)("(%s) satisfies an optional schema", async (_title, request) => {
    const input = await inputOf(request(), { body: z.object({ a: z.string() }).optional() });
    expect(input).toMatchObject({ ok: true, body: undefined });
  });

  test.each(missing)("(%s) takes the default of the schema", async (_title, request) => {
    expect(await inputOf(request(), { body: z.object({}).default({ a: 1 } as never) })).toMatchObject({
      ok: true,
      body: { a: 1 },
    });
  });

  test.each(missing)("(%s) fails a required schema as a wrong type, not as bad JSON", async (_title, request) => {
    expect(await inputOf(request(), { body: z.object({}) })).toMatchObject({
      ok: false,
      issues: [{ part: "body", path: [], code: "invalid_type" }],
    });
  });

  test("is not read when its declared length is 0", async () => {
    const request = post(unreadable(), { "content-length": "0" });
    await inputOf(request, { body: z.unknown() });
    expect(request.bodyUsed).toBe(false);
  });

  test.each([
    ["a transfer coding", { "content-length": "0", "transfer-encoding": "chunked" }],
    ["a length written another way", { "content-length": "00" }],
  ])("is not assumed with %s", async (_title, headers) => {
    expect(await inputOf(post("[1]", headers), { body: z.unknown() })).toMatchObject({ ok: true, body: [1] });
  });
});

describe("a body that is not JSON", () => {
  test.each([["words"], ["{"], ["{'a':1}"], [" "], ["\n"], ["undefined"]])("%j gives one issue", async (text) => {
    expect(await inputOf(post(text), { body: z.unknown() })).toEqual({
      ok: false,
      params: undefined,
      query: undefined,
      body: undefined,
      issues: [INVALID_JSON],
      failed: ["body"],
    });
  });

  test("never reaches the body schema", async () => {
    let asked = false;
    const body = z.unknown().refine(() => {
      asked = true;
      return true;
    });
    await inputOf(post("{"), { body });
    expect(asked).toBe(false);
  });

  test("a body that was read before, or that breaks off, is not JSON either", async () => {
    const used = post("{}");
    await used.text();
    const broken = new ReadableStream({ pull: () => Promise.reject(new Error("connection lost")) });
    expect(await inputOf(used, { body: z.unknown() })).toMatchObject({ ok: false, issues: [INVALID_JSON] });
    expect(await inputOf(post(broken), { body: z.unknown() })).toMatchObject({ ok: false, issues: [INVALID_JSON] });
  });

  test("is reported before the issues of params and query", async () => {
    const wrong = { params: z.object({ id: z.literal("x") }), query: z.object({ q: z.string() }), body: z.unknown() };
    expect((await inputOf(post("{"), wrong)).failed).toEqual(["body", "params", "query"]);
  });
});

describe("valid input", () => {
  test("holds what the schemas return: coerced, stripped, completed", async () => {
    const input = await inputOf(post('{"title":"write","extra":1}', {}, "/tasks/7?page=2"), {
      params: z.object({ id: z.coerce.number() }),
      query: z.object({ page: z.coerce.number(), size: z.coerce.number().default(20) }),
      body: z.object({ title: z.string().toUpperCase() }),
    });
    expect(input).toEqual({
      ok: true,
      params: { id: 7 },
      query: { page: 2, size: 20 },
      body: { title: "WRITE" },
      issues: [],
      failed: [],
    });
  });

  test("holds the raw part where there is no schema", async () => {
    expect(await inputOf(post("[]", {}, "/tasks/7?a=1"), { body: z.array(z.unknown()) })).toEqual({
      ok: true,
      params: { id: "7" },
      query: { a: "1" },
      body: [],
      issues: [],
      failed: [],
    });
  });

  test("accepts keys that every object inherits, such as toString", async () => {
    const query = z.record(z.string(), z.string());
    const input = await inputOf(post(null, {}, "/tasks/7?toString=1"), { query });
    expect(input).toMatchObject({ ok: true, query: { toString: "1" } });
  });
});

describe("invalid input", () => {
  const strict = {
    params: z.object({ id: z.coerce.number() }),
    query: z.object({ page: z.coerce.number() }),
    body: z.object({ tags: z.array(z.string().min(2)), mail: z.email() }),
  };

  test("reports every issue of every part, in the order params, query, body", async () => {
    const input = await inputOf(post('{"tags":["ok","x"],"mail":"nobody"}', {}, "/tasks/seven?page=two"), strict);
    expect(input.issues.map(({ part, path, code }) => ({ part, path, code }))).toEqual([
      { part: "params", path: ["id"], code: "invalid_type" },
      { part: "query", path: ["page"], code: "invalid_type" },
      { part: "body", path: ["tags", "1"], code: "too_small" },
      { part: "body", path: ["mail"], code: "invalid_format" },
    ]);
    expect(input.failed).toEqual(["params", "query", "body"]);
  });

  test("passes on the message of the schema", async () => {
    const body = z.object({ title: z.string("a title, please") });
    expect(await inputOf(post("{}"), { body })).toMatchObject({ issues: [{ message: "a title, please" }] });
  });

  test("reports unknown keys of a strict object", async () => {
    const input = await inputOf(post(null, {}, "/tasks/7?a=1"), { query: z.strictObject({}) });
    expect(input).toMatchObject({
      failed: ["query"],
      issues: [{ part: "query", path: [], code: "unrecognized_keys" }],
    });
  });

  test("invalid input has no values, not even those of valid parts", async () => {
    const input = await inputOf(post("{}", {}, "/tasks/7?page=2"), strict);
    expect(input).toMatchObject({ ok: false, failed: ["body"] });
    expect(Object.keys(input).sort()).toEqual(["body", "failed", "issues", "ok", "params", "query"]);
    expect([input.params, input.query, input.body]).toEqual([undefined, undefined, undefined]);
  });
});
