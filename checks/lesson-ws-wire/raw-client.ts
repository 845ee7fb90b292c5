/** A client by hand: it writes each frame as it is described, and reads what comes frame by frame (RFC 6455 section 5). */
import {
  CheckFailure,
  encodeFrame,
  OPCODE_CLOSE,
  OPCODE_CONTINUATION,
  OPCODE_PING,
  readFrames,
  type Frame,
  type OutgoingFrame,
  type TcpClient,
  type TcpConnection,
  type Random,
} from "#kit";
import { failures } from "./failures.ts";
import { headersFor, keyFrom, upgraded, type Accepted } from "./handshakes.ts";
import { shownBytes, shownFrame } from "./shown-frame.ts";

/** How long an answer may take, in milliseconds. */
const ANSWER_LIMIT_MS = 2_000;

type OwnFailure = (typeof failures)[keyof typeof failures];

/** A message as a client gets it, whatever frames it came in. */
export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What is waited for, and what its absence means. */
export interface Awaited {
  /** What must come, as a phrase that ends with the section of the RFC. */
  readonly expected: string;
  readonly missing: OwnFailure;
}

/** A client behind an accepted handshake. */
export class RawClient {
  readonly connection: TcpConnection;
  /** What it has sent last, in words. */
  sent = "nothing; the client only connected";
  /** Where the first byte that was not read lies. */
  #offset: number;
  readonly #frames: Frame[] = [];

  private constructor({ connection, head }: Accepted) {
    this.connection = connection;
    this.#offset = head.size;
  }

  static async open({ tcp, random }: { readonly tcp: TcpClient; readonly random: Random }): Promise<RawClient> {
    return new RawClient(await upgraded(tcp, { headers: headersFor(keyFrom(random)) }));
  }

  /** Sends frames in one write. */
  async send(...frames: readonly OutgoingFrame[]): Promise<void> {
    await this.sendBytes(Buffer.concat(frames.map(encodeFrame)), frames.map(shownFrame).join(", then "));
  }

  /** Sends bytes in one write. @param said what they are, in words */
  async sendBytes(bytes: Buffer, said: string): Promise<void> {
    this.sent = said;
    await this.connection.send(bytes);
  }

  /** The next message, its fragments joined. Control frames in between must be pings of the server's own. */
  async message(awaited: Awaited): Promise<Message> {
    const first = await this.frame(awaited);
    const parts = [first.payload];
    let last = first;
    while (!last.final) {
      last = await this.frame(awaited);
      if (last.opcode !== OPCODE_CONTINUATION)
        throw this.failure(failures["server-frame-broken"], awaited, shownFrame(last));
      parts.push(last.payload);
    }
    return { opcode: first.opcode, payload: Buffer.concat(parts) };
  }

  /** The next frame; pings of the server's own are passed over. */
  async frame(awaited: Awaited): Promise<Frame> {
    const frame = await this.#next();
    if (frame === undefined) throw this.#silence(awaited);
    const broken = brokenRule(frame);
    if (broken !== undefined)
      throw this.failure(failures["server-frame-broken"], awaited, `${shownFrame(frame)} ${broken}`);
    return frame;
  }

  /** The frames up to the end of the connection, or up to the first that is no close frame, or those that came in time. */
  async framesToTheEnd(): Promise<readonly Frame[]> {
    const came: Frame[] = [];
    await this.connection.until(() => {
      this.#read();
      came.push(...this.#frames.splice(0).filter(({ opcode }) => opcode !== OPCODE_PING));
      return came.find(({ opcode }) => opcode !== OPCODE_CLOSE);
    }, ANSWER_LIMIT_MS);
    return came;
  }

  failure(code: OwnFailure, { expected }: Pick<Awaited, "expected">, received: string): CheckFailure {
    return new CheckFailure({ code, peer: this.connection.name, sent: this.sent, expected, received });
  }

  async #next(): Promise<Frame | undefined> {
    return await this.connection.until(() => {
      this.#read();
      let frame = this.#frames.shift();
      while (frame?.opcode === OPCODE_PING) frame = this.#frames.shift();
      return frame;
    }, ANSWER_LIMIT_MS);
  }

  #read(): void {
    const { received } = this.connection;
    const { frames, rest } = readFrames(received.subarray(this.#offset));
    this.#frames.push(...frames);
    this.#offset = received.length - rest.length;
  }

  #silence({ expected, missing }: Awaited): CheckFailure {
    const { connection } = this;
    const rest = connection.received.subarray(this.#offset);
    const came = rest.length === 0 ? "nothing" : `${shownBytes(rest)}, which is no whole frame`;
    const end = connection.isOver ? "; the connection is closed" : "";
    return new CheckFailure({
      // A crash closes it too, and the report then says so.
      code: connection.isOver ? "connection-closed" : missing,
      peer: connection.name,
      sent: this.sent,
      expected: `${expected}, within ${ANSWER_LIMIT_MS / 1000} s`,
      received: `${came}${end}`,
    });
  }
}

/** What a client would not take of a frame, as a phrase behind it. */
function brokenRule({ masked, reserved, opcode, final, payload }: Frame): string | undefined {
  if (masked) return "with a mask, which only clients use (RFC 6455 section 5.1)";
  if (reserved !== 0) return "with a reserved bit that no extension uses (RFC 6455 section 5.2)";
  if (opcode > 10 || (opcode > 2 && opcode < 8)) return "with an opcode that means nothing (RFC 6455 section 5.2)";
  if (opcode >= OPCODE_CLOSE && (!final || payload.length > 125))
    return "that is a control frame in fragments or of more than 125 bytes (RFC 6455 section 5.5)";
  return undefined;
}
