/** Describing routes: the verbs, createRoutes, group. */

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createRoutes, group, route } from "../src/index.ts";

const resolve = () => new Response("ok");

describe("route", () => {
  test.each([
    ["get", "GET"],
    ["post", "POST"],
    ["put", "PUT"],
    ["patch", "PATCH"],
    ["delete", "DELETE"],
    ["head", "HEAD"],
    ["options", "OPTIONS"],
    ["all", ""],
  ] as const)("%s describes a route of the method %j", (verb, method) => {
    expect(route[verb]("/boards", { resolve })).toEqual({ method, path: "/boards", config: { resolve } });
  });

  test("has no other verb", () => {
    expect(Object.keys(route).sort()).toEqual(["all", "delete", "get", "head", "options", "patch", "post", "put"]);
  });

  test("keeps the very config it is given, so that tools can read its schemas", () => {
    const config = { request: { query: z.object({}) }, response: { 200: z.string() }, resolve };
    expect(route.get("/boards", config).config).toBe(config);
  });

  test("takes any path without complaint", () => {
    expect(route.get("not a path", { resolve }).path).toBe("not a path");
  });
});

describe("createRoutes", () => {
  test("returns a factory with the same verbs", () => {
    expect(Object.keys(createRoutes())).toEqual(Object.keys(route));
    expect(createRoutes().patch("/a", { resolve })).toEqual(route.patch("/a", { resolve }));
  });

  test("returns a fresh factory each time", () => {
    expect(createRoutes()).not.toBe(createRoutes());
    expect(createRoutes()).not.toBe(route);
  });
});

describe("group", () => {
  test("returns the same array", () => {
    const routes = [route.get("/a", { resolve }), route.get("/b", { resolve })];
    expect(group(routes)).toBe(routes);
    expect(routes.map((one) => one.path)).toEqual(["/a", "/b"]);
  });
});
