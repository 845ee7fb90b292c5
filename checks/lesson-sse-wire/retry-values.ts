/** Which texts a parser takes for a reconnection time. */
import { explained, type Explanation, type HttpClient } from "#kit";
import { decode, expectDecoded } from "./decoding.ts";
import { failures } from "./failures.ts";

/** A reconnection time that is valid, and the data of an event behind it. */
interface Around {
  readonly ms: number;
  readonly data: string;
}

/** Fails when the parser takes one of these values for a reconnection time; each of them is then tried alone. */
export async function expectNoRetryTaken(
  http: HttpClient,
  invalid: readonly string[],
  { ms, data }: Around,
): Promise<void> {
  const lines = invalid.map((value) => `retry: ${value}\n`).join("");
  await explained(
    () => expectDecoded(http, `retry: ${ms}\n${lines}data: ${data}\n\n`, { events: [{ data }], retry: ms }),
    () => whichTaken(http, invalid, { ms, data }),
    failures["retry-differs"],
  );
}

/** What JavaScript makes of a text, by the name of what makes it. */
const CONVERSIONS: readonly (readonly [string, (value: string) => number | undefined])[] = [
  ["Number()", (value) => valid(Number(value))],
  ["Number() with a test for whole numbers", (value) => (Number.isInteger(Number(value)) ? Number(value) : undefined)],
  ["Number() with a test for truth", (value) => valid(Number(value)) || undefined],
  ["parseInt()", (value) => valid(Number.parseInt(value, 10))],
  ["parseFloat()", (value) => valid(Number.parseFloat(value))],
  ["digits with spaces around them", (value) => (/^\s*\d+\s*$/.test(value) ? Number(value) : undefined)],
];

function valid(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

async function whichTaken(
  http: HttpClient,
  invalid: readonly string[],
  { ms, data }: Around,
): Promise<Explanation | undefined> {
  const made = new Map<string, unknown>();
  for (const value of invalid) {
    const answer = await decode(http, Buffer.from(`retry: ${ms}\nretry: ${value}\ndata: ${data}\n\n`), []);
    made.set(value, retryIn(answer.json));
  }
  const taken = [...made].filter(([, time]) => time !== ms);
  if (taken.length === 0) return undefined;
  const ignored = invalid.filter((value) => !taken.some(([one]) => one === value));
  const conversion = CONVERSIONS.find(([, convert]) =>
    [...made].every(([value, time]) => time === (convert(value) ?? ms)),
  );
  const told = taken.map(([value, time]) => `${JSON.stringify(value)} as ${JSON.stringify(time) ?? "none"}`).join(", ");
  const rest = ignored.map((value) => JSON.stringify(value)).join(", ");
  return {
    code: failures["retry-taken"],
    received: `${JSON.stringify(taken.at(-1)?.[1]) ?? "no reconnection time"} ms`,
    why: `each value was then sent alone, behind "retry: ". Taken were ${told}. Ignored ${ignored.length === 0 ? "was none" : `were ${rest}`}.${conversion === undefined ? "" : ` This is what ${conversion[0]} takes.`} A reconnection time is digits and nothing else`,
  };
}

function retryIn(json: unknown): unknown {
  return (json as { data?: { retry?: unknown } } | undefined)?.data?.retry ?? undefined;
}
