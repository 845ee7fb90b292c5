import { describe, expect, test } from "vitest";
import type { Verdict } from "../../verdict.ts";
import { finished, withGradingFixture } from "./grading-fixture.ts";
import { rightServer } from "./right-server.ts";

/** What `check --url` prints and how it ends. */
function checked(url: string, ...words: readonly string[]) {
  return withGradingFixture({}, async (fixture) => {
    const end = await finished(fixture.start(["check", "lesson-door", "--url", url, ...words]));
    await fixture.expectNoProcess();
    return end;
  });
}

async function verdictOn(url: string): Promise<Verdict> {
  return JSON.parse((await checked(url, "--json")).stdout) as Verdict;
}

describe.concurrent("a server that is already running", () => {
  test.each([{ scheme: "http" }, { scheme: "ws" }])("is graded at its $scheme:// address", async ({ scheme }) => {
    const server = await rightServer();
    expect(await verdictOn(`${scheme}://127.0.0.1:${server.port}`)).toMatchObject({
      outcome: "graded",
      passed: true,
      isolation: "none (url)",
      server: { started: 0, stopped: 0, ports: [] },
    });
    await server.close();
  });

  test("is graded on the named path", async () => {
    const server = await rightServer({ path: "/door" });
    expect(await verdictOn(`ws://127.0.0.1:${server.port}/door`)).toMatchObject({ passed: true });
    expect(await verdictOn(`ws://127.0.0.1:${server.port}`)).toMatchObject({
      passed: false,
      score: { earned: 0, possible: 2 },
    });
    await server.close();
  });

  test("is found by the name localhost, whatever that resolves to", async () => {
    const server = await rightServer();
    expect(await verdictOn(`ws://localhost:${server.port}`)).toMatchObject({ passed: true, advice: [] });
    await server.close();
  });

  test("is found on ::1 alone, with a remark", async ({ skip }) => {
    const server = await rightServer({ host: "::1" }).catch(() => skip("this machine has no IPv6"));
    expect(await verdictOn(`ws://localhost:${server.port}`)).toMatchObject({
      passed: true,
      advice: [{ code: "ipv6-only" }],
    });
    await server.close();
  });
});

describe.concurrent("an address that cannot be graded is refused in one sentence", () => {
  test.each([
    { url: "door", said: '"door" is not a URL. Give one like ws://localhost:3000.\n' },
    { url: "https://127.0.0.1", said: "https:// cannot be checked. Give a ws:// or http:// URL.\n" },
    {
      url: "ws://127.0.0.1:1",
      said: "Nothing accepts connections at ws://127.0.0.1:1. Start the server first, for example with npm run dev, and give the port it prints.\n",
    },
  ])("$url", async ({ url, said }) => {
    expect(await checked(url)).toMatchObject({ exitCode: 2, stdout: "", stderr: said });
  });
});
