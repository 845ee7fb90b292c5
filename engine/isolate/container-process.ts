/**
 * A server in a container, with the interface of a local child process: output, control channel and ports. Every port
 * that the server reports is forwarded from a local listener.
 */
import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { FRAME, frame, frameReader } from "./container-frames.mjs";

/** The limit of forwarded ports. No legitimate server opens as many. */
const MAX_FORWARDED_PORTS = 20;
const LOOPBACK = "127.0.0.1";

export interface ContainerStart {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export class ContainerProcess {
  /** Implements the parts of `ChildProcess` that the grader uses. */
  readonly facade: ChildProcess;
  readonly #client: ChildProcess;
  readonly #events = new EventEmitter();
  readonly #stdout = new PassThrough();
  readonly #stderr = new PassThrough();
  readonly #line: Duplex;
  readonly #forwarders = new Map<number, Server>();
  readonly #connections = new Map<number, Socket>();
  #numbers = 0;
  #pending = "";
  /** Ports are forwarded one after the other, so that reports keep their order. */
  #reporting: Promise<void> = Promise.resolve();
  #ending: { code: number | null; signal: string | null } | undefined;

  /** @param client the engine's command line process, with pipes for its first three descriptors */
  constructor(client: ChildProcess, start: ContainerStart) {
    this.#client = client;
    this.#line = new Duplex({
      read() {},
      write: (bytes: Buffer, _encoding, done) => {
        this.#send(FRAME.line, 0, bytes);
        done();
      },
    });
    this.#line.on("error", () => {});
    client.stdin?.on("error", () => {});
    client.stderr?.pipe(this.#stderr, { end: false });
    const read = frameReader((kind, number, bytes) => this.#onFrame(kind, number, Buffer.from(bytes)));
    client.stdout?.on("data", (chunk: Buffer) => {
      try {
        read(chunk);
      } catch {
        client.kill("SIGKILL");
      }
    });
    client.once("error", (error) => this.#events.emit("error", error));
    client.once("close", (code, signal) => void this.#close(code, signal));
    this.#send(FRAME.start, 0, Buffer.from(JSON.stringify(start)));
    const { pid } = client;
    this.facade = Object.assign(this.#events, {
      pid,
      stdout: this.#stdout,
      stderr: this.#stderr,
      stdio: [null, this.#stdout, this.#stderr, this.#line],
    }) as unknown as ChildProcess;
  }

  #send(kind: number, number: number, bytes?: Uint8Array): void {
    if (this.#client.stdin?.writable === true) this.#client.stdin.write(frame(kind, number, bytes));
  }

  #onFrame(kind: number, number: number, bytes: Buffer): void {
    switch (kind) {
      case FRAME.stdout:
        this.#stdout.write(bytes);
        return;
      case FRAME.stderr:
        this.#stderr.write(bytes);
        return;
      case FRAME.line:
        this.#receiveLine(bytes.toString("utf8"));
        return;
      case FRAME.exit:
        this.#ending = JSON.parse(bytes.toString("utf8")) as { code: number | null; signal: string | null };
        return;
      case FRAME.data:
        this.#connections.get(number)?.write(bytes);
        return;
      case FRAME.end:
        this.#connections.get(number)?.end();
        return;
      default:
        this.#connections.get(number)?.destroy();
    }
  }

  #receiveLine(text: string): void {
    this.#pending = (this.#pending + text).slice(-64 * 1024);
    const lines = this.#pending.split("\n");
    this.#pending = lines.pop() ?? "";
    for (const line of lines)
      this.#reporting = this.#reporting.then(async () => this.#pass(await this.#withForwardedPort(line)));
  }

  #pass(line: string): void {
    if (!this.#line.destroyed) this.#line.push(`${line}\n`);
  }

  /** Replaces the port inside the container in a report with the forwarding port. */
  async #withForwardedPort(line: string): Promise<string> {
    try {
      const report = JSON.parse(line) as Record<string, unknown>;
      const { real, closed } = report;
      if (typeof closed === "number") {
        const forwarder = this.#forwarders.get(closed);
        const port = (forwarder?.address() as AddressInfo | null)?.port;
        this.#forwarders.delete(closed);
        forwarder?.close();
        return JSON.stringify({ ...report, closed: port });
      }
      if (typeof real !== "number") return line;
      if (this.#forwarders.size >= MAX_FORWARDED_PORTS) return "{}";
      return JSON.stringify({ ...report, real: await this.#forward(real) });
    } catch {
      return line;
    }
  }

  async #forward(inside: number): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const number = ++this.#numbers;
      this.#connections.set(number, socket);
      this.#send(FRAME.open, number, Buffer.from(String(inside)));
      socket.on("data", (bytes) => this.#send(FRAME.data, number, bytes));
      socket.on("end", () => this.#send(FRAME.end, number));
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#connections.delete(number);
        this.#send(FRAME.gone, number);
      });
    });
    this.#forwarders.set(inside, server);
    server.listen(0, LOOPBACK);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** Emits `exit` and `close` after all earlier reports have been passed on. */
  async #close(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    await this.#reporting;
    for (const forwarder of this.#forwarders.values()) forwarder.close();
    for (const socket of this.#connections.values()) socket.destroy();
    for (const stream of [this.#stdout, this.#stderr]) stream.end();
    this.#line.push(null);
    const ending = this.#ending ?? { code, signal };
    this.#events.emit("exit", ending.code, ending.signal);
    this.#events.emit("close", ending.code, ending.signal);
  }
}
