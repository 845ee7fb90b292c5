/** The server of How WebSockets Work against the protocol's rules, and `ws` beside it, which must agree with the cases. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { startSolution } from "../real-clients/served-solution.ts";
import { close, shown, type Case } from "./case.ts";
import { CASES } from "./cases.ts";
import { converse } from "./converse.ts";

const AT_A_TIME = 8;

/** What came back in each case, by its number. */
async function answersFrom(address: string, cases: readonly Case[]): Promise<Record<string, readonly string[]>> {
  const answers: [string, readonly string[]][] = [];
  const left = [...cases.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      answers[next[0]] = [next[1].id, await converse(address, "/echo", next[1])];
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return Object.fromEntries(answers);
}

function wantedAnswers(cases: readonly Case[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    cases.map(({ id, answers, code }) => {
      const last = code === undefined ? { opcode: 8 } : close(code);
      return [id, [...answers, last].map(shown)];
    }),
  );
}

/** An echo server of `ws`, on a free port. */
async function startOfWs(): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/echo", maxPayload: 1024 * 1024 });
  onTestFinished(() => server.close());
  server.on("connection", (socket) => {
    socket.on("message", (data, binary) => socket.send(data, { binary }));
    socket.on("error", () => {});
  });
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("no two cases have one number", () => {
  const ids = Object.values(CASES).flatMap((cases) => cases.map(({ id }) => id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(Object.entries(CASES))("%s", (_title, cases) => {
  test("are answered by the solution as the RFC asks", async () => {
    expect(await answersFrom(await startSolution("lesson-ws-wire"), cases)).toEqual(wantedAnswers(cases));
  });

  test("are answered by ws in the same way", async () => {
    expect(await answersFrom(await startOfWs(), cases)).toEqual(wantedAnswers(cases));
  });
});
