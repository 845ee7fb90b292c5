import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { CheckFailure } from "../../failure.ts";
import { REPLY_LIMIT_MS } from "../../limits.ts";
import type { ServerLink } from "../../server-link.ts";
import { NOTHING_PENDING } from "../../silence.ts";
import { replyLimit } from "../../reply-limit.ts";
import { WaitCounter } from "../../wait-counter.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { HeldRequest, type RequestFailure, type ResponseHead } from "./held-request.ts";
import { methodOf, outgoing, type PipelinedRequest, type RequestOptions } from "./http-request.ts";
import { pipeline } from "./pipeline.ts";

export interface HttpRequest extends RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** For an answer that need not end: called with the body so far, returns true to stop reading. */
  readonly enough?: (body: string) => boolean;
}

export interface HoldOptions extends RequestOptions {
  /** @default "GET" */
  readonly method?: string;
  /** Requests to send in the same TCP segment, so that the server reads all of them in one turn of its event loop. */
  readonly followedBy?: readonly PipelinedRequest[];
}

/** Pauses between the attempts of `getUntil`, in milliseconds. */
const PAUSES_MS = [10, 40, 150, 500, 1_300];

/** Sends HTTP requests to one server, each on a connection of its own, and records them. */
export class HttpClient {
  readonly #link: ServerLink;
  /** How many waits are under way that do not belong to a held request. */
  readonly #waits = new WaitCounter();

  constructor(link: ServerLink) {
    this.#link = link;
    link.own(this);
  }

  /** How often the check is waiting now, other than for a held request. */
  get waits(): number {
    return this.#waits.count;
  }

  /** Does nothing: whatever stays open is registered with the link by itself. */
  dispose(): void {}

  /** Sends a GET request; see `request`. */
  get(path: string, options: RequestOptions = {}): Promise<HttpAnswer> {
    return this.request(path, options);
  }

  /**
   * Sends GET requests until an answer is as wanted, with pauses that add up to 2 s, for what a server notices with a delay,
   * such as a client that has gone. Returns the last answer, which may not be as wanted.
   */
  async getUntil(path: string, isWanted: (answer: HttpAnswer) => boolean): Promise<HttpAnswer> {
    let answer = await this.get(path);
    for (const pauseMs of PAUSES_MS) {
      if (isWanted(answer)) break;
      await this.#waits.during(() => setTimeout(pauseMs));
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
   * @throws CheckFailure when there is no complete answer within `REPLY_LIMIT_MS`
   */
  async request(path: string, { method = "GET", enough, ...options }: HttpRequest = {}): Promise<HttpAnswer> {
    const held = this.#send(method, path, options);
    const isEnough = () => (enough?.(held.body) === true ? true : undefined);
    const isSilent = await held.untilOrSilent(isEnough, REPLY_LIMIT_MS);
    if (isEnough() === true) held.takeAsWhole();
    if (held.answer !== undefined) return held.answer;
    const why = held.failure === undefined ? whyUnfinished(held.head) : whyCut(held.failure);
    const came = held.head === undefined ? "nothing" : `status ${held.head.status}, and not the whole body`;
    const limit = isSilent ? NOTHING_PENDING : `within ${REPLY_LIMIT_MS / 1000} s`;
    const received = held.failure?.received ?? held.runOutOfTime(`${came}${isSilent ? ", and" : ""} ${limit}`);
    throw new CheckFailure({
      code: "http-not-answering",
      sent: held.sent,
      expected: `an HTTP answer within ${REPLY_LIMIT_MS / 1000} s`,
      received,
      ...(why === undefined ? {} : { why }),
    });
  }

  /**
   * Sends a request that may stay open, and resolves once it is sent; what arrives is kept, with times. Never rejects: use
   * `expect(held)` to check the result.
   */
  async hold(path: string, { method = "GET", ...options }: HoldOptions = {}): Promise<HeldRequest> {
    const held = this.#send(method, path, options);
    await this.#waits.during(() => held.isSent);
    return held;
  }

  /**
   * Sends several requests in one TCP segment, so that the server has read all of them before it answers the first.
   * Resolves with the answers in order.
   * @throws CheckFailure when not all answers arrive within `REPLY_LIMIT_MS`
   */
  async pipeline(...requests: readonly PipelinedRequest[]): Promise<HttpAnswer[]> {
    const { name, release } = this.#link.names.take("http");
    return this.#waits
      .during(() =>
        pipeline(
          this.#link,
          name,
          requests.map((one) => outgoing(methodOf(one), one.path, one)),
        ),
      )
      .finally(release);
  }

  /**
   * Sends bytes that no HTTP library would send. Resolves with whatever arrived once the server has answered or closed the
   * connection, or after `REPLY_LIMIT_MS` of silence. Never rejects, because any reaction of the server is permitted.
   */
  async raw(bytes: string): Promise<string> {
    const { name: peer, release } = this.#link.names.take("http");
    const first = (bytes.split("\r\n")[0] ?? "").trim();
    this.#link.record({ peer, dir: "out", kind: "bytes", bytes: Buffer.byteLength(bytes), text: first });
    const answer = await this.#waits.during(() => this.#rawAnswer(bytes)).finally(release);
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
      const cancel = replyLimit(this.#link.server, REPLY_LIMIT_MS, finish);
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
}

/** Why an answer that has begun has no end; undefined when it has not begun. */
/** Why an answer was not completed, when the server ended its connection. */
function whyCut({ isCut }: RequestFailure): string | undefined {
  return isCut
    ? "the server gave the connection up before the answer was complete: the body of the answer failed (a stream whose start or pull throws, or that is given an error), or your code destroys the socket"
    : undefined;
}

function whyUnfinished(head: ResponseHead | undefined): string | undefined {
  if (head === undefined) return undefined;
  return head.headers.get("content-type")?.some((type) => /^text\/event-stream\b/i.test(type)) === true
    ? "the answer is an event stream, and the body of a stream does not end"
    : "the answer has begun and its body does not end: something keeps it open, or nothing ends it";
}
