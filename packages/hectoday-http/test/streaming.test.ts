/** Endless bodies: they pass through, are not read ahead, and are cancelled when the client leaves. */

import { setFlagsFromString } from "node:v8";
import { setImmediate as nextTurn } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { type App, cors, route, setup } from "../src/index.ts";

type OnResponse = (context: { request: Request; response: Response }) => Response | Promise<Response>;

/** An endless source. It makes chunks on demand, counts them, and records its cancellation. */
class Endless {
  made = 0;
  readonly cancelled: Promise<void>;
  readonly stream: ReadableStream<Uint8Array>;
  isCancelled = false;

  constructor() {
    let reportCancel = () => {};
    this.cancelled = new Promise((resolve) => {
      reportCancel = resolve;
    });
    this.stream = new ReadableStream(
      {
        pull: (controller) => {
          this.made += 1;
          controller.enqueue(new TextEncoder().encode(`data: ${this.made}\n\n`));
        },
        cancel: () => {
          this.isCancelled = true;
          reportCancel();
        },
      },
      { highWaterMark: 0 },
    );
  }
}

function serving(source: Endless, onResponse?: OnResponse): App {
  return setup({
    routes: [
      route.get("/events", {
        resolve: () => new Response(source.stream, { headers: { "content-type": "text/event-stream" } }),
      }),
    ],
    ...(onResponse && { onResponse }),
  });
}

async function readerOf(response: Response): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  return (response.body as ReadableStream<Uint8Array>).getReader();
}

async function textOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

const fail = () => {
  throw new Error("hook");
};
const policy = cors({ origin: "*" });

/** Hooks that leave the body alone. */
const bystanders: [string, OnResponse | undefined][] = [
  ["no hook", undefined],
  ["a hook that looks at the status", ({ response }) => (response.ok ? response : new Response())],
  [
    "a hook that sets a header",
    ({ response }) => {
      response.headers.set("x-hook", "1");
      return response;
    },
  ],
  ["a hook that fails", fail],
];

/** Hooks that take the body without reading it to its end. */
const takers: [string, OnResponse][] = [
  ["a hook that moves the body into another response", ({ response }) => new Response(response.body, response)],
  ["a hook that adds CORS headers", ({ request, response }) => policy.headers(request, response)],
  ["a hook that asks whether there is a body", ({ response }) => (response.body ? response : new Response())],
  [
    "a hook that takes the body and fails",
    ({ response }) => {
      void new Response(response.body);
      return fail();
    },
  ],
];

const hooks = [...bystanders, ...takers];

describe("an endless response", () => {
  test.each(hooks)("arrives chunk by chunk while it is open (%s)", async (_title, onResponse) => {
    const source = new Endless();
    const reader = await readerOf(await serving(source, onResponse).request("/events"));
    expect(await textOf(reader)).toBe("data: 1\n\n");
    expect(await textOf(reader)).toBe("data: 2\n\n");
    expect(source.isCancelled).toBe(false);
  });

  test.each(hooks)("is cancelled when the client disconnects (%s)", async (_title, onResponse) => {
    const source = new Endless();
    const reader = await readerOf(await serving(source, onResponse).request("/events"));
    await textOf(reader);
    await reader.cancel();
    await source.cancelled;
    expect(source.isCancelled).toBe(true);
  });

  test.each(bystanders)("does not read its source before it is read (%s)", async (_title, onResponse) => {
    const source = new Endless();
    const response = await serving(source, onResponse).request("/events");
    await nextTurn();
    expect(source.made).toBe(0);
    await textOf(await readerOf(response));
    expect(source.made).toBe(1);
  });

  test.each(takers)("is never more than one chunk ahead of its reader (%s)", async (_title, onResponse) => {
    const source = new Endless();
    const reader = await readerOf(await serving(source, onResponse).request("/events"));
    for (let read = 1; read <= 50; read += 1) {
      await reader.read();
      await nextTurn();
      expect(source.made).toBeLessThanOrEqual(read + 1);
    }
  });

  test.each(bystanders.slice(0, 3))("is the handler's own stream, not a copy (%s)", async (_title, onResponse) => {
    const source = new Endless();
    expect((await serving(source, onResponse).request("/events")).body).toBe(source.stream);
  });

  test("passes the reason of a cancellation to its source, also through a hook", async () => {
    const reasons: unknown[] = [];
    const source = new ReadableStream({ cancel: (reason) => void reasons.push(reason) });
    const app = setup({
      routes: [route.get("/a", { resolve: () => new Response(source) })],
      onResponse: ({ request, response }) => policy.headers(request, response),
    });
    await (await app.request("/a")).body?.cancel("tab closed");
    expect(reasons).toEqual(["tab closed"]);
  });

  test("replaced by onResponse is cancelled by the hook, which may wait for that", async () => {
    const source = new Endless();
    const app = serving(source, async ({ response }) => {
      await response.body?.cancel();
      return new Response("instead");
    });
    expect(await (await app.request("/events")).text()).toBe("instead");
    await source.cancelled;
    expect(source.isCancelled).toBe(true);
  });

  test("starts from its first chunk when the hook fails after taking some", async () => {
    const source = new Endless();
    let theirs: ReadableStreamDefaultReader<Uint8Array> | undefined;
    const app = serving(source, async ({ response }) => {
      theirs = await readerOf(response);
      await theirs.read();
      await theirs.read();
      return fail();
    });
    const ours = await readerOf(await app.request("/events"));
    expect([await textOf(ours), await textOf(ours), await textOf(ours)]).toEqual([
      "data: 1\n\n",
      "data: 2\n\n",
      "data: 3\n\n",
    ]);
    await expect(theirs?.read()).rejects.toThrow(TypeError);
    expect(await textOf(ours)).toBe("data: 4\n\n");
  });

  test("is cancelled for a HEAD request", async () => {
    const source = new Endless();
    const response = await serving(source).request("/events", { method: "HEAD" });
    expect([response.body, response.headers.get("content-type")]).toEqual([null, "text/event-stream"]);
    await source.cancelled;
    expect(source.made).toBe(0);
  });

  test("with another reader does not break the answer to HEAD", async () => {
    const source = new Endless();
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    const app = setup({
      routes: [
        route.get("/a", {
          resolve: () => {
            const response = new Response(source.stream);
            reader = source.stream.getReader();
            return response;
          },
        }),
      ],
    });
    expect((await app.request("/a", { method: "HEAD" })).body).toBeNull();
    expect(await textOf(reader as ReadableStreamDefaultReader<Uint8Array>)).toBe("data: 1\n\n");
  });

  test("passes an error of its source on to the reader", async () => {
    const broken = new ReadableStream({ pull: () => Promise.reject(new Error("source failed")) }, { highWaterMark: 0 });
    const app = setup({
      routes: [route.get("/a", { resolve: () => new Response(broken) })],
      onResponse: ({ request, response }) => policy.headers(request, response),
    });
    const reader = await readerOf(await app.request("/a"));
    await expect(reader.read()).rejects.toThrow("source failed");
  });
});

describe("garbage collection", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const ROUNDS = 50;

  /**
   * Collects until an unreferenced cloned response has lost its body, or for a fixed number of rounds if none
   * does.
   */
  async function collectUntilClonesAreGone(): Promise<void> {
    const control = new Endless();
    (() => void new Response(control.stream).clone().body?.cancel())();
    for (let round = 0; round < ROUNDS && !control.isCancelled; round += 1) {
      collectGarbage();
      await nextTurn();
    }
  }

  test.each(hooks)("takes no body away from an answer that waits to be read (%s)", async (_title, onResponse) => {
    const source = new Endless();
    const app = setup({
      // A clone, because Node ties the body of one to the life of its response.
      routes: [route.get("/events", { resolve: () => new Response(source.stream).clone() })],
      ...(onResponse && { onResponse }),
    });
    const response = await app.request("/events");
    await collectUntilClonesAreGone();
    expect(await textOf(await readerOf(response))).toBe("data: 1\n\n");
  });

  test("takes no body away from a response that got its CORS headers outside a hook", async () => {
    const source = new Endless();
    const response = policy.headers(new Request("http://localhost"), new Response(source.stream).clone());
    await collectUntilClonesAreGone();
    expect(await textOf(await readerOf(response))).toBe("data: 1\n\n");
  });
});
