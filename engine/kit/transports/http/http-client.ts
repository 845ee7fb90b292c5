import { request } from "node:http";
import { connect, type Socket } from "node:net";
import type { Address } from "../../address.ts";
import { CheckFailure } from "../../failure.ts";
import { BODY_LIMIT_BYTES, REPLY_LIMIT_MS } from "../../limits.ts";
import { timeLimit } from "../../time-limit.ts";
import { shorten, type Transcript } from "../../transcript.ts";

/** An HTTP answer, or the reason why there is none. */
export interface HttpAnswer {
  /** For example `GET /health`. */
  readonly asked: string;
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** At most `BODY_LIMIT_BYTES`; for an answer that never ends, what came until `enough` said so. */
  readonly body: string;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent one after the other, each in a TCP segment of its own. */
  readonly body?: readonly Buffer[];
  /** Stops reading an answer that need not end. Called with the body so far. */
  readonly enough?: (body: string) => boolean;
}

/** HTTP requests to the server under check, recorded like everything else. */
export class HttpClient {
  readonly #address: Address;
  readonly #transcript: Transcript;
  #count = 0;
  /** Requests that are not over. */
  #open = 0;

  constructor(address: Address, transcript: Transcript) {
    this.#address = address;
    this.#transcript = transcript;
  }

  /** Whether an answer is being waited for at this moment. */
  get isWaiting(): boolean {
    return this.#open > 0;
  }

  /** Sends a GET request; see `request`. */
  get(path: string): Promise<HttpAnswer> {
    return this.request(path);
  }

  /**
   * Sends one request on a connection of its own and resolves with the whole answer.
   * Throws a CheckFailure when no complete answer comes within `REPLY_LIMIT_MS`.
   */
  async request(path: string, options: HttpRequest = {}): Promise<HttpAnswer> {
    const { method = "GET", headers = {}, body = [], enough } = options;
    const asked = `${method} ${path}`;
    const peer = `http-${++this.#count}`;
    this.#transcript.add({ peer, dir: "out", kind: "request", method, path, text: asked });
    this.#open++;
    try {
      const answer = await new Promise<HttpAnswer>((resolve, reject) => {
        let came = "nothing";
        const outgoing = request({ ...this.#address, path, method, headers, agent: false }, (incoming) => {
          const chunks: Buffer[] = [];
          came = `status ${incoming.statusCode}, and not the whole body`;
          let size = 0;
          const finish = () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({ asked, status: incoming.statusCode ?? 0, headers: headersOf(incoming.rawHeaders), body: text });
            outgoing.destroy();
          };
          incoming.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size > BODY_LIMIT_BYTES || enough?.(Buffer.concat(chunks).toString("utf8")) === true) finish();
          });
          incoming.on("end", finish);
          incoming.on("error", reject);
        });
        const cancel = timeLimit(REPLY_LIMIT_MS, () =>
          outgoing.destroy(new Error(`${came} within ${REPLY_LIMIT_MS / 1000} s`)),
        );
        outgoing.on("error", reject);
        outgoing.on("close", () => {
          cancel();
          // A 101 that nobody asked for ends the request without an error and without an answer.
          if (came === "nothing") reject(new Error("the connection was closed without an HTTP answer"));
        });
        outgoing.setNoDelay(true);
        void sendPieces(outgoing, body);
      });
      this.#transcript.add({
        peer,
        dir: "in",
        kind: "response",
        text: `${answer.status} ${shorten(answer.body, 120)}`,
        code: answer.status,
      });
      return answer;
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      const received =
        code === undefined
          ? message
          : code === "ECONNREFUSED"
            ? "connection refused"
            : code.startsWith("HPE_")
              ? `an answer that is not HTTP: ${message}`
              : `the connection was cut (${code})`;
      this.#transcript.add({ peer, dir: "none", kind: "error", text: received });
      throw new CheckFailure({
        code: "http-not-answering",
        sent: asked,
        expected: `an HTTP answer within ${REPLY_LIMIT_MS / 1000} s`,
        received,
      });
    } finally {
      this.#open--;
    }
  }

  /**
   * Writes bytes that no HTTP library would send, and resolves with whatever came back once the server answered,
   * hung up, or stayed silent for `REPLY_LIMIT_MS`. Never throws: what a server answers to this is its own business.
   */
  async raw(bytes: string): Promise<string> {
    const peer = `http-${++this.#count}`;
    const first = (bytes.split("\r\n")[0] ?? "").trim();
    this.#transcript.add({ peer, dir: "out", kind: "bytes", bytes: Buffer.byteLength(bytes), text: first });
    this.#open++;
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const socket: Socket = connect(this.#address, () => socket.write(bytes));
      const finish = () => {
        cancel();
        socket.destroy();
        resolve(received);
      };
      const cancel = timeLimit(REPLY_LIMIT_MS, finish);
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1");
        finish();
      });
      socket.on("error", finish);
      socket.on("close", finish);
    }).finally(() => this.#open--);
    if (answer === "") this.#transcript.add({ peer, dir: "none", kind: "note", text: "no answer" });
    else {
      const text = answer.split("\r\n")[0] ?? "";
      this.#transcript.add({ peer, dir: "in", kind: "bytes", bytes: answer.length, text });
    }
    return answer;
  }
}

/** Each piece leaves before the next is handed over, so that the server reads them apart. */
async function sendPieces(outgoing: ReturnType<typeof request>, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) await new Promise<void>((resolve) => outgoing.write(piece, () => setImmediate(resolve)));
  outgoing.end();
}

function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[index + 1] ?? ""]);
  }
  return headers;
}
