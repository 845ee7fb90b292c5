/** Members that speak the protocol by hand, to end a connection as no library does. */
import { encodeFrame, expect, OPCODE_CLOSE, OPCODE_PING, OPCODE_PONG, OPCODE_TEXT, readFrames } from "#kit";
import type { TcpConnection, Tools } from "#kit";
import { beginStep, newUser, type Place } from "./members.ts";
import type { User } from "./messages.ts";

export interface RawMember {
  readonly connection: TcpConnection;
  readonly user: User;
}

/** The status of a normal closure, 1000 (RFC 6455, section 5.5.1). */
const NORMAL = Buffer.from([0x03, 0xe8]);

/** A connection that has joined these boards: the server has answered a ping frame that came after. */
export async function joinByHand(tools: Tools, ...boards: readonly Place[]): Promise<RawMember> {
  const connection = await tools.tcp.open();
  const user = newUser(tools.random);
  await connection.send(handshake(tools.random));
  await expect(connection).toReceive("101 Switching Protocols", framesOf);
  await connection.send(Buffer.concat([...boards.map((board) => joinFrame(board, user)), PING_MESSAGE, PING]));
  await receiveFrame(connection, "a pong frame", (opcode) => opcode === OPCODE_PONG);
  // A server that takes its time over messages answers this one after the joins; one that does not know it, with an error.
  await connection.until(() => {
    const texts = framesOf(connection.received)?.filter(({ opcode }) => opcode === OPCODE_TEXT) ?? [];
    return texts.some(({ payload }) => /"(?:pong|error)"/.test(payload.toString())) ? true : undefined;
  }, HANDLED_LIMIT_MS);
  return { connection, user };
}

/** How long the answer to a ping message is waited for, in milliseconds. */
const HANDLED_LIMIT_MS = 2_000;

const PING = encodeFrame({ opcode: OPCODE_PING });
const PING_MESSAGE = encodeFrame({ opcode: OPCODE_TEXT, payload: JSON.stringify({ type: "ping" }) });

/** Joins a board and closes the connection in one write. */
export async function joinAndClose(tools: Tools, board: Place): Promise<RawMember> {
  const connection = await tools.tcp.open();
  const user = newUser(tools.random);
  await connection.send(handshake(tools.random));
  await expect(connection).toReceive("101 Switching Protocols", framesOf);
  await beginStep(tools);
  await connection.send(
    Buffer.concat([joinFrame(board, user), encodeFrame({ opcode: OPCODE_CLOSE, payload: NORMAL })]),
  );
  connection.end();
  return { connection, user };
}

/** A member of a room of many: handshake and join in one piece, and what the server answers is read later. */
export async function joinAtOnce(tools: Tools, board: Place): Promise<TcpConnection> {
  const connection = await tools.tcp.open();
  await connection.send(Buffer.concat([handshake(tools.random), joinFrame(board, newUser(tools.random)), PING]));
  return connection;
}

/** Begins the closing handshake and does not end the TCP connection, for which the server goes on waiting. */
export async function closeHalfway(tools: Tools, { connection }: RawMember): Promise<void> {
  await beginStep(tools);
  await connection.send(encodeFrame({ opcode: OPCODE_CLOSE, payload: NORMAL }));
  await receiveFrame(connection, "a close frame", (opcode) => opcode === OPCODE_CLOSE);
}

/** Waits for a frame on the connection. */
export function receiveFrame(
  connection: TcpConnection,
  phrase: string,
  isWanted: (opcode: number, payload: Buffer) => boolean,
): Promise<true> {
  return expect(connection).toReceive(phrase, (bytes) =>
    framesOf(bytes)?.some(({ opcode, payload }) => isWanted(opcode, payload)) === true ? true : undefined,
  );
}

function handshake(random: Tools["random"]): Buffer {
  const lines = [
    "GET /ws HTTP/1.1",
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${random.bytes(16).toString("base64")}`,
    "Sec-WebSocket-Version: 13",
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
}

function joinFrame({ id }: Place, user: User): Buffer {
  return encodeFrame({ opcode: OPCODE_TEXT, payload: JSON.stringify({ type: "join", boardId: id, ...user }) });
}

/** The frames after the head of the answer; undefined while that is not complete. */
function framesOf(bytes: Buffer) {
  const end = bytes.indexOf("\r\n\r\n");
  return end === -1 ? undefined : readFrames(bytes.subarray(end + 4)).frames;
}
