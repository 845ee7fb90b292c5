/** The ways in which the connection of a member ends. Each returns who it was, and what was done, as a sentence part. */
import { encodeFrame, OPCODE_CLOSE, type Tools } from "#kit";
import { beginStep, join, type Member, type Place } from "./members.ts";
import type { User } from "./messages.ts";
import { closeHalfway, joinAndClose, joinByHand } from "./raw-members.ts";

interface Ending {
  readonly user: User;
  readonly cause: string;
}

/** Opcodes 3 to 7 are reserved (RFC 6455, section 5.2). */
const RESERVED_OPCODE = 0x3;

/** The normal way: closes with 1000, and waits until the server has answered. */
export async function closed(tools: Tools, { client }: Member): Promise<string> {
  await beginStep(tools);
  await client.leave();
  return `close 1000 by ${client.name}`;
}

/** As when a browser crashes: the system resets the TCP connection. */
export async function resetConnection(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  const { client, user } = await join(tools, ...boards);
  await beginStep(tools);
  client.destroy();
  return { user, cause: `${client.name} reset its connection` };
}

/** As a client with a bug: the server has to fail the connection (RFC 6455, section 7.1.7). */
export async function breakProtocol(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  const { client, user } = await join(tools, ...boards);
  await beginStep(tools);
  client.sendFrame({ opcode: RESERVED_OPCODE });
  return { user, cause: `a frame with an opcode that does not exist by ${client.name}` };
}

/** TCP ends in order, and the WebSocket was never closed. */
export async function endWithoutClosing(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  const { connection, user } = await joinByHand(tools, ...boards);
  await beginStep(tools);
  connection.end();
  return { user, cause: `${connection.name} ended its TCP connection without a close frame` };
}

/** The connection is closing for a while, and a change is sent to its rooms meanwhile. */
export async function closeSlowly(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  const { connection, user } = await joinByHand(tools, ...boards);
  await closeHalfway(tools, { connection, user });
  for (const { list } of boards)
    await tools.http.post("/tasks", { json: { listId: list, title: tools.random.word() } });
  connection.end();
  const cause = `a close frame by ${connection.name}, a new task on each of its boards, then the end of its TCP connection`;
  return { user, cause };
}

/** Joins and closes in one write. The server may announce both or none. */
export async function closeAtOnce(tools: Tools, board: Place): Promise<Ending> {
  const { connection, user } = await joinAndClose(tools, board);
  return { user, cause: `a join and a close frame by ${connection.name}, in one write` };
}

/** A close frame need not say why (RFC 6455, section 7.1.5). */
export function closeWithoutCode(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  return closeByFrame(tools, boards, Buffer.alloc(0), "without a code");
}

/** Codes from 4000 are for applications (RFC 6455, section 7.4.2). */
export function closeForApplication(tools: Tools, ...boards: readonly Place[]): Promise<Ending> {
  const code = tools.random.integer(4_000, 4_999);
  return closeByFrame(tools, boards, Buffer.from([code >> 8, code & 0xff]), `with the code ${code}`);
}

async function closeByFrame(tools: Tools, boards: readonly Place[], payload: Buffer, phrase: string): Promise<Ending> {
  const { connection, user } = await joinByHand(tools, ...boards);
  await beginStep(tools);
  await connection.send(encodeFrame({ opcode: OPCODE_CLOSE, payload }));
  connection.end();
  return { user, cause: `a close frame ${phrase} by ${connection.name}` };
}
