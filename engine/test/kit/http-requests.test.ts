import { describe, expect, test } from "vitest";
import { expect as expectOf } from "../../kit/expect.ts";
import { like } from "../../kit/json-matchers.ts";
import { HttpAnswer } from "../../kit/transports/http/http-answer.ts";
import { HttpClient } from "../../kit/transports/http/http-client.ts";
import { bodyOf, observed, withHttpServer, type Handler } from "./http-server.ts";

/** Answers with what it was asked, as JSON. */
const mirror: Handler = (request, response) => {
  void bodyOf(request).then((body) => {
    const { method, url, headers } = request;
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(
      JSON.stringify({ method, url, type: headers["content-type"], length: headers["content-length"], body }),
    );
  });
};

describe.concurrent("a request", () => {
  test("carries its method, its JSON and its headers, and its answer is parsed", async () => {
    await withHttpServer(mirror, async ({ link }) => {
      const http = new HttpClient(link);
      const json = { title: "Brot 🥖" };
      const posted = await http.post("/tasks?x=1", { json });
      expect(posted.json).toEqual({
        method: "POST",
        url: "/tasks?x=1",
        type: "application/json",
        length: "21",
        body: JSON.stringify(json),
      });
      expect(posted).toMatchObject({
        status: 200,
        asked: "POST /tasks?x=1",
        sent: `POST /tasks?x=1 ${JSON.stringify(json)}`,
      });
      for (const method of ["put", "patch", "delete"] as const)
        expect((await http[method]("/tasks/1")).json).toMatchObject({ method: method.toUpperCase(), body: "" });
      expect((await http.post("/", { body: "{", headers: { "content-type": "application/json" } })).json).toMatchObject(
        {
          body: "{",
          type: "application/json",
        },
      );
    });
  });

  test("shares its name in the transcript with an earlier one, but not with one at the same time", async () => {
    await withHttpServer(mirror, async ({ link, transcript }) => {
      const http = new HttpClient(link);
      await http.get("/1");
      await http.get("/2");
      await Promise.all([http.get("/3"), http.get("/4")]);
      const requests = transcript.events().filter(({ kind }) => kind === "request");
      expect(requests.map(({ peer, text }) => `${peer} ${text}`)).toEqual([
        "http-1 GET /1",
        "http-1 GET /2",
        "http-1 GET /3",
        "http-2 GET /4",
      ]);
      // On a busy machine, head and body may arrive so far apart that they are two events.
      const answered = transcript.events().filter(({ kind }) => kind === "response" || kind === "end");
      expect(answered).toHaveLength(4);
    });
  });

  test("that is given up is reported as given up", async () => {
    await withHttpServer(
      () => {},
      async ({ link }) => {
        const controller = new AbortController();
        const asked = observed(() => new HttpClient(link).get("/", { signal: controller.signal }));
        controller.abort();
        expect(await asked).toMatchObject({
          code: "http-not-answering",
          received: expect.stringContaining("gave") as string,
        });
      },
    );
  });
});

describe("an answer's JSON", () => {
  const answer = (body: string) =>
    new HttpAnswer({ asked: "POST /tasks", sent: 'POST /tasks {"title":"a"}', status: 200, headers: new Map(), body });
  const task = { id: "t-1", title: "a", tags: [{ name: "x" }, { name: "y" }], position: 1 };

  test("is compared as a whole by toHaveJson, whatever the order of its fields", async () => {
    const { id, ...rest } = task;
    expect(await observed(() => expectOf(answer(JSON.stringify({ ...rest, id }))).toHaveJson(task))).toBeUndefined();
    expect(await observed(() => expectOf(answer("[]")).toHaveJson([]))).toBeUndefined();
    expect(await observed(() => expectOf(answer("null")).toHaveJson(null))).toBeUndefined();
  });

  test.each([
    ["another value", { ...task, title: "b" }, "http-wrong-json", 'title to be "a"', 'title is "b"'],
    [
      "the value of another field",
      { ...task, title: "t-1" },
      "http-wrong-json",
      'title to be "a"',
      'title is "t-1": that is the value of id',
    ],
    ["another type", { ...task, position: "1" }, "http-wrong-json", "position to be 1", 'position is "1"'],
    [
      "a value far inside",
      { ...task, tags: [{ name: "x" }, { name: "z" }] },
      "http-wrong-json",
      'tags[1].name to be "y"',
      'tags[1].name is "z"',
    ],
    [
      "a shorter array",
      { ...task, tags: [{ name: "x" }] },
      "http-wrong-json",
      "tags to be an array of 2",
      'tags is 1 of them: [{"name":"x"}]',
    ],
    ["null for an object", null, "http-wrong-json", "the body to be an object", "the body is null"],
    ["a further field", { ...task, more: 1 }, "http-wrong-json", "more to be no such field", "more is 1"],
    [
      "a missing field",
      { ...task, id: undefined },
      "http-missing-field",
      'id to be "t-1"',
      expect.stringContaining('no id, in {"title":"a"') as string,
    ],
  ])("differs in %s: toHaveJson names the smallest part", async (_name, value, code, expected, received) => {
    expect(await observed(() => expectOf(answer(JSON.stringify(value))).toHaveJson(task))).toEqual({
      code,
      sent: 'POST /tasks {"title":"a"}',
      event: undefined,
      expected,
      received,
    });
  });

  test("that is not JSON has a code of its own", async () => {
    expect(await observed(() => expectOf(answer("<html>")).toHaveJson(task))).toMatchObject({
      code: "http-not-json",
      received: "no JSON: <html>",
    });
    expect(await observed(() => expectOf(answer("")).toMatchJson({ id: like.text }))).toMatchObject({
      code: "http-not-json",
      expected: 'JSON: {"id":a text that is not empty}',
      received: "an empty body",
    });
  });

  test("may contain more than a shape requires, and is returned with its type", () => {
    const body = { data: { ...task, createdAt: "2026-01-31T09:00:00.123Z" }, timestamp: 3 };
    const shape = {
      data: {
        id: like.text,
        title: "a",
        tags: like.listOf({ name: like.string }),
        createdAt: like.isoTime,
        description: like.optional(like.oneOf(null, like.string)),
      },
      timestamp: like.anything,
    };
    const { data } = expectOf(answer(JSON.stringify(body))).toMatchJson(shape);
    const names: readonly string[] = data.tags.map(({ name }) => name);
    expect(`${data.id} ${names.join()}`).toBe("t-1 x,y");
  });

  test("that does not match a shape fails with the path of the first difference", async () => {
    const fails = (value: unknown) =>
      observed(() =>
        expectOf(answer(JSON.stringify(value))).toMatchJson({
          data: like.listOf({ at: like.isoTime, n: like.number }),
        }),
      );
    expect(await fails({ data: [{ at: "2026-01-31T09:00:00.123Z", n: 1 }] })).toBeUndefined();
    expect(await fails({ data: [{ at: "2026-01-31 09:00:00", n: 1 }] })).toMatchObject({
      code: "http-wrong-json",
      expected: "data[0].at to be a time in ISO 8601 with milliseconds",
      received: 'data[0].at is "2026-01-31 09:00:00"',
    });
    expect(await fails({ data: [{ at: "2026-01-31T09:00:00.123Z" }] })).toMatchObject({
      code: "http-missing-field",
      expected: "data[0].n to be a number",
    });
  });

  test("may be nested to any depth", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await observed(() => expectOf(answer(deep)).toHaveJson({ id: 1 }))).toMatchObject({
      code: "http-wrong-json",
    });
  });
});

describe("expectations of an answer", () => {
  const answer = new HttpAnswer({
    asked: "GET /",
    status: 422,
    headers: new Map([
      ["content-type", ["text/html; charset=utf-8"]],
      ["cache-control", ["no-cache"]],
    ]),
    body: "no",
  });

  test("accept one of several statuses", async () => {
    expect(await observed(() => expectOf(answer).toHaveStatus(400, 422))).toBeUndefined();
    expect(await observed(() => expectOf(answer).toHaveStatus(200, 201))).toMatchObject({
      code: "http-wrong-status",
      expected: "status 200 or 201",
    });
  });

  test("tell a refusal whose status was not set from a request that nothing refused", async () => {
    const answered = (body: string) => new HttpAnswer({ asked: "GET /missing", status: 200, headers: new Map(), body });
    const refused = await observed(() => expectOf(answered('{"error":"No such board"}')).toHaveStatus(404));
    expect(refused?.why).toContain("the status was not set");
    for (const body of ['{"data":null}', '{"data":{},"error":"none"}', '{"error":""}', "no", ""])
      expect(await observed(() => expectOf(answered(body)).toHaveStatus(404))).not.toHaveProperty("why");
    expect(await observed(() => expectOf(answered('{"error":"x"}')).toHaveStatus(201))).not.toHaveProperty("why");
  });

  test("compare a header's value and the media type", async () => {
    expect(await observed(() => expectOf(answer).toHaveHeader("Cache-Control", /no-cache|no-store/))).toBeUndefined();
    expect(await observed(() => expectOf(answer).toHaveHeader("Cache-Control", "no-store"))).toMatchObject({
      code: "http-wrong-header",
      expected: "the header Cache-Control: no-store",
      received: "no-cache",
    });
    expect(await observed(() => expectOf(answer).toHaveHeader("Cache-Control", /\bno-cach\b|^private$/))).toMatchObject(
      {
        code: "http-wrong-header",
        expected: "the header Cache-Control with no-cach or private",
        received: "no-cache",
      },
    );
    expect(await observed(() => expectOf(answer).toHaveContentType("text/html"))).toBeUndefined();
    expect(await observed(() => expectOf(answer).toHaveContentType("application/json"))).toMatchObject({
      code: "http-wrong-header",
      received: "text/html; charset=utf-8",
    });
  });

  test("compare the body as text", async () => {
    expect(await observed(() => expectOf(answer).toHaveBody("no"))).toBeUndefined();
    expect(await observed(() => expectOf(answer).toHaveBody(""))).toMatchObject({
      expected: "an empty body",
      received: "no",
    });
  });
});
