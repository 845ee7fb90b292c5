/** One connection through a proxy: passes bytes both ways under the proxy's conditions, and records HTTP among them. */
import { connect, type Socket } from "node:net";
import type { Address } from "../address.ts";
import { CloseFrameReader } from "./close-frame.ts";
import type { CurrentConditions, ProxyAnswer } from "./conditions.ts";
import { Flow } from "./flow.ts";
import { HttpParser, type MessageHead } from "./http-parser.ts";
import { RecordedRequest, type Recorder } from "./record.ts";

export interface ConnectionOptions {
  /** The socket to the program. */
  readonly near: Socket;
  /** The server's current address. */
  readonly target: () => Address;
  readonly number: number;
  readonly conditions: CurrentConditions;
  readonly recorder: Recorder;
  readonly onRequest: (request: RecordedRequest) => void;
  /** Called after each event that a check may be waiting for. */
  readonly onNews: () => void;
}

export class ProxyConnection {
  readonly #options: ConnectionOptions;
  readonly #near: Socket;
  readonly #methods: string[] = [];
  readonly #requests: HttpParser;
  readonly #answers: HttpParser;
  /** Unfinished requests, the oldest first. */
  readonly #open: RecordedRequest[] = [];
  #far: Socket | undefined;
  #toServer: Flow | undefined;
  #toProgram: Flow | undefined;
  /** The request that is being read. */
  #reading: RecordedRequest | undefined;
  /** The proxy's own answer to it, when the server does not see it. */
  #own: ProxyAnswer | undefined;
  /** Whether the head of the current answer is already in the transcript. */
  #isHeadShown = true;
  readonly #closing = new CloseFrameReader();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#near = options.near;
    this.#near.setNoDelay(true);
    this.#requests = new HttpParser("request", this.#methods, {
      head: (head, raw) => this.#onRequest(head, raw),
      body: (raw, content) => {
        this.#reading?.addBody(content);
        this.#forward(raw, "body");
      },
      end: () => this.#onRequestEnd(),
      opaque: (raw) => {
        this.#answers.upgrade();
        this.#forward(raw, "body");
      },
    });
    this.#answers = new HttpParser("response", this.#methods, {
      head: (head, raw) => this.#onAnswer(head, raw),
      body: (raw, content) => this.#onAnswerBody(raw, content),
      end: () => this.#onAnswerEnd(),
      opaque: (raw) => this.#onFrames(raw),
    });
    this.#near.on("data", (chunk: Buffer) => this.#requests.push(chunk));
    this.#near.on("end", () => {
      this.#requests.finish();
      this.#toServer?.end();
    });
    this.#near.on("error", () => {});
    this.#near.on("close", () => this.#gone());
    if (options.conditions.now.down === true) {
      options.recorder.error("the proxy reset the connection as soon as it was made");
      this.reset();
    }
  }

  /** Resets the connections to both sides (RFC 9293 section 3.10.7). */
  reset(): void {
    this.#near.resetAndDestroy();
    this.#far?.destroy();
  }

  #onRequest(head: MessageHead, raw: Buffer): void {
    const { number, recorder, onRequest, conditions } = this.#options;
    const request = new RecordedRequest(head, number, recorder.request(head));
    this.#reading = request;
    this.#open.push(request);
    this.#own = conditions.now.silent === true ? undefined : conditions.now.answer;
    this.#forward(raw, "head");
    onRequest(request);
  }

  #onRequestEnd(): void {
    const own = this.#own;
    this.#own = undefined;
    if (own === undefined) return;
    // Only the newest request: earlier ones have reached the server.
    const request = this.#open.pop() as RecordedRequest;
    this.#methods.pop();
    const { status, headers = {}, body = "" } = own;
    const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
    request.beginAnswer({ status, headers: new Map(lines.map(([name, value]) => [name.toLowerCase(), [value]])) });
    request.addAnswer(Buffer.from(body));
    request.endAnswer();
    const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    this.#near.write(`HTTP/1.1 ${status} Proxy\r\n${text}\r\n${body}`);
    this.#options.recorder.answer({ ...answerOf(request) });
    this.#options.onNews();
  }

  #onAnswer(head: MessageHead, raw: Buffer): void {
    const request = this.#open[0];
    const isInterim = head.status < 200 && head.status !== 101;
    if (request !== undefined && !isInterim) {
      request.beginAnswer(head);
      this.#isHeadShown = false;
      if (head.status === 101) {
        this.#options.recorder.answer({ ...answerOf(request) });
        this.#isHeadShown = true;
        this.#requests.upgrade();
        this.#answers.upgrade();
      }
    }
    this.#toProgram?.write(raw, "head");
    this.#options.onNews();
  }

  #onAnswerBody(raw: Buffer, content: Buffer): void {
    this.#open[0]?.addAnswer(content);
    if (this.#isHeadShown && content.length > 0) this.#options.recorder.chunk(content);
    this.#toProgram?.write(raw, "body");
    this.#options.onNews();
  }

  #onAnswerEnd(): void {
    const request = this.#open[0];
    // An interim answer (1xx) does not begin the final one.
    if (request?.answer === undefined) return;
    this.#open.shift();
    request.endAnswer();
    if (this.#isHeadShown) this.#options.recorder.end();
    else this.#options.recorder.answer(answerOf(request));
    this.#isHeadShown = true;
    this.#options.onNews();
  }

  /** Of a WebSocket connection, its end is recorded: whether a program comes back depends on the code. */
  #onFrames(raw: Buffer): void {
    const close = this.#closing.push(raw);
    if (close !== undefined) this.#options.recorder.close(close.code, close.reason);
    this.#toProgram?.write(raw, "body");
  }

  /** Shows the head of an answer that continues; an answer that arrives whole is shown as one event. */
  #showHead(): void {
    const answer = this.#open[0]?.answer;
    if (this.#isHeadShown || answer === undefined) return;
    this.#isHeadShown = true;
    this.#options.recorder.head(answer.status);
    const body = Buffer.from(answer.body);
    if (body.length > 0) this.#options.recorder.chunk(body);
  }

  #forward(raw: Buffer, part: "head" | "body"): void {
    if (this.#own !== undefined) return;
    this.#far ??= this.#connect();
    this.#toServer?.write(raw, part);
  }

  #connect(): Socket {
    const { target, conditions, recorder } = this.#options;
    const { host, port } = target();
    const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const onCut = (bytes: number) => {
      recorder.error(`the proxy reset the connection after ${bytes} bytes of the answer`);
      this.reset();
    };
    const isHeld = () => {
      const { silent, held } = conditions.now;
      return silent === true || (held !== undefined && this.#reading?.path.startsWith(held) === true);
    };
    this.#toServer = new Flow({ from: this.#near, to: far, conditions, isHeld, isAnswer: false, onCut });
    this.#toProgram = new Flow({ from: far, to: this.#near, conditions, isHeld, isAnswer: true, onCut });
    far.on("data", (chunk: Buffer) => {
      this.#answers.push(chunk);
      this.#showHead();
    });
    far.on("end", () => {
      this.#answers.finish();
      this.#toProgram?.end();
    });
    far.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#near.destroyed) return;
      recorder.error(`the server was lost behind the proxy (${error.code ?? error.message})`);
      this.reset();
    });
    return far;
  }

  #gone(): void {
    this.#far?.destroy();
    for (const request of this.#open.splice(0)) {
      if (request.answer?.status !== 101) this.#options.recorder.abort(request);
      request.close();
    }
    this.#options.onNews();
  }
}

function answerOf(request: RecordedRequest) {
  if (request.answer === undefined) throw new Error("the request has no answer");
  return request.answer;
}
