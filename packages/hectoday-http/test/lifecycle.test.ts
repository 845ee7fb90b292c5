/** The order of stages, locals, env and the four hooks. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Context, type RouteDescriptor, route, setup } from "../src/index.ts";

const hello = route.get("/hello", { resolve: () => new Response("hello") });
const thrown = route.get("/thrown", {
  resolve: () => {
    throw new Response("teapot", { status: 418 });
  },
});
const broken = route.get("/broken", {
  resolve: () => {
    throw new Error("broken");
  },
});
const invalid = route.get("/invalid", {
  request: { query: z.object({ q: z.string() }) },
  resolve: (c) => new Response("invalid", { status: c.input.ok ? 200 : 400 }),
});
const everyOutcome: RouteDescriptor[] = [hello, thrown, broken, invalid];

describe("the order", () => {
  test("is onRequest, handler, onResponse, each awaited", async () => {
    const steps: string[] = [];
    const step = async (name: string) => {
      await Promise.resolve();
      steps.push(name);
    };
    const app = setup({
      routes: [
        route.get("/a", {
          resolve: async () => {
            await step("handler");
            return new Response();
          },
        }),
      ],
      onRequest: () => step("onRequest"),
      onResponse: async ({ response }) => {
        await step("onResponse");
        return response;
      },
    });
    await app.request("/a");
    expect(steps).toEqual(["onRequest", "handler", "onResponse"]);
  });

  test("lets a handler run before its body is read, when it has no body schema", async () => {
    const echo = route.post("/echo", { resolve: async (c) => new Response(await c.request.text()) });
    expect(await (await setup({ routes: [echo] }).request("/echo", { method: "POST", body: [1] })).text()).toBe("[1]");
  });

  test("leaves the answer to the handler when validation fails", async () => {
    const response = await setup({ routes: [invalid] }).request("/invalid");
    expect([response.status, await response.text()]).toEqual([400, "invalid"]);
  });
});

describe("onRequest", () => {
  test("the object that onRequest returns is the locals of the handler and the hooks", async () => {
    const locals = { user: "ada" };
    const seen: unknown[] = [];
    const app = setup({
      routes: [
        broken,
        route.get("/a", {
          resolve: (c) => {
            seen.push(c.locals);
            return new Response();
          },
        }),
      ],
      onRequest: () => locals,
      onResponse: (hook) => {
        seen.push(hook.locals);
        return hook.response;
      },
      onError: (hook) => {
        seen.push(hook.locals);
        return new Response();
      },
      onNotFound: (hook) => {
        seen.push(hook.locals);
        return new Response();
      },
    });
    await app.request("/a");
    await app.request("/broken");
    await app.request("/missing");
    expect(seen).toHaveLength(6);
    expect(seen.every((one) => one === locals)).toBe(true);
  });

  test("may be asynchronous", async () => {
    const app = setup({
      routes: [route.get("/a", { resolve: (c) => Response.json(c.locals) })],
      onRequest: async ({ request }) => ({ user: request.headers.get("x-user") }),
    });
    expect(await (await app.request("/a", { headers: { "x-user": "ada" } })).json()).toEqual({ user: "ada" });
  });

  test.each([[undefined], [null]])("that returns %s leaves locals empty", async (nothing) => {
    const app = setup({
      routes: [route.get("/a", { resolve: (c) => Response.json(c.locals) })],
      onRequest: () => nothing as undefined,
    });
    expect(await (await app.request("/a")).text()).toBe("{}");
  });

  test("without onRequest, every request starts with its own locals", async () => {
    const app = setup({
      routes: [
        route.get("/a", {
          resolve: (c) => {
            const before = Object.keys(c.locals);
            c.locals["left"] = true;
            return Response.json(before);
          },
        }),
      ],
    });
    await app.request("/a");
    expect(await (await app.request("/a")).json()).toEqual([]);
  });

  test("runs for requests that match no route", async () => {
    let runs = 0;
    const app = setup({
      routes: [],
      onRequest: () => {
        runs += 1;
      },
    });
    await app.request("/missing");
    expect(runs).toBe(1);
  });

  test("onRequest cannot answer: a Response it returns becomes the locals", async () => {
    // Its type forbids it; JavaScript does not.
    const onRequest = () => new Response("no", { status: 403 }) as unknown as Record<string, unknown>;
    const app = setup({ routes: [hello], onRequest });
    expect(await (await app.request("/hello")).text()).toBe("hello");
  });
});

describe("onNotFound", () => {
  test("answers when no route matches", async () => {
    const app = setup({ routes: [], onNotFound: async ({ request }) => new Response(request.url, { status: 410 }) });
    const response = await app.request("/missing");
    expect([response.status, await response.text()]).toEqual([410, "http://localhost/missing"]);
  });

  test("is not called for a 404 of a handler", async () => {
    const gone = route.get("/gone", { resolve: () => new Response("mine", { status: 404 }) });
    const app = setup({ routes: [gone], onNotFound: () => new Response("not mine") });
    expect(await (await app.request("/gone")).text()).toBe("mine");
  });
});

describe("onResponse", () => {
  test.each([
    ["/hello", 200],
    ["/thrown", 418],
    ["/broken", 500],
    ["/invalid", 400],
    ["/missing", 404],
  ])("runs for the answer to %s, a %i", async (path, status) => {
    const seen: number[] = [];
    const app = setup({
      routes: everyOutcome,
      onResponse: ({ request, response }) => {
        seen.push(response.status);
        return new Response(`${request.method} seen`, { status: 299 });
      },
    });
    const response = await app.request(path);
    expect(seen).toEqual([status]);
    expect([response.status, await response.text()]).toEqual([299, "GET seen"]);
  });

  test("onResponse gets the handler's response object and may return it", async () => {
    const made = new Response("hello");
    const seen: unknown[] = [];
    const app = setup({
      routes: [route.get("/a", { resolve: () => made })],
      onResponse: ({ response }) => {
        seen.push(response);
        response.headers.set("x-hook", "1");
        return response;
      },
    });
    const answer = await app.request("/a");
    expect(seen[0]).toBe(made);
    expect(answer).toBe(made);
    expect([answer.headers.get("x-hook"), await answer.text()]).toEqual(["1", "hello"]);
    expect(Object.getOwnPropertyNames(answer)).toEqual([]);
  });

  test("may read a copy and return the original", async () => {
    let logged = "";
    const app = setup({
      routes: [hello],
      onResponse: async ({ response }) => {
        logged = await response.clone().text();
        return response;
      },
    });
    expect(await (await app.request("/hello")).text()).toBe("hello");
    expect(logged).toBe("hello");
  });

  test("may change headers between looking at the body and cloning", async () => {
    const app = setup({
      routes: [hello],
      onResponse: ({ response }) => {
        response.headers.set("x-hook", String(response.body !== null));
        return response.clone();
      },
    });
    const answer = await app.request("/hello");
    expect([answer.headers.get("x-hook"), await answer.text()]).toEqual(["true", "hello"]);
  });

  test("may look at the body and return the response with changed headers", async () => {
    const app = setup({
      routes: [hello],
      onResponse: ({ response }) => {
        if (response.body) response.headers.set("x-hook", "1");
        return response;
      },
    });
    const answer = await app.request("/hello");
    expect([answer.headers.get("x-hook"), await answer.text()]).toEqual(["1", "hello"]);
  });

  test("may go on reading a copy after it has answered", async () => {
    let copy: Response | undefined;
    const app = setup({
      routes: [hello],
      onResponse: ({ response }) => {
        copy = response.clone();
        return response;
      },
    });
    expect(await (await app.request("/hello")).text()).toBe("hello");
    expect(await copy?.text()).toBe("hello");
  });

  test("may cancel the body and return the response, which is empty then", async () => {
    const app = setup({
      routes: [hello],
      onResponse: async ({ response }) => {
        await response.body?.cancel();
        return response;
      },
    });
    const answer = await app.request("/hello");
    expect((await answer.body?.getReader().read())?.done).toBe(true);
  });

  test("onResponse may read the body and return another response", async () => {
    const app = setup({
      routes: [hello],
      onResponse: async ({ response }) => new Response((await response.text()).toUpperCase(), response),
    });
    expect(await (await app.request("/hello")).text()).toBe("HELLO");
  });
});

describe("an onResponse that fails", () => {
  const original = () =>
    new Response("original", {
      status: 201,
      statusText: "Made",
      headers: [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
    });

  type Hook = (response: Response) => unknown;
  const failures: [string, Hook][] = [
    ["does nothing else", () => {}],
    [
      "has changed the headers",
      (response) => {
        response.headers.delete("set-cookie");
        response.headers.set("x-half", "done");
      },
    ],
    ["has read the body", (response) => response.text()],
    ["has read the body as JSON, in vain", (response) => response.json().catch(() => {})],
    ["has read a chunk of the body", (response) => response.body?.getReader().read()],
    ["has moved the body into another response", (response) => new Response(response.body).text()],
    ["has read a clone", (response) => response.clone().text()],
    ["has asked for a chunk without waiting for it", (response) => void response.body?.getReader().read()],
    ["has cancelled the body", (response) => response.body?.cancel()],
  ];

  test.each(failures)("and %s leaves the answer as it was", async (_title, hook) => {
    const app = setup({
      routes: [route.get("/a", { resolve: original })],
      onResponse: async ({ response }) => {
        await hook(response);
        throw new Error("hook");
      },
    });
    const answer = await app.request("/a");
    expect([answer.status, answer.statusText, await answer.text()]).toEqual([201, "Made", "original"]);
    expect([...answer.headers]).toEqual([...original().headers]);
  });

  test("an onResponse that throws synchronously leaves the answer as it was", async () => {
    const app = setup({
      routes: [hello],
      onResponse: () => {
        throw new Error("hook");
      },
    });
    expect(await (await app.request("/hello")).text()).toBe("hello");
  });

  test("does not reach onError", async () => {
    let called = false;
    const app = setup({
      routes: [hello],
      onResponse: () => Promise.reject(new Error("hook")),
      onError: () => {
        called = true;
        return new Response("error");
      },
    });
    expect(await (await app.request("/hello")).text()).toBe("hello");
    expect(called).toBe(false);
  });

  test("leaves a frozen response as it was", async () => {
    const app = setup({
      routes: [route.get("/a", { resolve: () => Object.freeze(original()) })],
      onResponse: async ({ response }) => {
        await response.text();
        throw new Error("hook");
      },
    });
    expect(await (await app.request("/a")).text()).toBe("original");
  });

  test("leaves a response without body, or of an unusual status, as it was", async () => {
    const failing = (response: Response) =>
      setup({
        routes: [route.get("/a", { resolve: () => response })],
        onResponse: () => Promise.reject(new Error("hook")),
      }).request("/a");
    expect(await failing(new Response(null, { status: 204 }))).toMatchObject({ status: 204, body: null });
    expect(await failing(Response.error())).toMatchObject({ status: 0, type: "error" });
  });

  test("cannot bring back a body that the handler had read already", async () => {
    const app = setup({
      routes: [
        route.get("/a", {
          resolve: async () => {
            const response = original();
            await response.text();
            return response;
          },
        }),
      ],
      onResponse: async ({ response }) => {
        await response.text();
        return response;
      },
    });
    const answer = await app.request("/a");
    expect([answer.status, answer.bodyUsed]).toEqual([201, true]);
  });
});

describe("return values", () => {
  const nothing = route.get("/a", { resolve: () => undefined as unknown as Response });

  test("of a handler are not checked", async () => {
    expect(await setup({ routes: [nothing] }).request("/a")).toBeUndefined();
    expect(await setup({ routes: [nothing] }).request("/a", { method: "HEAD" })).toBeUndefined();
  });

  test("of a handler go through onResponse whatever they are", async () => {
    const seen: unknown[] = [];
    const app = setup({
      routes: [nothing],
      onResponse: ({ response }) => {
        seen.push(response);
        return new Response("repaired");
      },
    });
    expect(await (await app.request("/a")).text()).toBe("repaired");
    expect(seen).toEqual([undefined]);
  });

  test("of onResponse are not checked", async () => {
    const app = setup({ routes: [hello], onResponse: () => undefined as unknown as Response });
    expect(await app.request("/hello")).toBeUndefined();
  });
});

describe("env", () => {
  test("reaches the handler and all four hooks", async () => {
    const env = { DB: "file" };
    const seen: unknown[] = [];
    const app = setup<Record<string, never>, typeof env>({
      routes: [
        route.get("/a", {
          resolve: (c) => {
            seen.push(c.env);
            throw new Error("on to onError");
          },
        }),
      ],
      onRequest: (hook) => {
        seen.push(hook.env);
      },
      onResponse: (hook) => {
        seen.push(hook.env);
        return hook.response;
      },
      onError: (hook) => {
        seen.push(hook.env);
        return new Response();
      },
      onNotFound: (hook) => {
        seen.push(hook.env);
        return new Response();
      },
    });
    await app.fetch(new Request("http://localhost/a"), env);
    await app.fetch(new Request("http://localhost/missing"), env);
    expect(seen).toHaveLength(7);
    expect(seen.every((one) => one === env)).toBe(true);
  });

  test("is never passed by app.request", async () => {
    const app = setup({ routes: [route.get("/a", { resolve: (c) => Response.json({ none: c.env === undefined }) })] });
    expect(await (await app.request("/a")).json()).toEqual({ none: true });
  });
});

test("the input at run time is there on routes whose type hides it", async () => {
  const app = setup({ routes: [route.get("/a", { resolve: (c) => Response.json((c as Context).input.ok) })] });
  expect(await (await app.request("/a")).json()).toBe(true);
});
