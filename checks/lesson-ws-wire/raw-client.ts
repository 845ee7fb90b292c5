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
  /** Why it may be missing, when the client knows more than the code says. */
  readonly why?: string;
  /** Why, when the server has ended the connection in place of it. */
  readonly whyClosed?: string;
}

interface ClientTools {
  readonly tcp: TcpClient;
  readonly random: Random;
}

/** A client behind an accepted handshake. */
export class RawClient {
  readonly connection: TcpConnection;
  /** What it has sent last, in words. */
  sent = "nothing; the client only connected";
  /** The last message that it got. */
  lastMessage: Message | undefined;
  /** The payload of its last ping that was answered. */
  lastPing: Buffer | undefined;
  /** The payload of the last ping frame of the server's own that was passed over. */
  passedPing: Buffer | undefined;
  /** Where the first byte that was not read lies. */
  #offset: number;
  readonly #frames: Frame[] = [];
  readonly #tools: ClientTools;

  private constructor({ connection, head }: Accepted, tools: ClientTools) {
    this.connection = connection;
    this.#offset = head.size;
    this.#tools = tools;
  }

  static async open({ tcp, random }: ClientTools): Promise<RawClient> {
    return new RawClient(await upgraded(tcp, { headers: headersFor(keyFrom(random)) }), { tcp, random });
  }

  /** Another client of the same server: what it gets tells causes apart, once something has failed. */
  async another(): Promise<RawClient> {
    return await RawClient.open(this.#tools);
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
    this.lastMessage = { opcode: first.opcode, payload: Buffer.concat(parts) };
    return this.lastMessage;
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
  async framesToTheEnd(limitMs = ANSWER_LIMIT_MS): Promise<readonly Frame[]> {
    const came: Frame[] = [];
    await this.connection.until(() => {
      this.#read();
      came.push(...this.#frames.splice(0).filter(({ opcode }) => opcode !== OPCODE_PING));
      return came.find(({ opcode }) => opcode !== OPCODE_CLOSE);
    }, limitMs);
    return came;
  }

  failure(code: OwnFailure, { expected, why }: Omit<Awaited, "missing">, received: string): CheckFailure {
    const because = why === undefined ? {} : { why };
    return new CheckFailure({ code, peer: this.connection.name, sent: this.sent, expected, received, ...because });
  }

  /** The next frame that comes in time, whatever it is; asked once something has failed. */
  async nextFrame(limitMs = ANSWER_LIMIT_MS): Promise<Frame | undefined> {
    return await this.#next(limitMs);
  }

  async #next(limitMs = ANSWER_LIMIT_MS): Promise<Frame | undefined> {
    return await this.connection.until(() => {
      this.#read();
      let frame = this.#frames.shift();
      while (frame?.opcode === OPCODE_PING) {
        this.passedPing = frame.payload;
        frame = this.#frames.shift();
      }
      return frame;
    }, limitMs);
  }

  #read(): void {
    const { received } = this.connection;
    const { frames, rest } = readFrames(received.subarray(this.#offset));
    this.#frames.push(...frames);
    this.#offset = received.length - rest.length;
  }

  #silence({ expected, missing, ...whys }: Awaited): CheckFailure {
    const { connection } = this;
    const rest = connection.received.subarray(this.#offset);
    const came = rest.length === 0 ? "nothing" : `${shownBytes(rest)}, which is no whole frame`;
    const end = connection.isOver ? "; the connection is closed" : "";
    const why = connection.isOver ? whys.whyClosed : whys.why;
    return new CheckFailure({
      // A crash closes it too, and the report then says so.
      code: connection.isOver ? "connection-closed" : missing,
      peer: connection.name,
      sent: this.sent,
      expected: `${expected}, within ${ANSWER_LIMIT_MS / 1000} s`,
      received: `${came}${end}`,
      ...(why === undefined ? {} : { why }),
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
