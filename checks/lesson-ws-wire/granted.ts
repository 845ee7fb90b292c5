/** What is asked once a handshake was granted that must not be: which others that are wrong in the same part are, too. */
import { listOf, type Explanation, type TcpClient } from "#kit";
import { ask, type Handshake } from "./handshake.ts";

const VERSION = "Sec-WebSocket-Version";
const KEY = "Sec-WebSocket-Key";
/** Versions below and above the right one, and none. */
const [LOWER, HIGHER] = [
  ["8", "12"],
  ["14", "25"],
];

interface Outcome {
  readonly granted: readonly string[];
  readonly refused: readonly string[];
}

/** Which versions, paths, keys or protocols are granted and which refused: by that the comparison can be told. */
export async function whyGranted(
  tcp: TcpClient,
  { path = "/echo", headers }: Handshake,
): Promise<Explanation | undefined> {
  const asked = (values: readonly (string | undefined)[], handshakeFor: (value: string | undefined) => Handshake) =>
    outcomeOf(tcp, values, handshakeFor);
  if (headers[VERSION] !== "13") {
    const versions = [...(LOWER ?? []), ...(HIGHER ?? []), "x", undefined];
    const outcome = await asked(versions, (value) => ({ path, headers: { ...headers, [VERSION]: value } }));
    return { why: `${listed(outcome, "the version", "no version")}${versionsIn(outcome)}` };
  }
  if (path !== "/echo") {
    const paths = ["/other", "/echoes", "/echo/more", "/more/echo"];
    const outcome = await asked(paths, (value) => ({ path: value ?? path, headers }));
    return { why: `${listed(outcome, "the path", "")}${pathsIn(outcome)}` };
  }
  if (headers["Upgrade"] !== "websocket") {
    const protocols = ["h2c", "websocket2", undefined];
    const outcome = await asked(protocols, (value) => ({ path, headers: { ...headers, Upgrade: value } }));
    return { why: listed(outcome, "the protocol", "no line Upgrade") };
  }
  if (headers[KEY] === undefined) {
    const outcome = await asked(["short", undefined], (value) => ({ path, headers: { ...headers, [KEY]: value } }));
    return { why: listed(outcome, "the key", "no key") };
  }
  return undefined;
}

async function outcomeOf(
  tcp: TcpClient,
  values: readonly (string | undefined)[],
  handshakeFor: (value: string | undefined) => Handshake,
): Promise<Outcome> {
  const answers = await Promise.all(
    values.map(async (value) => {
      const { connection, head } = await ask(tcp, handshakeFor(value));
      connection.end();
      return { value: value ?? "none", isGranted: head?.status === 101 };
    }),
  );
  const valuesOf = (isGranted: boolean) =>
    answers.filter((one) => one.isGranted === isGranted).map(({ value }) => value);
  return { granted: valuesOf(true), refused: valuesOf(false) };
}

/** For example `a handshake with the version 14, 25 or with no version is granted; one with 8 or 12 is refused`. */
function listed({ granted, refused }: Outcome, what: string, none: string): string {
  const phrase = (values: readonly string[]) => {
    const named = values.filter((value) => value !== "none");
    return listOf([
      ...(named.length === 0 ? [] : [`${what} ${listOf(named)}`]),
      ...(values.includes("none") ? [none] : []),
    ]);
  };
  const other =
    refused.length === 0
      ? ", and of those that were asked, none is refused"
      : `, and one with ${phrase(refused)} is refused`;
  return `a handshake with ${phrase(granted)} is granted${other}`;
}

function versionsIn({ granted, refused }: Outcome): string {
  const [lower, higher] = [LOWER ?? [], HIGHER ?? []];
  const are = (values: readonly string[], among: readonly string[]) => values.every((one) => among.includes(one));
  if (refused.length === 0) return ": the version is not looked at";
  if (granted.length === 1 && granted[0] === "none") return ": only a version that is there is compared";
  if (are(lower, refused) && are(refused, lower)) return ": only a number below 13 is refused";
  if (are(lower, refused) && are(higher, granted)) return ": a version above 13 is taken for one that is known";
  if (are(lower, granted) && are(higher, refused)) return ": a version below 13 is taken for one that is known";
  return "";
}

function pathsIn({ granted, refused }: Outcome): string {
  if (refused.length === 0) return ": the path is not looked at";
  const isAll = (...paths: readonly string[]) =>
    granted.length === paths.length && paths.every((one) => granted.includes(one));
  if (isAll("/echoes", "/echo/more")) return ": each path that begins with /echo is taken for it";
  if (isAll("/more/echo")) return ": each path that ends with /echo is taken for it";
  if (isAll("/echoes", "/echo/more", "/more/echo")) return ": each path that contains /echo is taken for it";
  return "";
}
