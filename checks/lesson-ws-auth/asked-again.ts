/** What is asked once somebody was let in who must not be: who else is. */
import { CheckFailure, listOf, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { namesSomeone } from "./messages.ts";
import { cookie, ORIGIN, PATH, pathWith, peopleIn, type OpenOptions } from "./people.ts";

type Asking = Pick<Tools, "websocket" | "board">;

/** How long a client that was accepted may take to be closed, in milliseconds. */
const CLOSED_MS = 400;

/** Whether a handshake with this token and this origin ends in a connection. */
function isLetIn(asking: Asking, token: string, origin: string): Promise<boolean> {
  return isAccepted(asking, pathWith(token), { origin });
}

/** Whether this handshake ends in a connection that stays open. */
async function isAccepted({ websocket }: Asking, path: string, options: OpenOptions): Promise<boolean> {
  const before = websocket.clients.length;
  try {
    await websocket.refused(path, options);
    return false;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    if (error.observation.code !== "handshake-accepted") return false;
  }
  const client = websocket.clients.slice(before).at(-1);
  await client?.until(() => client.inbox.find(namesSomeone) ?? client.closed, CLOSED_MS);
  return client?.closed === undefined;
}

/** Whether sessions that are over for longer count, too: by that the units of the comparison can be told. */
export async function whyExpiredCounts(asking: Asking): Promise<Explanation | undefined> {
  const { expiredIn1970, expiredInYear1 } = peopleIn(asking.board);
  const in1970 = await isLetIn(asking, expiredIn1970, ORIGIN);
  const inYear1 = await isLetIn(asking, expiredInYear1, ORIGIN);
  const over = "a session that was over in 2001 counts";
  if (!in1970 && !inYear1)
    return {
      code: failures["expired-other-unit"],
      why: `${over}, and one that was over on 2 January 1970 does not: \`expiresAt\` is compared with now, and the two sides are in different units, as milliseconds and seconds are`,
    };
  if (in1970 && !inYear1)
    return {
      code: failures["expired-other-unit"],
      why: `${over}, one of 1970 does too, and one of the year 1 does not: \`expiresAt\` is compared with something that only looks like now, as a text with digits`,
    };
  if (!in1970) return undefined;
  return {
    why: `${over}, and so do one of 1970 and one of the year 1: \`expiresAt\` is not compared with now, or in a way that is never true, as with NaN; another unit is ruled out`,
  };
}

/** Whether a session that has ended earlier today counts as well, where one that was over in 2001 does not. */
export async function whyJustExpiredCounts(asking: Asking): Promise<Explanation | undefined> {
  const { expired, expiredAtMidnight } = peopleIn(asking.board);
  if (await isLetIn(asking, expired, ORIGIN)) return undefined;
  const isDate = await isLetIn(asking, expiredAtMidnight, ORIGIN);
  return {
    code: failures["expired-today-counts"],
    why: `a session that was over in 2001 does not count, and one that has ended a minute ago does${isDate ? "; so does one that has ended at 00:00 UTC today: the dates are compared, and not the times of day" : ", while one that has ended at 00:00 UTC today does not: the two times are compared too coarsely, or something is added to one of them"}`,
  };
}

/** An origin that looks like an allowed one, and in what. */
interface Foreign {
  readonly origin: string;
  readonly which: string;
}

const HOST = new URL(ORIGIN).host;

/** By what is like the allowed origin in them. */
const FOREIGN = {
  port: { origin: `${ORIGIN}:8443`, which: "another port" },
  scheme: { origin: `http://${HOST}`, which: "another scheme" },
  longer: { origin: `${ORIGIN}.test`, which: "one that begins with the allowed one and goes on" },
  subDomain: { origin: `https://sub.${HOST}`, which: "a sub-domain" },
  ending: { origin: `https://my${HOST}`, which: "another host with the same end" },
  shorter: { origin: ORIGIN.slice(0, -1), which: "the beginning of the allowed one" },
  inside: { origin: `https://other.test?${ORIGIN}`, which: "one that has the allowed one in it" },
  dot: { origin: ORIGIN.replace(".", "-"), which: "another character in place of the dot" },
  other: { origin: "https://other.test", which: "one that has nothing in common with it" },
} as const satisfies Record<string, Foreign>;

type Kind = keyof typeof FOREIGN;

/** What is compared, by exactly those origins that are let in. */
const COMPARED: readonly { readonly kinds: readonly Kind[]; readonly what: string }[] = [
  { kinds: ["port", "scheme"], what: "only the host name is compared, without scheme and port" },
  { kinds: ["scheme"], what: "the host is compared, with its port and without the scheme" },
  { kinds: ["port"], what: "scheme and host name are compared, without the port" },
  { kinds: ["port", "longer"], what: "only the beginning is compared" },
  { kinds: ["port", "longer", "inside"], what: "the allowed one only has to be a part of it" },
  { kinds: ["shorter"], what: "the origin only has to be a part of what is allowed" },
  { kinds: ["subDomain"], what: "the sub-domains of an allowed host count as allowed" },
  { kinds: ["scheme", "subDomain", "ending", "inside"], what: "only the end is compared" },
  { kinds: ["dot"], what: "the allowed one is used as a pattern, in which a dot stands for any character" },
  { kinds: Object.keys(FOREIGN) as Kind[], what: "the Origin is not compared" },
];

/** Which origins that look like the allowed one are let in and which are not. */
export async function whyOriginLetIn(asking: Asking, asked: string): Promise<Explanation | undefined> {
  const { first } = peopleIn(asking.board);
  const letIn: Kind[] = [];
  const refused: Kind[] = [];
  for (const kind of Object.keys(FOREIGN) as Kind[])
    ((await isLetIn(asking, first.token, FOREIGN[kind].origin)) ? letIn : refused).push(kind);
  if (letIn.length === 0) return undefined;
  const same = COMPARED.find(({ kinds }) => kinds.length === letIn.length && kinds.every((one) => letIn.includes(one)));
  const named = (kinds: readonly Kind[]) =>
    listOf(
      kinds.map((kind) => `${FOREIGN[kind].origin} (${FOREIGN[kind].which})`),
      "and",
    );
  return {
    why: `the page of ${asked} gets a connection. Of origins like the allowed one, ${ORIGIN}, your server lets in ${named(letIn)}${refused.length === 0 ? "" : `, and refuses ${named(refused)}`}${same === undefined ? "" : `: ${same.what}`}`,
  };
}

/** Paths that are not /ws, by what of it is in them. */
const PATHS = {
  [`${PATH}s`]: "begins like it",
  [`${PATH}/more`]: "goes on behind it",
  [`/more${PATH}`]: "ends like it",
  "/more": "has nothing in common with it",
  "/": "is empty",
} as const;

/** What is compared, by exactly those of these paths that are accepted. */
const COMPARED_PATHS: readonly { readonly accepted: readonly string[]; readonly what: string }[] = [
  { accepted: Object.keys(PATHS), what: "the path is not compared" },
  { accepted: [`${PATH}s`, `${PATH}/more`], what: "only the beginning of the path is compared" },
  { accepted: [`${PATH}/more`], what: "only the first part of the path is compared" },
  { accepted: [`/more${PATH}`], what: "only the end of the path is compared" },
  { accepted: [`${PATH}s`, `${PATH}/more`, `/more${PATH}`], what: "/ws only has to stand somewhere in the path" },
];

/** Which paths that look like /ws are accepted and which are not. */
export async function whyPathLetIn(asking: Asking): Promise<Explanation | undefined> {
  const { token } = peopleIn(asking.board).first;
  const accepted: string[] = [];
  for (const path of Object.keys(PATHS))
    if (await isAccepted(asking, `${path}?token=${token}`, cookie(token))) accepted.push(path);
  if (accepted.length === 0) return undefined;
  const same = COMPARED_PATHS.find(
    (one) => one.accepted.length === accepted.length && one.accepted.every((path) => accepted.includes(path)),
  );
  const named = (isOne: boolean) =>
    listOf(
      Object.entries(PATHS).flatMap(([path, how]) =>
        accepted.includes(path) === isOne ? [`${path}, which ${how}`] : [],
      ),
      "and",
    );
  const refused = accepted.length === Object.keys(PATHS).length ? "" : `, and refused on ${named(false)}`;
  return {
    why: `asked on several paths, handshakes are accepted on ${named(true)}${refused}${same === undefined ? "" : `: ${same.what}`}`,
  };
}

/** Which handshakes of a foreign page are let in, by what they show, and which are not. */
export async function whenOriginIsAsked(
  asking: Asking,
  ways: Readonly<Record<string, { readonly path: string } & OpenOptions>>,
  origin: string,
): Promise<Explanation | undefined> {
  const letIn: string[] = [];
  const refused: string[] = [];
  for (const [what, { path, ...options }] of Object.entries(ways))
    ((await isAccepted(asking, path, { ...options, origin })) ? letIn : refused).push(what);
  if (letIn.length === 0 || refused.length === 0) return undefined;
  return {
    why: `of handshakes from one and the same foreign page, your server lets in those with ${listOf(letIn, "and")}, and refuses those with ${listOf(refused, "and")}: what the handshake shows decides whether its Origin is looked at`,
  };
}
