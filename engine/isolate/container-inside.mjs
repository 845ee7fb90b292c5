/**
 * The first process of a container. It starts the server and carries the server's output and connections over the
 * container's standard input and output. It exits, and the container with it, when the input ends because the grader
 * has gone. Plain JavaScript: it runs without a build, beside container-frames.mjs.
 */
import { spawn } from "node:child_process";
import net from "node:net";
import process from "node:process";
import { FRAME, frame, frameReader } from "./container-frames.mjs";

const LOOPBACK = "127.0.0.1";

/** Connections by the grader's number. */
const connections = new Map();
/** The streams that are read from here; all are paused while the grader does not read. */
const sources = new Set();
let server;

function send(kind, number, bytes) {
  if (process.stdout.write(frame(kind, number, bytes))) return;
  for (const source of sources) source.pause();
}
process.stdout.on("drain", () => {
  for (const source of sources) source.resume();
});
process.stdout.on("error", () => process.exit(1));

function carry(source, kind, number) {
  sources.add(source);
  source.on("data", (bytes) => send(kind, number, bytes));
  source.on("error", () => {});
  source.on("close", () => sources.delete(source));
}

const read = frameReader((kind, number, bytes) => {
  if (kind === FRAME.start) start(JSON.parse(bytes.toString("utf8")));
  else if (kind === FRAME.line) server?.stdio[3].write(Buffer.from(bytes));
  else if (kind === FRAME.open) open(number, Number(bytes.toString("utf8")));
  else if (kind === FRAME.data) connections.get(number)?.write(Buffer.from(bytes));
  else if (kind === FRAME.end) connections.get(number)?.end();
  else if (kind === FRAME.gone) connections.get(number)?.destroy();
});
process.stdin.on("data", read);
process.stdin.on("end", () => process.exit(1));
process.stdin.on("error", () => process.exit(1));
// The server leads a process group of its own.
process.on("SIGTERM", () => {
  try {
    process.kill(-server.pid, "SIGTERM");
  } catch {
    // The server has not started or has ended.
  }
});

function start({ command, environment }) {
  server = spawn(command[0], command.slice(1), {
    detached: true,
    env: environment,
    cwd: "/tmp",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  carry(server.stdout, FRAME.stdout, 0);
  carry(server.stderr, FRAME.stderr, 0);
  carry(server.stdio[3], FRAME.line, 0);
  let ending = { code: 127, signal: null };
  server.on("error", (error) => process.stderr.write(`${error.message}\n`, () => process.exit(1)));
  server.on("exit", (code, signal) => {
    ending = { code, signal };
    // Grandchildren may keep the pipes open, and their output does not matter.
    setTimeout(leave, 100).unref();
  });
  server.on("close", leave);
  function leave() {
    process.stdout.write(frame(FRAME.exit, 0, Buffer.from(JSON.stringify(ending))), () => process.exit(0));
  }
}

function open(number, port) {
  const socket = net.connect({ host: LOOPBACK, port, allowHalfOpen: true, noDelay: true });
  connections.set(number, socket);
  carry(socket, FRAME.data, number);
  socket.on("end", () => send(FRAME.end, number));
  socket.on("close", () => {
    connections.delete(number);
    send(FRAME.gone, number);
  });
}
