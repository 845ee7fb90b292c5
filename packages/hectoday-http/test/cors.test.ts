/** Cross-origin requests. */

import { describe, expect, test } from "vitest";
import { type CorsOptions, cors, createRoutes, route, setup } from "../src/index.ts";

const LISTED = "https://a.example";
const REFUSED = "https://b.example";

/** The CORS headers and Vary of a response, and nothing else. */
function policyOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    [...response.headers].filter(([name]) => name === "vary" || name.startsWith("access-control-")),
  );
}

function requestFrom(origin: string | undefined, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/a", { headers: { ...headers, ...(origin === undefined ? {} : { origin }) } });
}

/** The policy on an ordinary answer. */
function headersFor(options: CorsOptions, origin?: string, response = new Response("x")): Record<string, string> {
  return policyOf(cors(options).headers(requestFrom(origin), response));
}

/** The answer to a preflight. */
async function preflightFor(options: CorsOptions, origin?: string, asked?: string): Promise<Response> {
  const app = setup({ routes: [cors(options).preflight(route)] });
  const headers = {
    "access-control-request-method": "PUT",
    ...(origin === undefined ? {} : { origin }),
    ...(asked === undefined ? {} : { "access-control-request-headers": asked }),
  };
  return app.request("/any/path", { method: "OPTIONS", headers });
}

describe("an invalid CORS configuration is refused", () => {
  const none = "Invalid CORS configuration: at least one origin must be provided.";
  const blank = "Invalid CORS configuration: origin values cannot be empty strings.";
  const both =
    "Invalid CORS configuration: credentials=true cannot be combined with origin '*'. Use explicit origins instead.";
  const nobody =
    "Invalid CORS configuration: credentials=true cannot be combined with origin 'null'. Use explicit origins instead.";

  test.each<[string, CorsOptions, string]>([
    ["no origin", { origin: [] }, none],
    ["an empty origin", { origin: "" }, blank],
    ["a blank origin in a list", { origin: [LISTED, "  "] }, blank],
    ["credentials for every origin", { origin: "*", credentials: true }, both],
    ["credentials for every origin, in a list", { origin: [LISTED, "*"], credentials: true }, both],
    ["credentials for the origin that anybody can have", { origin: ["null"], credentials: true }, nobody],
    ["the same beside a listed one", { origin: [LISTED, "null"], credentials: true }, nobody],
    ["a blank origin, before credentials for every origin", { origin: ["*", ""], credentials: true }, blank],
  ])("%s", (_title, options, message) => {
    expect(() => cors(options)).toThrow(new Error(message));
  });
});

test('the origin "null" may be listed where no cookies are sent', () => {
  expect(headersFor({ origin: ["null"] }, "null")["access-control-allow-origin"]).toBe("null");
});

describe("an ordinary answer", () => {
  test("an ordinary answer to a listed origin allows that origin", () => {
    expect(headersFor({ origin: [LISTED, "https://c.example"] }, LISTED)).toEqual({
      "access-control-allow-origin": LISTED,
      vary: "Origin",
    });
    expect(headersFor({ origin: LISTED }, LISTED)["access-control-allow-origin"]).toBe(LISTED);
  });

  test.each([
    ["not listed", REFUSED],
    ["listed in another case", LISTED.toUpperCase()],
    ["a prefix of a listed one", "https://a.exampl"],
    ["absent", undefined],
  ])("to an origin that is %s has only Vary", (_title, origin) => {
    expect(headersFor({ origin: [LISTED], credentials: true, exposeHeaders: ["x-a"] }, origin)).toEqual({
      vary: "Origin",
    });
  });

  test("an ordinary answer allows * without Vary when every origin is allowed", () => {
    expect(headersFor({ origin: "*" }, REFUSED)).toEqual({ "access-control-allow-origin": "*" });
    expect(headersFor({ origin: [LISTED, "*"] }, LISTED)).toEqual({ "access-control-allow-origin": "*" });
    expect(headersFor({ origin: "*" })).toEqual({});
  });

  test("allows credentials only when configured", () => {
    expect(headersFor({ origin: LISTED, credentials: true }, LISTED)["access-control-allow-credentials"]).toBe("true");
    expect(headersFor({ origin: LISTED, credentials: false }, LISTED)).not.toHaveProperty(
      "access-control-allow-credentials",
    );
  });

  test("exposes headers when configured", () => {
    expect(headersFor({ origin: LISTED, exposeHeaders: ["x-a", "x-b"] }, LISTED)["access-control-expose-headers"]).toBe(
      "x-a, x-b",
    );
    expect(headersFor({ origin: LISTED, exposeHeaders: [] }, LISTED)).not.toHaveProperty(
      "access-control-expose-headers",
    );
  });

  test.each([
    ["Accept-Encoding", "Accept-Encoding, Origin"],
    ["accept,  ORIGIN", "accept, ORIGIN"],
    ["a, A,, b", "a, b, Origin"],
  ])("with Vary %j gets Vary %j", (before, after) => {
    expect(headersFor({ origin: LISTED }, LISTED, new Response("x", { headers: { vary: before } }))["vary"]).toBe(
      after,
    );
  });

  test("keeps status, status text, body and the other headers, and leaves the original's headers alone", async () => {
    const original = new Response("content", {
      status: 201,
      statusText: "Made",
      headers: [
        ["x-a", "1"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
    });
    const response = cors({ origin: LISTED }).headers(requestFrom(LISTED), original);
    expect([response.status, response.statusText, response.headers.get("x-a")]).toEqual([201, "Made", "1"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(policyOf(original)).toEqual({});
    expect(response.body).toBe(original.body);
    expect(await response.text()).toBe("content");
  });
});

describe("a preflight", () => {
  test("from a listed origin is answered 204 with what is allowed", async () => {
    const response = await preflightFor({ origin: LISTED }, LISTED);
    expect([response.status, response.body]).toEqual([204, null]);
    expect(policyOf(response)).toEqual({
      "access-control-allow-origin": LISTED,
      "access-control-allow-methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
      vary: "Origin",
    });
  });

  test.each([
    ["not listed", REFUSED],
    ["absent", undefined],
  ])("from an origin that is %s is answered 204 with Vary only", async (_title, origin) => {
    const response = await preflightFor({ origin: LISTED, credentials: true, maxAge: 60 }, origin, "x-a");
    expect([response.status, response.body]).toEqual([204, null]);
    expect(policyOf(response)).toEqual({ vary: "Origin" });
  });

  test("allows the headers it asks for, unless others are configured", async () => {
    expect(policyOf(await preflightFor({ origin: LISTED }, LISTED, "x-a,X-B"))).toMatchObject({
      "access-control-allow-headers": "x-a,X-B",
      vary: "Origin, Access-Control-Request-Headers",
    });
    expect(policyOf(await preflightFor({ origin: LISTED, allowHeaders: ["x-c", "x-d"] }, LISTED, "x-a"))).toMatchObject(
      {
        "access-control-allow-headers": "x-c, x-d",
        vary: "Origin",
      },
    );
  });

  test("a preflight contains everything that is configured, except exposed headers", async () => {
    const options = { origin: LISTED, methods: ["GET", "PUT"], credentials: true, maxAge: 60, exposeHeaders: ["x-e"] };
    expect(policyOf(await preflightFor(options, LISTED))).toEqual({
      "access-control-allow-origin": LISTED,
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "60",
      vary: "Origin",
    });
  });

  test("sends a max age of 0", async () => {
    expect(policyOf(await preflightFor({ origin: "*", maxAge: 0 }, LISTED))["access-control-max-age"]).toBe("0");
  });

  test("is an OPTIONS route on every path, the root included", async () => {
    const descriptor = cors({ origin: "*" }).preflight(route);
    expect([descriptor.method, descriptor.path]).toEqual(["OPTIONS", "/**"]);
    const app = setup({ routes: [descriptor] });
    expect((await app.request("/", { method: "OPTIONS" })).status).toBe(204);
    expect((await app.request("/a/b", { method: "OPTIONS" })).status).toBe(204);
    expect((await app.request("/a/b")).status).toBe(404);
  });

  test("can be built with any factory that has options", () => {
    expect(cors({ origin: "*" }).preflight(createRoutes<{ DB: string }>()).method).toBe("OPTIONS");
  });

  test("an OPTIONS route for a specific path takes precedence over the preflight route", async () => {
    const own = route.options("/a", { resolve: () => new Response("own") });
    const app = setup({ routes: [cors({ origin: "*" }).preflight(route), own] });
    expect(await (await app.request("/a", { method: "OPTIONS" })).text()).toBe("own");
  });

  test("a preflight answer is not changed by the policy in onResponse", async () => {
    const policy = cors({ origin: LISTED, credentials: true });
    const headers = { origin: LISTED, "access-control-request-headers": "x-a" };
    const routes = [policy.preflight(route)];
    const alone = await setup({ routes }).request("/a", { method: "OPTIONS", headers });
    const twice = await setup({
      routes,
      onResponse: ({ request, response }) => policy.headers(request, response),
    }).request("/a", { method: "OPTIONS", headers });
    expect(policyOf(twice)).toEqual(policyOf(alone));
    expect([twice.status, twice.body]).toEqual([204, null]);
  });
});

test("the policy in onResponse covers errors and missing routes", async () => {
  const policy = cors({ origin: LISTED });
  const broken = route.get("/broken", { resolve: () => Promise.reject(new Error("broken")) });
  const app = setup({ routes: [broken], onResponse: ({ request, response }) => policy.headers(request, response) });
  for (const [path, status] of [
    ["/broken", 500],
    ["/missing", 404],
  ] as const) {
    const response = await app.request(path, { headers: { origin: LISTED } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([status, LISTED]);
  }
});
