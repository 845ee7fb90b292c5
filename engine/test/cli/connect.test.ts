import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { finished, fixtureWorkbook } from "../fixture-workbook.ts";

/** A server that greets with the path of the handshake and echoes. */
async function echoServer(): Promise<number> {
  const server = new WebSocketServer({ port: 0 });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket, request) => {
    socket.send(`welcome to ${request.url}`);
    socket.on("message", (data: Buffer) => {
      socket.send(`echo ${data.toString()}`);
      socket.close(1000);
    });
  });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("an incomplete address is completed", () => {
  test.each([
    { form: (port: number) => [`${port}`], path: "/" },
    { form: (port: number) => [`${port}/ws`], path: "/ws" },
    { form: (port: number) => [`:${port}`], path: "/" },
    { form: (port: number) => [`localhost:${port}/ws`], path: "/ws" },
    { form: (port: number) => [`ws://localhost:${port}`], path: "/" },
    { form: (port: number) => [`http://localhost:${port}/a?b=1`], path: "/a?b=1" },
  ])("$path", async ({ form, path }) => {
    const { start } = await fixtureWorkbook();
    const child = start(["connect", ...form(await echoServer())]);
    child.stdout?.once("data", () => child.stdin?.write("hello\n"));
    // wscat may write a prompt in between.
    const { stdout, ...rest } = await finished(child);
    expect({ stdout: stdout.replace("> ", ""), ...rest }).toEqual({
      exitCode: 0,
      stdout: `welcome to ${path}\necho hello\n`,
      stderr: "",
    });
  });

  test("without an address, connects to PORT", async () => {
    const { start } = await fixtureWorkbook();
    const child = start(["connect"], { env: { PORT: String(await echoServer()) } });
    child.stdout?.once("data", () => child.stdin?.write("hello\n"));
    expect((await finished(child)).stdout).toContain("echo hello\n");
  });
});

test("when nothing listens, the error says how to start a server", async () => {
  const { run } = await fixtureWorkbook();
  expect(await run(["connect", "1"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      "Nothing answers at localhost:1. Start your server in another terminal with npm run dev, then run this command again.\n",
  });
});

test.each(["ftp://localhost", "ws://", "local host", "99999"])("refuses %s, which is not an address", async (word) => {
  const { run } = await fixtureWorkbook();
  expect(await run(["connect", word])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: `"${word}" is not the address of a WebSocket server. An address looks like ws://localhost:3000, or just 3000.\n`,
  });
});

test("stopping connect leaves no process running", async () => {
  const { start } = await fixtureWorkbook();
  const child = start(["connect", String(await echoServer())]);
  const end = finished(child);
  child.stdout?.once("data", () => child.kill("SIGTERM"));
  expect((await end).exitCode).toBe(143);
});
