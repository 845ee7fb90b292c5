import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { CheckFailure } from "../../failure.ts";
import { REPLY_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { timeLimit } from "../../time-limit.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { HeldRequest } from "./held-request.ts";
import { methodOf, outgoing, type PipelinedRequest, type RequestOptions } from "./http-request.ts";
import { pipeline } from "./pipeline.ts";

export interface HttpRequest extends RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** Stops reading an answer that need not end. Called with the body so far. */
  readonly enough?: (body: string) => boolean;
}

export interface HoldOptions extends RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** Requests that leave in the same TCP segment, so that the server reads all of them in one turn. */
  readonly followedBy?: readonly PipelinedRequest[];
}

/** Pauses between two looks at something that settles, in milliseconds. */
const PAUSES_MS = [10, 40, 150, 500, 1_300];

/** HTTP requests to one server, each on a connection of its own, recorded like everything else. */
export class HttpClient {
  readonly #link: ServerLink;
  /** Waits that belong to no held request. */
  #waits = 0;

  constructor(link: ServerLink) {
    this.#link = link;
    link.own(this);
  }

  /** Whether the check waits for an answer, a held one aside, at this moment. */
  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  /** Everything that stays open has an owner of its own. */
  dispose(): void {}

  /** Sends a GET request; see `request`. */
  get(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, options);
  }

  /**
   * Sends GET requests until an answer is as wanted, with pauses in between that add up to 2 s: for what a server notices a
   * moment later, such as a client that has gone. Returns the last answer, which need not be as wanted.
   */
  async getUntil(path: string, isWanted: (answer: HttpAnswer) => boolean): Promise<HttpAnswer> {
    let answer = await this.get(path);
    for (const pauseMs of PAUSES_MS) {
      if (isWanted(answer)) break;
      await setTimeout(pauseMs);
      answer = await this.get(path);
    }
    return answer;
  }

  /** Sends a POST request; see `request`. */
  post(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, { ...options, method: "POST" });
  }

  /** Sends a PUT request; see `request`. */
  put(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, { ...options, method: "PUT" });
  }

  /** Sends a PATCH request; see `request`. */
  patch(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, { ...options, method: "PATCH" });
  }

  /** Sends a DELETE request; see `request`. */
  delete(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, { ...options, method: "DELETE" });
  }

  /**
   * Sends one request on a connection of its own and resolves with the whole answer.
   * Throws a CheckFailure when no complete answer comes within `REPLY_LIMIT_MS`.
   */
  async request(path: string, { method = "GET", enough, ...options }: HttpRequest = {}): Promise<HttpAnswer> {
    const held = this.#send(method, path, options);
    const isEnough = () => (enough?.(held.body) === true ? true : undefined);
    if ((await held.until(isEnough, REPLY_LIMIT_MS)) === true) held.takeAsWhole();
    if (held.answer !== undefined) return held.answer;
    const came = held.head === undefined ? "nothing" : `status ${held.head.status}, and not the whole body`;
    const received = held.failure?.received ?? held.runOutOfTime(`${came} within ${REPLY_LIMIT_MS / 1000} s`);
    throw new CheckFailure({
      code: "http-not-answering",
      sent: held.sent,
      expected: `an HTTP answer within ${REPLY_LIMIT_MS / 1000} s`,
      received,
    });
  }

  /**
   * Sends a request that may stay open and resolves once it is on its way; what arrives is kept, with its time. Never
   * rejects: what came of it is asked with `expect(held)`.
   */
  async hold(path: string, { method = "GET", ...options }: HoldOptions = {}): Promise<HeldRequest> {
    const held = this.#send(method, path, options);
    await held.isSent;
    return held;
  }

  /**
   * Sends several requests in one TCP segment, so that the server has read all of them before it answers the first.
   * Resolves with the answers in order; throws a CheckFailure when not all come within `REPLY_LIMIT_MS`.
   */
  async pipeline(...requests: readonly PipelinedRequest[]): Promise<HttpAnswer[]> {
    const { name, release } = this.#link.names.take("http");
    return this.#waiting(
      pipeline(
        this.#link,
        name,
        requests.map((one) => outgoing(methodOf(one), one.path, one)),
      ),
    ).finally(release);
  }

  /**
   * Writes bytes that no HTTP library would send, and resolves with whatever came back once the server answered,
   * hung up, or stayed silent for `REPLY_LIMIT_MS`. Never throws: what a server answers to this is its own business.
   */
  async raw(bytes: string): Promise<string> {
    const { name: peer, release } = this.#link.names.take("http");
    const first = (bytes.split("\r\n")[0] ?? "").trim();
    this.#link.record({ peer, dir: "out", kind: "bytes", bytes: Buffer.byteLength(bytes), text: first });
    const answer = await this.#waiting(this.#rawAnswer(bytes)).finally(release);
    if (answer === "") this.#link.record({ peer, dir: "none", kind: "note", text: "no answer" });
    else {
      const text = answer.split("\r\n")[0] ?? "";
      this.#link.record({ peer, dir: "in", kind: "bytes", bytes: answer.length, text });
    }
    return answer;
  }

  #rawAnswer(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      let received = "";
      const socket = connect(this.#link.address, () => socket.write(bytes));
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
    });
  }

  #send(method: string, path: string, options: Omit<HoldOptions, "method">): HeldRequest {
    const { signal, followedBy, ...parts } = options;
    return this.#link.own(new HeldRequest(this.#link, outgoing(method, path, parts), { signal, followedBy }));
  }

  async #waiting<T>(work: Promise<T>): Promise<T> {
    this.#waits++;
    try {
      return await work;
    } finally {
      this.#waits--;
    }
  }
}
