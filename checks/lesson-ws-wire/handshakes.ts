/** Handshakes by hand: what is asked, what came, and what of it a client would not accept (RFC 6455 section 4). */
import { acceptKeyFor, CheckFailure, expect, explained, type Random, type TcpClient, type TcpConnection } from "#kit";
import { isExample, mistakesIn } from "./accept-value.ts";
import { failures } from "./failures.ts";
import { whyGranted } from "./granted.ts";
import { ANSWER_LIMIT_MS, ask, said, type Handshake, type Head } from "./handshake.ts";

type Observation = CheckFailure["observation"];

/** An accepted handshake: what comes next on the connection are frames. */
export interface Accepted {
  readonly connection: TcpConnection;
  readonly head: Head;
}

/** A key as clients make it: 16 random bytes in base64. */
export function keyFrom(random: Random): string {
  return random.bytes(16).toString("base64");
}

export function headersFor(key: string): Record<string, string | undefined> {
  return {
    Host: "localhost",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
  };
}

/** Handshakes that are as right as that of `headersFor`, each with something of it written in another way. */
export function otherSpellings(key: string): readonly Handshake[] {
  const usual = headersFor(key);
  const value = (name: string, other: string): Handshake => ({
    headers: { ...usual, [name]: other },
    differsIn: `${name}: ${other}`,
  });
  const names = (spell: (name: string) => string, differsIn: string): Handshake => ({
    headers: Object.fromEntries(Object.entries(usual).map(([name, text]) => [spell(name), text])),
    differsIn,
  });
  return [
    value("Upgrade", "WebSocket"),
    value("Upgrade", "WEBSOCKET"),
    value("Connection", "keep-alive, Upgrade"),
    value("Connection", "upgrade"),
    names((name) => name.toLowerCase(), "the names of its headers in lower case"),
    names((name) => name.toUpperCase(), "the names of its headers in upper case"),
  ];
}

/** Asks for a WebSocket and fails unless the answer is 101. What else is in it is not looked at. */
export async function upgraded(tcp: TcpClient, handshake: Handshake): Promise<Accepted> {
  const { differsIn } = handshake;
  const { connection, sent, head } = await ask(tcp, handshake);
  const expected = "101 Switching Protocols (RFC 6455 section 4.2.2)";
  if (head === undefined) throw silence(connection, sent, expected);
  if (head.status === 101) return { connection, head };
  const received = head.text.split("\r\n", 1).join();
  if (differsIn === undefined)
    throw new CheckFailure({ code: failures["not-upgraded"], peer: connection.name, sent, expected, received });
  throw new CheckFailure({
    code: failures["spelling-refused"],
    peer: connection.name,
    sent,
    expected,
    received,
    why: `the same handshake in its usual spelling is granted, and in this one is not: ${differsIn}`,
  });
}

/** Asks for a WebSocket and fails unless the answer is one that a browser takes. */
export async function expectUpgraded(tcp: TcpClient, handshake: Handshake, key: string): Promise<Accepted> {
  const { connection, head } = await upgraded(tcp, handshake);
  const expectField = (name: string, wanted: string, isRight: (value: string) => boolean) => {
    const value = head.fields.get(name.toLowerCase());
    if (value !== undefined && isRight(value)) return;
    throw new CheckFailure({
      code: failures["handshake-incomplete"],
      peer: connection.name,
      sent: said(handshake),
      expected: `the line "${name}: ${wanted}" (RFC 6455 section 4.2.2)`,
      received: value === undefined ? `no such line in ${JSON.stringify(head.text)}` : `"${name}: ${value}"`,
    });
  };
  // Clients compare these two in any case, and Accept as it is (section 4.1).
  expectField("Upgrade", "websocket", (value) => value.toLowerCase() === "websocket");
  expectField("Connection", "Upgrade", (value) => tokensOf(value).includes("upgrade"));
  const accept = acceptKeyFor(key);
  expectField("Sec-WebSocket-Accept", accept, () => true);
  const value = head.fields.get(ACCEPT) ?? "";
  if (value === accept) return { connection, head };
  throw new CheckFailure({
    ...(await causeOf(value, key, tcp)),
    peer: connection.name,
    sent: said(handshake),
    expected: `the line "Sec-WebSocket-Accept: ${accept}" (RFC 6455 section 4.2.2)`,
    received: `"Sec-WebSocket-Accept: ${value}"`,
  });
}

const ACCEPT = "sec-websocket-accept";

/** Any other key than those of the checks, which are random. */
const OTHER_KEY = Buffer.alloc(16, "another key").toString("base64");

/** Why a value is wrong: how it was made from the key, or that it was not made from it, which another key shows. */
async function causeOf(value: string, key: string, tcp: TcpClient): Promise<Pick<Observation, "code" | "why">> {
  const mistakes = await mistakesIn(value, key);
  if (mistakes !== undefined) return { code: failures["accept-made-otherwise"], why: mistakes };
  const { head } = await ask(tcp, { headers: headersFor(OTHER_KEY) });
  if (head?.fields.get(ACCEPT) !== value) return { code: failures["wrong-accept"] };
  const example = isExample(value)
    ? ": it is that of the README's example, which is right for the example's key alone"
    : "";
  return {
    code: failures["accept-always-same"],
    why: `a handshake with another key got this same value, so it is not made from the key of the request${example}`,
  };
}

/**
 * Offers subprotocols and an extension that no server knows, and fails unless the answer is a right one that names nothing
 * else.
 */
export async function expectNothingUnasked(
  tcp: TcpClient,
  key: string,
  offered: { readonly protocols: readonly string[]; readonly extension: string },
): Promise<void> {
  const offers = {
    "Sec-WebSocket-Protocol": offered.protocols.join(", "),
    "Sec-WebSocket-Extensions": offered.extension,
  };
  const handshake = { headers: { ...headersFor(key), ...offers } };
  const { connection, head } = await expectUpgraded(tcp, handshake, key);
  for (const [name, offer] of Object.entries(offers)) {
    const value = head.fields.get(name.toLowerCase());
    if (value === undefined || tokensOf(value).every((token) => tokensOf(offer).includes(token))) continue;
    throw new CheckFailure({
      code: failures["promised-unasked"],
      peer: connection.name,
      sent: said(handshake),
      expected: `no line "${name}", or one that names only what the client offered: ${offer} (RFC 6455 section 4.2.2)`,
      received: `"${name}: ${value}"`,
    });
  }
}

/**
 * Asks for a WebSocket that must not be granted, and fails unless an answer of the 4xx kind comes and the connection ends.
 * @param wrong why it must not, as a sentence part that ends with the section of the RFC
 */
export async function expectRefused(tcp: TcpClient, handshake: Handshake, wrong: string): Promise<void> {
  const { connection, sent, head } = await ask(tcp, handshake);
  const expected = `a status of the 4xx kind, because ${wrong}`;
  if (head === undefined) throw silence(connection, sent, expected);
  // Without a status line, it is no number.
  if (!(head.status >= 400 && head.status <= 499))
    await explained(
      () => {
        throw new CheckFailure({
          code: failures["not-refused"],
          peer: connection.name,
          sent,
          expected,
          received: head.text.split("\r\n", 1).join(),
        });
      },
      () => (head.status === 101 ? whyGranted(tcp, handshake) : undefined),
    );
  await expect(connection).toBeClosed();
}

function tokensOf(value: string): string[] {
  return value.split(",").map((token) => token.trim().toLowerCase());
}

/** The failure when no whole head has come. What has come of one says more than that the client waits. */
function silence(connection: TcpConnection, sent: string, expected: string): CheckFailure {
  const { received, isOver } = connection;
  const text = received.toString("latin1");
  const end = isOver ? "; the connection was closed" : "; the connection is open";
  const observed = { peer: connection.name, sent, received: `${text === "" ? "nothing" : JSON.stringify(text)}${end}` };
  if (text === "" || isOver)
    return new CheckFailure({
      ...observed,
      code: isOver ? "handshake-reset" : "handshake-hangs",
      expected: `${expected}, within ${ANSWER_LIMIT_MS / 1000} s`,
    });
  return new CheckFailure({
    ...observed,
    code: failures["head-not-ended"],
    expected:
      "lines that each end with CR LF, and a blank line, a CR LF of its own, after the last (RFC 9112 section 2.1)",
    why: /(?<!\r)\n/.test(text)
      ? "lines of the answer end with LF alone, so a client takes them for one line that goes on"
      : text.endsWith("\r\n")
        ? "the status line and the header lines came, and not the blank line that ends them, so the client waits for more of them"
        : "the last line of the answer has no line end, so the client waits for the rest of it",
  });
}
