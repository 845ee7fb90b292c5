/** One handshake by hand: what is sent, and the head that comes. */
import type { TcpClient } from "#kit";

/** How long the answer to a handshake may take, in milliseconds. */
export const ANSWER_LIMIT_MS = 2_000;

/** The lines of a handshake on /echo. One that is undefined is left out. */
export interface Handshake {
  /** @default "/echo" */
  readonly path?: string;
  /** By the name as it is written. @default those of `headersFor` */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** In what alone it differs from a handshake that was granted, as a sentence part. */
  readonly differsIn?: string;
}

export interface Head {
  readonly status: number;
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** As it came, without the blank line. */
  readonly text: string;
  /** With the blank line, in bytes. */
  readonly size: number;
}

/** Sends a handshake, and waits for the head of the answer. */
export async function ask(tcp: TcpClient, handshake: Handshake) {
  const { path = "/echo", headers } = handshake;
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  const connection = await tcp.open();
  await connection.send(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const head = await connection.until(() => headIn(connection.received), ANSWER_LIMIT_MS);
  return { connection, sent: said(handshake), head };
}

export function said({ path = "/echo", headers }: Handshake): string {
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `a handshake: GET ${path} with ${lines.join(", ")}`;
}

/** The head of an HTTP answer, once its blank line has come. */
function headIn(received: Buffer): Head | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const text = received.subarray(0, end).toString("latin1");
  const [first = "", ...lines] = text.split("\r\n");
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(first)?.[1];
  return { status: Number(status), fields: new Map(fields), text, size: end + 4 };
}
