import { describe, expect, test } from "vitest";
import { inChild } from "./in-child.ts";

/** A port of the system's choice: whatever the code asks for, the real one is some other number. */
const FREE = expect.any(Number) as number;

/** Tells, once the server listens, what the code itself sees: its address, and that a connection is accepted. */
const TELL = `
import { connect } from "node:net";
import { once } from "node:events";
async function tell(server) {
  if (!server.listening) await once(server, "listening");
  const { address, port } = server.address();
  await once(connect(port, "127.0.0.1"), "connect");
  out({ address, port });
}
`;

describe.concurrent("listen with", () => {
  test.each([
    { what: "a number", call: "listen(3000)", asked: 3000 },
    { what: "a number as text", call: 'listen("3000")', asked: 3000 },
    { what: "the port of the environment", call: "listen(process.env.PORT)", asked: 23456 },
    { what: "an object", call: "listen({ port: 3000 })", asked: 3000 },
    { what: "an object with a port as text", call: 'listen({ port: "3000" })', asked: 3000 },
    { what: "an object with a host", call: 'listen({ port: 3000, host: "0.0.0.0" })', asked: 3000, host: "0.0.0.0" },
    { what: "a port and a host", call: 'listen(3000, "0.0.0.0")', asked: 3000, host: "0.0.0.0" },
    { what: "a port and a backlog", call: "listen(3000, 16)", asked: 3000 },
    { what: "a port, a host and a backlog", call: 'listen(3000, "127.0.0.1", 16)', asked: 3000, host: "127.0.0.1" },
    { what: "localhost", call: 'listen(3000, "localhost")', asked: 3000, host: "localhost" },
    { what: "every IPv6 address", call: 'listen(3000, "::")', asked: 3000, host: "::" },
    { what: "the IPv6 loopback", call: 'listen(3000, "::1")', asked: 3000, host: "::1" },
    { what: "nothing", call: "listen()", asked: 0 },
    { what: "a callback alone", call: "listen(() => {})", asked: 0 },
    { what: "port 0", call: "listen(0)", asked: 0 },
    { what: "null", call: "listen(null)", asked: 0 },
    { what: "an AbortSignal", call: "listen({ port: 3000, signal: new AbortController().signal })", asked: 3000 },
  ])("$what gets a free port of 127.0.0.1", async ({ call, asked, host }) => {
    const { reports, output } = await inChild(
      `${TELL} import { createServer } from "node:http"; await tell(createServer().${call});`,
    );
    expect(output).toEqual({ address: "127.0.0.1", port: FREE });
    expect(reports).toEqual([
      { asked, real: (output as { port: number }).port, ...(host === undefined ? {} : { host }) },
    ]);
  });

  test.each([
    { what: "node:net", create: 'import { createServer } from "node:net"; const server = createServer();' },
    { what: "node:http as a whole", create: 'import http from "node:http"; const server = http.createServer();' },
    { what: "node:https", create: 'import { createServer } from "node:https"; const server = createServer();' },
    { what: "node:http2", create: 'import { createServer } from "node:http2"; const server = createServer();' },
    {
      what: "a class of its own",
      create: 'import { Server } from "node:http"; class Mine extends Server {} const server = new Mine();',
    },
    {
      what: "require",
      create:
        'import { createRequire } from "node:module"; const server = createRequire(import.meta.url)("http").createServer();',
    },
  ])("a server from $what behaves the same", async ({ create }) => {
    const { reports, output } = await inChild(`${TELL} ${create} await tell(server.listen(3000));`);
    expect(reports).toEqual([{ asked: 3000, real: (output as { port: number }).port }]);
  });
});

describe.concurrent("listen behaves as in plain Node:", () => {
  test("without a host, the address is known on the next line", async () => {
    const { output } = await inChild(
      'import { createServer } from "node:http"; const server = createServer().listen(3000); out({ listening: server.listening, ...server.address() });',
    );
    expect(output).toEqual({ listening: true, address: "127.0.0.1", family: "IPv4", port: FREE });
  });

  test("the callback and the event come once each, after the calling line", async () => {
    const { output } = await inChild(`
      import { createServer } from "node:http";
      const seen = [];
      const server = createServer();
      server.on("listening", () => seen.push("event"));
      server.listen(3000, function () { seen.push(this === server ? "callback" : "callback of somebody else"); });
      seen.push("next line");
      setTimeout(() => out(seen), 20);
    `);
    expect(output).toEqual(["next line", "event", "callback"]);
  });

  test("it returns the server", async () => {
    const { output } = await inChild(
      'import { createServer } from "node:http"; const server = createServer(); out([server.listen(3000) === server, createServer().listen(3001, "localhost") !== undefined]);',
    );
    expect(output).toEqual([true, true]);
  });

  test("a second port of the WebSocket server is seen beside the first", async () => {
    const { reports } = await inChild(`
      import { createServer } from "node:http"; import { once } from "node:events"; import { WebSocketServer } from "ws";
      createServer().listen(3000);
      await once(new WebSocketServer({ port: 3001 }), "listening");
      out();
    `);
    expect(reports).toEqual([
      { asked: 3000, real: FREE },
      { asked: 3001, real: FREE },
    ]);
  });

  test("a port can be listened on again once it is closed", async () => {
    const { reports, output } = await inChild(`
      import { createServer } from "node:http"; import { once } from "node:events";
      const first = createServer().listen(3000);
      await once(first, "listening");
      await new Promise((resolve) => first.close(resolve));
      const second = createServer().listen(3000);
      await once(second, "listening");
      await new Promise((resolve) => second.close(resolve));
      second.listen(3000);
      await once(second, "listening");
      out("three times");
    `);
    expect(output).toBe("three times");
    expect(reports.map(({ asked, closed }) => asked ?? closed)).toEqual([3000, FREE, 3000, FREE, 3000]);
    expect(reports[1]?.closed).toBe(reports[0]?.real);
  });

  test("an aborted signal closes the server", async () => {
    const { output } = await inChild(`
      import { createServer } from "node:http"; import { once } from "node:events";
      const controller = new AbortController();
      const server = createServer().listen({ port: 3000, signal: controller.signal });
      await once(server, "listening");
      controller.abort();
      await once(server, "close");
      createServer().listen(3000, () => out("closed, and the port is free"));
    `);
    expect(output).toBe("closed, and the port is free");
  });

  test("the workers of a cluster answer on the port of the first process", async () => {
    const { reports, output } = await inChild(`
      import cluster from "node:cluster"; import { createServer } from "node:http";
      if (cluster.isPrimary) {
        const worker = cluster.fork();
        cluster.on("listening", (_, { port }) => worker.send(port));
        worker.on("message", (answer) => {
          worker.process.kill();
          out(answer);
        });
      } else {
        const server = createServer((request, response) => response.end("from a worker")).listen(3000);
        process.on("message", async () => {
          const answer = await fetch("http://127.0.0.1:" + server.address().port);
          process.send(await answer.text());
        });
      }
    `);
    expect({ reports, output }).toEqual({
      reports: [{ asked: 0, real: FREE, host: "127.0.0.1" }],
      output: "from a worker",
    });
  });
});

describe.concurrent("listen fails as in plain Node for", () => {
  test.each([
    { what: "a port that is too large", call: "listen(65536)", code: "ERR_SOCKET_BAD_PORT" },
    { what: "a negative port", call: "listen(-1)", code: "ERR_SOCKET_BAD_PORT" },
    { what: "a port that is no whole number", call: "listen(3000.5)", code: "ERR_SOCKET_BAD_PORT" },
    { what: "a port that is no number", call: "listen(NaN)", code: "ERR_SOCKET_BAD_PORT" },
    { what: "a bad port in an object", call: "listen({ port: 99999 })", code: "ERR_SOCKET_BAD_PORT" },
    { what: "an object without a port", call: "listen({})", code: "ERR_INVALID_ARG_VALUE" },
    { what: "a truth value", call: "listen(true)", code: "ERR_INVALID_ARG_VALUE" },
  ])("$what", async ({ call, code }) => {
    const { output, reports } = await inChild(
      `import { createServer } from "node:http"; try { createServer().${call}; out("no error"); } catch (error) { out(error.code); }`,
    );
    expect({ output, reports }).toEqual({ output: code, reports: [] });
  });

  test("a server that is already listening", async () => {
    const { output } = await inChild(
      'import { createServer } from "node:http"; const server = createServer().listen(3000); try { server.listen(3001); } catch (error) { out(error.code); }',
    );
    expect(output).toBe("ERR_SERVER_ALREADY_LISTEN");
  });

  test("a second server on a port that the first one holds", async () => {
    const { output, reports } = await inChild(`
      import { createServer } from "node:http";
      createServer().listen(3000, () => {
        const second = createServer().listen(3000, () => out("both listen"));
        second.on("error", ({ code, syscall, port, message }) => out({ code, syscall, port, message, listening: second.listening }));
      });
    `);
    expect(output).toEqual({
      code: "EADDRINUSE",
      syscall: "listen",
      port: 3000,
      message: "listen EADDRINUSE: address already in use :::3000",
      listening: false,
    });
    expect(reports).toHaveLength(1);
  });

  test("one port, after which the server may listen on another", async () => {
    const { output, reports } = await inChild(`
      import { createServer } from "node:http";
      createServer().listen(3000);
      const second = createServer();
      second.once("error", () => second.listen(3001, () => out("elsewhere")));
      second.listen(3000);
    `);
    expect(output).toBe("elsewhere");
    expect(reports.map(({ asked }) => asked)).toEqual([3000, 3001]);
  });

  test("no pair of IPv4 and IPv6 loopback, which are two addresses", async () => {
    const { reports } = await inChild(`
      import { createServer } from "node:http";
      createServer().listen(3000, "127.0.0.1", () => createServer().listen(3000, "::1", () => out()));
    `);
    expect(reports).toEqual([
      { asked: 3000, real: FREE, host: "127.0.0.1" },
      { asked: 3000, real: FREE, host: "::1" },
    ]);
  });
});

describe.concurrent("of listeners other than TCP ports of this process", () => {
  test("a socket file is reported by its name", async () => {
    const { reports } = await inChild(
      'import { createServer } from "node:http"; createServer().listen("./door.sock", () => out());',
    );
    expect(reports).toEqual([{ socket: "./door.sock" }]);
  });

  test("a socket file given in an object is reported too", async () => {
    const { reports } = await inChild(
      'import { createServer } from "node:http"; createServer().listen({ path: "./door.sock" }, () => out());',
    );
    expect(reports).toEqual([{ socket: "./door.sock" }]);
  });

  test("a file descriptor is left to Node", async () => {
    const { output, reports } = await inChild(
      'import { createServer } from "node:net"; createServer().on("error", (error) => out(error.syscall)).listen({ fd: 999 });',
    );
    expect({ output, reports }).toEqual({ output: "listen", reports: [] });
  });

  test("those of worker threads and forked processes are not reported", async () => {
    const { output, reports } = await inChild(`
      import { fork } from "node:child_process"; import { writeFileSync } from "node:fs"; import { Worker } from "node:worker_threads"; import { once } from "node:events";
      const script = 'require("http").createServer().listen(0, () => (process.send === undefined ? require("worker_threads").parentPort.postMessage("listens") : process.send("listens")))';
      writeFileSync("hidden.cjs", script);
      const [fromWorker] = await once(new Worker(script, { eval: true }), "message");
      const child = fork("./hidden.cjs");
      const [fromChild] = await once(child, "message");
      child.kill();
      out([fromWorker, fromChild]);
    `);
    expect(output).toEqual(["listens", "listens"]);
    expect(reports).toEqual([]);
  });
});

describe.concurrent("the process around the code", () => {
  test("looks like one that was started with the file", async () => {
    const { output } = await inChild(
      "out({ arguments: process.argv.length, file: process.argv[1].endsWith('server.mjs'), url: import.meta.url.endsWith('server.mjs'), ipc: process.send === undefined });",
    );
    expect(output).toEqual({ arguments: 2, file: true, url: true, ipc: true });
  });

  test("ends by itself when the code has nothing left to do", async () => {
    expect(await inChild("export {};")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("ends with 13 when a top-level await never settles", async () => {
    expect(await inChild("await new Promise(() => {});")).toMatchObject({ exitCode: 13 });
  });

  test("ends with the exit code that the code sets", async () => {
    expect(await inChild("process.exitCode = 5; await new Promise(() => {});")).toMatchObject({ exitCode: 5 });
  });

  test("prints what was thrown, and where", async () => {
    const { exitCode, stderr } = await inChild('function oven() { throw new TypeError("cold"); }\noven();');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/TypeError: cold\n +at oven \(file:.*server\.mjs:2:25\)/);
  });
});
