/** The decision table of the lesson, every combination of requirements, and what the service makes of them. */
import { CheckFailure, expect, like, type HttpAnswer, type HttpClient, type Random } from "#kit";
import { failures } from "./failures.ts";

interface Requirements {
  readonly clientSendsOften: boolean;
  readonly serverPushes: boolean;
  readonly needsBinary?: boolean;
  readonly toleratedStalenessMs?: number;
  readonly sseAvailable?: boolean;
  readonly wsAvailable?: boolean;
}

const BOTH = [false, true] as const;
const LIMIT_MS = 10_000;

/** The first row of the table that fits, with what is left out as the table of fields says. */
function decided({
  clientSendsOften,
  serverPushes,
  needsBinary = false,
  toleratedStalenessMs = 0,
  sseAvailable = true,
  wsAvailable = true,
}: Requirements): { readonly row: number; readonly approach: string } {
  const rows = [
    [(clientSendsOften || needsBinary) && wsAvailable, "websocket"],
    [!serverPushes, "rest"],
    [sseAvailable, "sse"],
    [wsAvailable, "websocket"],
    [toleratedStalenessMs >= LIMIT_MS, "short-polling"],
    [true, "long-polling"],
  ] as const;
  const index = rows.findIndex(([fits]) => fits);
  return { row: index + 1, approach: rows[index]?.[1] ?? "" };
}

/** What is sent, in all eight combinations. */
const TRAFFIC = BOTH.flatMap((clientSendsOften) =>
  BOTH.flatMap((serverPushes) =>
    BOTH.map((needsBinary) => ({ clientSendsOften, serverPushes, needsBinary }) satisfies Requirements),
  ),
);

/** A tolerated staleness below the limit, which is no whole number, and one above it. */
function stalenesses(random: Random): readonly number[] {
  return [random.integer(1, 9_000) + 0.5, random.integer(11_000, 3_600_000)];
}

/** All combinations in which everything is available. */
export function everythingAvailable(random: Random): readonly Requirements[] {
  return TRAFFIC.flatMap((traffic) =>
    stalenesses(random).map((toleratedStalenessMs) => ({
      ...traffic,
      toleratedStalenessMs,
      sseAvailable: true,
      wsAvailable: true,
    })),
  );
}

/** All combinations in which something is not available. */
export function somethingMissing(random: Random): readonly Requirements[] {
  const missing = [
    { sseAvailable: true, wsAvailable: false },
    { sseAvailable: false, wsAvailable: true },
    { sseAvailable: false, wsAvailable: false },
  ];
  return TRAFFIC.flatMap((traffic) =>
    missing.flatMap((available) =>
      stalenesses(random).map((toleratedStalenessMs) => ({ ...traffic, toleratedStalenessMs, ...available })),
    ),
  );
}

/** Around the limit, wherever polling is all that is left. */
export function aroundTheLimit(): readonly Requirements[] {
  return TRAFFIC.filter(({ serverPushes }) => serverPushes).flatMap((traffic) =>
    [0, LIMIT_MS - 1, LIMIT_MS - 0.5, LIMIT_MS, LIMIT_MS + 0.5, Number.MAX_SAFE_INTEGER].map(
      (toleratedStalenessMs) => ({
        ...traffic,
        toleratedStalenessMs,
        sseAvailable: false,
        wsAvailable: false,
      }),
    ),
  );
}

/** All combinations in which at least one field is left out. */
export function fieldsLeftOut(random: Random): readonly Requirements[] {
  const maybe = (name: "needsBinary" | "sseAvailable" | "wsAvailable") => [
    {},
    ...BOTH.map((value) => ({ [name]: value })),
  ];
  const late = { toleratedStalenessMs: random.integer(11_000, 3_600_000) };
  const all = BOTH.flatMap((clientSendsOften) =>
    BOTH.flatMap((serverPushes) =>
      maybe("needsBinary").flatMap((binary) =>
        maybe("sseAvailable").flatMap((sse) =>
          maybe("wsAvailable").flatMap((ws) =>
            [{}, late].map((staleness) => ({ clientSendsOften, serverPushes, ...binary, ...staleness, ...sse, ...ws })),
          ),
        ),
      ),
    ),
  );
  return all.filter((requirements) => Object.keys(requirements).length < 6);
}

/** A body that is no requirements, and what is wrong with it. */
type Nonsense = readonly [body: unknown, why: string];

export function nonsense(random: Random): readonly Nonsense[] {
  const right = { clientSendsOften: random.pick(BOTH), serverPushes: random.pick(BOTH) };
  const withField = (name: string, value: unknown, noun: string): Nonsense => [
    { ...right, [name]: value },
    `\`${name}\` is ${JSON.stringify(value)}, which is ${noun}`,
  ];
  const flags = ["clientSendsOften", "serverPushes", "needsBinary", "sseAvailable", "wsAvailable"];
  const staleness = "toleratedStalenessMs";
  return [
    [{ serverPushes: right.serverPushes }, "`clientSendsOften` is missing"],
    [{ clientSendsOften: right.clientSendsOften }, "`serverPushes` is missing"],
    ...flags.flatMap((name, index) => [
      withField(name, null, "no boolean"),
      withField(name, [random.word(), "false", 1, 0, "no"][index], "no boolean"),
    ]),
    withField(staleness, null, "no number"),
    withField(staleness, true, "no number"),
    withField(staleness, random.word(), "no number"),
    withField(staleness, String(random.integer(1, 60_000)), "a text, and no number"),
    withField(staleness, -random.integer(1, 60_000), "negative"),
    withField(staleness, -0.5, "negative"),
    [[right], "the body is an array, and no object"],
    [{}, "`clientSendsOften` is missing"],
  ];
}

export function ask(http: HttpClient, requirements: unknown): Promise<HttpAnswer> {
  return http.post("/recommend", { json: requirements });
}

/** Asks for each of these, and fails unless each answer is that of the table. */
export async function expectDecided(
  http: HttpClient,
  all: readonly Requirements[],
  code: "wrong-row" | "wrong-limit" | "default-ignored",
): Promise<void> {
  for (let first = 0; first < all.length; first += AT_A_TIME) {
    const some = all.slice(first, first + AT_A_TIME);
    const answers = await Promise.all(some.map((requirements) => ask(http, requirements)));
    for (const [index, answer] of answers.entries()) expectDecision(answer, some[index] as Requirements, code);
  }
}

/** So many questions are asked at a time: one after the other, 152 of them are too many for a busy machine. */
const AT_A_TIME = 16;

function expectDecision(
  answer: HttpAnswer,
  requirements: Requirements,
  code: "wrong-row" | "wrong-limit" | "default-ignored",
): void {
  expectStatus(answer, 200);
  const { data } = expect(answer).toMatchJson({ data: { approach: like.text, reason: like.text } });
  const { row, approach } = decided(requirements);
  if (data.approach === approach) return;
  throw new CheckFailure({
    code: failures[code],
    sent: `POST /recommend ${JSON.stringify(requirements)}`,
    expected: `"${approach}", by row ${row} of the decision table`,
    received: JSON.stringify(data.approach),
    event: answer.event,
  });
}

/** Fails unless the answer is a 400. */
export function expectRefused(answer: HttpAnswer, [body, why]: Nonsense): void {
  if (answer.status !== 200) {
    expectStatus(answer, 400);
    expect(answer).toMatchJson({ error: like.anything });
    return;
  }
  const isRefusal = (answer.json as { data?: unknown } | undefined)?.data === undefined;
  throw new CheckFailure({
    code: failures[isRefusal ? "refused-as-success" : "nonsense-accepted"],
    sent: `POST /recommend ${JSON.stringify(body)}`,
    expected: "status 400",
    received: `status 200 with ${answer.body}`,
    ...(isRefusal ? {} : { why: `${why}, and the answer is a recommendation` }),
    event: answer.event,
  });
}

/** What the starter's route answers. */
const NOT_WRITTEN = 501;

function expectStatus(answer: HttpAnswer, status: number): void {
  if (answer.status !== NOT_WRITTEN) return expect(answer).toHaveStatus(status);
  throw new CheckFailure({
    code: failures["route-not-written"],
    sent: answer.sent,
    expected: `status ${status}`,
    received: "status 501, which the starter answers with",
    event: answer.event,
  });
}
