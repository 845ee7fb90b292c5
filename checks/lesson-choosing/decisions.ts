/** Every combination of requirements, and what the service makes of them. */
import {
  CheckFailure,
  expect,
  expectRouteStatus,
  explained,
  like,
  type Explanation,
  type HttpAnswer,
  type HttpClient,
  type Random,
  type Tools,
} from "#kit";
import { decided, LIMIT_MS, mistakeIn, type Decision, type Requirements } from "./decision-table.ts";
import { failures } from "./failures.ts";

const BOTH = [false, true] as const;

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
  { http, random }: Pick<Tools, "http" | "random">,
  all: readonly Requirements[],
  code: "wrong-row" | "wrong-limit" | "default-ignored",
): Promise<void> {
  const answers = await askAll(http, all, (some) =>
    some.every(([requirements, answer]) => isDecided(answer, requirements)),
  );
  const wrong = answers.find(([requirements, answer]) => !isDecided(answer, requirements));
  if (wrong === undefined) return;
  const [requirements, answer] = wrong;
  const { row, approach } = decided(requirements);
  // Which mistake it is, a single answer does not tell, and all of them do.
  const every = [...everythingAvailable(random), ...somethingMissing(random), ...aroundTheLimit(), ...all];
  const why = mistakeIn(
    (await askAll(http, every, () => true)).map(([one, { json }]): Decision => [one, approachIn(json)]),
  );
  throw new CheckFailure({
    code: failures[code],
    sent: `POST /recommend ${JSON.stringify(requirements)}`,
    expected: `"${approach}", by row ${row} of the decision table`,
    received: JSON.stringify(approachIn(answer.json)),
    ...(why === undefined
      ? {}
      : {
          why: `${why}. ${every.length} requirements were asked, and each answer is the one that a table with this mistake alone gives`,
        }),
    event: answer.event,
  });
}

/** So many questions are asked at a time: one after the other, 152 of them are too many for a busy machine. */
const AT_A_TIME = 16;

type Asked = readonly [requirements: Requirements, answer: HttpAnswer];

/** Asks for each of these while the answers are as they should be. */
async function askAll(
  http: HttpClient,
  all: readonly Requirements[],
  goesOn: (some: readonly Asked[]) => boolean,
): Promise<readonly Asked[]> {
  const answers: Asked[] = [];
  for (let first = 0; first < all.length; first += AT_A_TIME) {
    const some = all.slice(first, first + AT_A_TIME).map(async (one): Promise<Asked> => [one, await ask(http, one)]);
    answers.push(...(await Promise.all(some)));
    if (!goesOn(answers.slice(first))) break;
  }
  return answers;
}

/** Whether the answer has the approach that the table gives. Fails unless it has one at all. */
function isDecided(answer: HttpAnswer, requirements: Requirements): boolean {
  expectStatus(answer, 200);
  const { data } = expect(answer).toMatchJson({ data: { approach: like.text, reason: like.text } });
  return data.approach === decided(requirements).approach;
}

function approachIn(json: unknown): string {
  return (json as { readonly data?: { readonly approach?: string } } | undefined)?.data?.approach ?? "";
}

/** Fails unless the answer is a 400. */
function expectRefused(answer: HttpAnswer, [body, why]: Nonsense): void {
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

/** Asks for each of these, and fails unless all are refused; once one is accepted, all are asked, to see what is taken. */
export async function expectAllRefused(http: HttpClient, all: readonly Nonsense[]): Promise<void> {
  for (const one of all) {
    const answer = await ask(http, one[0]);
    await explained(
      () => expectRefused(answer, one),
      () => whatIsTaken(http, all, one),
      failures["nonsense-accepted"],
    );
  }
}

/** What is accepted beside the first, and what of the same field is refused. */
async function whatIsTaken(
  http: HttpClient,
  all: readonly Nonsense[],
  [, first]: Nonsense,
): Promise<Explanation | undefined> {
  const field = /`\w+`/.exec(first)?.[0];
  const [taken, refused]: [string[], string[]] = [[], []];
  let others = 0;
  for (const [body, why] of all) {
    const isTaken = (await ask(http, body)).status === 200;
    if (!why.startsWith(`${field} is `)) others += isTaken ? 1 : 0;
    else (isTaken ? taken : refused).push(/ is ([^,]+)/.exec(why)?.[1] ?? why);
  }
  // A text that is a number would be accepted by whoever turns texts into numbers, and null by whoever takes it for nothing.
  if (field === undefined || taken.length === 0) return undefined;
  const told = `of the values for ${field} that are not allowed, these are accepted: ${taken.join(", ")}; ${refused.length === 0 ? "and all others are, too" : `these are refused: ${refused.join(", ")}`}. ${others === 0 ? "Nothing else that is not allowed is accepted" : "Something is accepted for other fields as well"}`;
  const isConverted = taken.some((value) => /^(?:true|"\d+")/.test(value));
  return field === "`toleratedStalenessMs`" && isConverted
    ? {
        code: failures["staleness-converted"],
        why: `${told}. So the value is turned into a number before it is looked at`,
      }
    : { why: told };
}

function expectStatus(answer: HttpAnswer, status: number): void {
  expectRouteStatus(answer, status, failures["route-not-written"]);
}
