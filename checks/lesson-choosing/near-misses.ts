/**
 * Decisions, benches and answers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the
 * check that must catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const RECOMMEND = "recommend.ts";
const BENCH = "bench.ts";
const SCENARIOS = "scenarios.ts";

// The statements of the solution that most mistakes replace.
const ROW_1 = "if ((clientSendsOften || needsBinary) && wsAvailable)";
const ROW_3 = "if (sseAvailable)\n";
const ROW_4 = `  if (wsAvailable)
    return { approach: "websocket", reason: "Without event streams, a websocket is the other way to push." };
`;
const ROW_2 = `  if (!serverPushes)
    return { approach: "rest", reason: "Only the client begins, so plain rest requests say all there is to say." };
`;
const row1 = (code: string) => edit(RECOMMEND, ROW_1, code);
const limit = (code: string) => edit(RECOMMEND, "toleratedStalenessMs >= TOLERANT_FROM_MS", code);
const schema = (from: string, to: string) => edit(RECOMMEND, `  ${from},\n`, to === "" ? "" : `  ${to},\n`);
const refuses = (code: string) =>
  edit(
    RECOMMEND,
    'return Response.json({ error: "Invalid requirements", issues: c.input.issues }, { status: 400 });',
    code,
  );

const RUN = `const summaries = clients.map(async ({ approach, run }) => summarise(approach, await run(options)));
for (const summary of await Promise.all(summaries)) console.log(JSON.stringify(summary));`;
const runs = (code: string) => edit(BENCH, RUN, code);
const prints = (code: string) => edit(BENCH, "console.log(JSON.stringify(summary));", code);
const updates = (code: string) => edit(BENCH, "updates: seen.length,", code);
const requests = (code: string) => edit(BENCH, "\n    requests,", `\n    ${code}`);
const bytes = (code: string) => edit(BENCH, "\n    bytes,", `\n    ${code}`);
const ages = (code: string) =>
  edit(BENCH, "const ages = seen.map(({ update, at }) => at - Date.parse(update.task.updatedAt));", code);
const sorts = (code: string) => edit(BENCH, "const sorted = values.toSorted((a, b) => a - b);", code);
const takes = (code: string) =>
  edit(BENCH, "return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;", code);
const p50 = (code: string) => edit(BENCH, "p50Ms: percentile(ages, 50),", code);
const p95 = (code: string) => edit(BENCH, "p95Ms: percentile(ages, 95),", code);
const mean = (code: string) =>
  edit(BENCH, "meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / ages.length,", code);

/** Another answer to one situation, which is found by the end of its last choice. */
const answers = (lastChoice: string, right: string, answer: string) => {
  const between = `${lastChoice}",
    },
    //#region Exercise 3: write the letter of the choice that fits
    //= answer: "",
    answer: `;
  return edit(SCENARIOS, `${between}"${right}",`, `${between}"${answer}",`);
};
const PRICES = "Short polling, ten times a second.";
const DRAWING = "whose answer has what the others have done since the last.";
const LOBBY = "Short polling, every five minutes.";
const SETTINGS = "Short polling for as long as the page is open.";
const MATCH = "readers who poll five times a second.";
const SCHOOL = "Short polling, every ten seconds.";
const INTERCOM = "An upload for each sentence, once it is spoken.";
const BUILD = "Server-Sent Events whose ids are the numbers of the lines.";
const BUS = "a request that is held until a departure changes.";
const OLD = "All pages over the WebSocket as soon as it is open.";
const TABS = "HTTP/2, where all streams share one connection.";
const MACHINES = "A server that asks each machine forty times a second.";

export default nearMisses("lesson-choosing", {
  // It can do everything, after all.
  "1.1-always-websocket": row1("if (wsAvailable)"),

  // Bytes are no reason.
  "1.1-binary-forgotten": row1("if (clientSendsOften && wsAvailable)"),

  // Both are needed.
  "1.1-and-for-or": row1("if (clientSendsOften && needsBinary && wsAvailable)"),

  // Whoever pushes gets an event stream, whatever else there is.
  "1.1-push-first": row1("if ((clientSendsOften || needsBinary) && !serverPushes && wsAvailable)"),

  // The second row upside down.
  "1.1-no-rest": edit(RECOMMEND, "if (!serverPushes)", "if (serverPushes && !sseAvailable && !wsAvailable)"),
  "1.1-not-forgotten": edit(RECOMMEND, "if (!serverPushes)", "if (serverPushes)"),

  // The name that the protocol has.
  "1.1-ws": edit(
    RECOMMEND,
    'approach: "websocket",\n      reason: "A websocket carries',
    'approach: "ws" as "websocket",\n      reason: "A websocket carries',
  ),

  // Nobody asked what is there.
  "1.2-ignores-availability": row1("if (clientSendsOften || needsBinary)"),

  // `&&` binds more strongly than `||`.
  "1.2-precedence": row1("if (clientSendsOften || (needsBinary && wsAvailable))"),

  // An event stream where there is none.
  "1.2-ignores-sse": edit(RECOMMEND, ROW_3, "if (sseAvailable || wsAvailable)\n"),

  // From the event stream to polling at once.
  "1.2-row-4-forgotten": edit(RECOMMEND, ROW_4, ""),

  // Frequent messages need a channel, with whatever is left, though nothing comes back.
  "1.2-rest-last": [
    edit(RECOMMEND, ROW_2, ""),
    edit(
      RECOMMEND,
      "  if (sseAvailable)\n",
      `  if (!serverPushes && !clientSendsOften && !needsBinary)
    return { approach: "rest", reason: "Plain rest." };
  if (sseAvailable)
`,
    ),
  ],

  // The two kinds of polling swapped.
  "1.2-polling-swapped": limit("toleratedStalenessMs < TOLERANT_FROM_MS"),

  // Long polling is never worse.
  "1.2-never-short": limit("toleratedStalenessMs === -1"),

  // The limit itself.
  "1.3-greater": limit("toleratedStalenessMs > TOLERANT_FROM_MS"),

  // One below it.
  "1.3-one-less": limit("toleratedStalenessMs >= TOLERANT_FROM_MS - 1"),

  // Rounded to seconds.
  "1.3-in-seconds": limit("Math.round(toleratedStalenessMs / 1000) >= TOLERANT_FROM_MS / 1000"),

  // 0 is falsy, and here "nothing was said" becomes "anything goes".
  "1.3-zero-is-anything": limit("(toleratedStalenessMs || TOLERANT_FROM_MS) >= TOLERANT_FROM_MS"),

  // What is not said is false.
  "1.4-false-by-default": schema("wsAvailable: z.boolean().default(true)", "wsAvailable: z.boolean().default(false)"),

  // `undefined` is falsy.
  "1.4-optional": schema("sseAvailable: z.boolean().default(true)", "sseAvailable: z.boolean().optional()"),

  // Who says nothing of bytes sends bytes.
  "1.4-binary-by-default": schema("needsBinary: z.boolean().default(false)", "needsBinary: z.boolean().default(true)"),

  // Who says nothing of staleness tolerates any.
  "1.4-patient-by-default": schema(
    "toleratedStalenessMs: z.number().nonnegative().default(0)",
    "toleratedStalenessMs: z.number().nonnegative().default(60_000)",
  ),

  // All six have to be there.
  "1.4-all-required": schema(
    "toleratedStalenessMs: z.number().nonnegative().default(0)",
    "toleratedStalenessMs: z.number().nonnegative()",
  ),

  // Makes true of every text.
  "1.5-coerces": schema("serverPushes: z.boolean()", "serverPushes: z.coerce.boolean()"),

  // Guesses what nobody said.
  "1.5-guesses": schema("clientSendsOften: z.boolean()", "clientSendsOften: z.boolean().default(false)"),

  // A text with digits is a number.
  "1.5-coerces-staleness": schema(
    "toleratedStalenessMs: z.number().nonnegative().default(0)",
    "toleratedStalenessMs: z.coerce.number().nonnegative().catch(0).default(0)",
  ),

  // Less than nothing.
  "1.5-negative": schema(
    "toleratedStalenessMs: z.number().nonnegative().default(0)",
    "toleratedStalenessMs: z.number().default(0)",
  ),

  // Null is not there, either.
  "1.5-null-is-left-out": schema(
    "wsAvailable: z.boolean().default(true)",
    "wsAvailable: z.boolean().nullish().transform((value) => value ?? true)",
  ),

  // Whole numbers only.
  "1.1-whole-numbers": schema(
    "toleratedStalenessMs: z.number().nonnegative().default(0)",
    "toleratedStalenessMs: z.number().int().nonnegative().default(0)",
  ),

  // Rounded before it is compared.
  "1.3-rounded": limit("Math.round(toleratedStalenessMs) >= TOLERANT_FROM_MS"),

  // With status 200.
  "1.5-error-in-200": refuses('return Response.json({ error: "Invalid requirements" });'),

  // Throws where it should look.
  "1.5-throws": refuses('throw new Error("Invalid requirements");'),

  // The board of one's own trials.
  "2.1-board-by-hand": edit(BENCH, 'process.env.BOARD_ID ?? "board-1"', '"board-1"'),

  // One after the other.
  "2.1-in-turn": runs(`for (const { approach, run } of clients)
  console.log(JSON.stringify(summarise(approach, await run(options))));`),

  // The first one only.
  "2.1-first-client": runs(`const [first] = clients;
if (first !== undefined) console.log(JSON.stringify(summarise(first.approach, await first.run(options))));`),

  // Promises have no fields.
  "2.1-not-awaited": runs(`for (const { approach, run } of clients)
  void run(options).then(() => console.log(JSON.stringify({ approach, ...(run(options) as object) })));
void summarise;`),

  // An object in a template literal.
  "2.1-object-as-text": prints("console.log(`${String(summary)}`);"),

  // One line for all of them.
  "2.1-one-array":
    runs(`const summaries = clients.map(async ({ approach, run }) => summarise(approach, await run(options)));
console.log(JSON.stringify(await Promise.all(summaries)));`),

  // Over several lines.
  "2.1-pretty": prints("console.log(JSON.stringify(summary, null, 2));"),

  // A table for people.
  "2.1-console-table": prints("console.table(summary);"),

  // Under another name.
  "2.1-client-for-approach": prints(
    "console.log(JSON.stringify({ ...summary, approach: undefined, client: summary.approach }));",
  ),

  // What was asked for, and not what came.
  "2.1-updates-per-second": updates("updates: seen.length / 2,"),

  // Counts from 0.
  "2.1-last-index": updates("updates: seen.length - 1,"),

  // Two numbers, and nothing notices.
  "2.2-fields-exchanged": [requests("requests: bytes,"), bytes("bytes: requests,")],

  // Measurements in the order in which the clients have finished, names in that of the list.
  "2.2-paired-as-they-finish": runs(
    'const measurements: Measurement[] = [];\nawait Promise.all(clients.map(async ({ run }) => measurements.push(await run(options))));\nfor (const [index, measurement] of measurements.entries())\n  console.log(JSON.stringify(summarise(clients[index]?.approach ?? "", measurement)));',
  ),

  // An update is no request.
  "2.2-updates-as-requests": requests("requests: seen.length,"),

  // What was expected.
  "2.2-invented": requests('requests: approach === "sse" || approach === "websocket" ? 1 : options.updates + 1,'),

  // Without the first, which brought no update.
  "2.2-without-the-first": requests("requests: Math.max(1, requests - 1),"),

  // What comes back, too.
  "2.2-both-directions": requests("requests: 2 * requests,"),

  // The text of the updates.
  "2.3-own-text": bytes("bytes: JSON.stringify(seen.map(({ update }) => update)).length,"),

  // In kilobytes.
  "2.3-kilobytes": bytes("bytes: Math.round(bytes / 1024),"),

  // For each update.
  "2.3-per-update": bytes("bytes: Math.round(bytes / seen.length),"),

  // Numbers that look right.
  "2.3-invented": bytes("bytes: 400 + 350 * requests,"),

  // As they came.
  "2.4-not-sorted": sorts("const sorted = values;"),

  // As text.
  "2.4-sorted-as-text": sorts("const sorted = values.toSorted();"),

  // The largest first.
  "2.4-descending": sorts("const sorted = values.toSorted((a, b) => b - a);"),

  // Counts from 1.
  "2.4-one-too-far": takes("return sorted[Math.ceil((percent / 100) * sorted.length)] ?? 0;"),

  // Rounded down, which is the same place but where the number is whole.
  "2.4-rounded-down": takes("return sorted[Math.floor((percent / 100) * sorted.length)] ?? 0;"),

  // Between the two in the middle.
  "2.4-interpolated": takes(`const place = (percent / 100) * (sorted.length - 1);
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));`),

  // The worst, which is the 95th percentile of few.
  "2.4-worst-as-p95": p95("p95Ms: Math.max(...ages),"),

  // A hundredth, twice.
  "2.4-always-the-first": takes("return sorted[Math.max(1, Math.ceil((percent / 10_000) * sorted.length)) - 1] ?? 0;"),

  // Before and after, exchanged.
  "2.4-negative": ages("const ages = seen.map(({ update, at }) => Date.parse(update.task.updatedAt) - at);"),

  // 50 and not 0.5.
  "2.4-percent-as-part": takes("return sorted[Math.ceil(percent * sorted.length) - 1] ?? 0;"),

  // A mean is no median.
  "2.4-mean-as-p50": p50("p50Ms: ages.reduce((sum, age) => sum + age, 0) / ages.length,"),

  // The best of them.
  "2.4-best-as-p50": p50("p50Ms: Math.min(...ages),"),

  // The same twice.
  "2.4-p50-twice": p95("p95Ms: percentile(ages, 50),"),

  // In seconds.
  "2.4-seconds": [p50("p50Ms: percentile(ages, 50) / 1000,"), p95("p95Ms: percentile(ages, 95) / 1000,")],

  // From one update to the next.
  "2.4-gaps": ages(`const ages = seen.map(({ at }, index) => at - (seen[index - 1]?.at ?? at));`),

  // The age that the last one has now, for all of them.
  "2.4-now": ages("const ages = seen.map(({ update }) => Date.now() + 2_000 - Date.parse(update.task.updatedAt));"),

  // The worst one.
  "2.5-worst": mean("meanStalenessMs: Math.max(...ages),"),

  // The median.
  "2.5-median": mean("meanStalenessMs: percentile(ages, 50),"),

  // One list of ages for all clients.
  "2.5-ages-of-all-clients": [
    edit(BENCH, "function summarise(", "const ages: number[] = [];\n\nfunction summarise("),
    ages("for (const { update, at } of seen) ages.push(at - Date.parse(update.task.updatedAt));"),
  ],

  // Divided by one less.
  "2.6-one-less": mean("meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / (ages.length - 1),"),

  // The place is counted over one value less, and rounded down: of twenty it is the same.
  "2.6-lesser-of-two": takes("return sorted[Math.floor((percent / 100) * (sorted.length - 1))] ?? 0;"),

  // The place is rounded to the nearest, and is at least the first.
  "2.7-rounded-to-the-nearest": takes(
    "return sorted[Math.max(1, Math.round((percent / 100) * sorted.length)) - 1] ?? 0;",
  ),

  // Without the fraction where that is small: two digits of it are looked at first, and then it is rounded.
  "2.7-fixed": takes("return sorted[Math.max(1, Number(((percent / 100) * sorted.length).toFixed(0))) - 1] ?? 0;"),

  // Divided by one more.
  "2.6-one-more": mean("meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / (ages.length + 1),"),

  // The sum, not divided.
  "2.5-sum": mean("meanStalenessMs: ages.reduce((sum, age) => sum + age, 0),"),

  // What it should be, for all of them.
  "2.5-invented": mean("meanStalenessMs: options.intervalMs / 2,"),

  // In seconds.
  "2.5-seconds": mean("meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / ages.length / 1000,"),

  // Divided by the requests.
  "2.5-per-request": mean("meanStalenessMs: ages.reduce((sum, age) => sum + age, 0) / (4 * requests * requests),"),

  // One is still open.
  "3.1-one-missing": answers(MACHINES, "b", ""),

  // The text of a choice, and not its letter.
  "3.1-capital": [
    edit(SCENARIOS, 'readonly answer: "" | "a" | "b" | "c" | "d";', "readonly answer: string;"),
    answers(TABS, "d", "D"),
  ],
  "3.1-number": [
    edit(SCENARIOS, 'readonly answer: "" | "a" | "b" | "c" | "d";', "readonly answer: string;"),
    answers(OLD, "a", "1"),
  ],

  "3.2-websocket": answers(PRICES, "c", "a"),
  "3.2-short-polling": answers(PRICES, "c", "d"),
  "3.3-requests-one-way": answers(DRAWING, "a", "b"),
  "3.3-answers": answers(DRAWING, "a", "d"),
  "3.4-event-stream": answers(LOBBY, "d", "b"),
  "3.4-long-polling": answers(LOBBY, "d", "c"),
  "3.5-websocket": answers(SETTINGS, "b", "c"),
  "3.5-event-stream": answers(SETTINGS, "b", "a"),
  "3.6-websocket": answers(MATCH, "b", "a"),
  "3.6-both-directions": answers(MATCH, "b", "c"),
  "3.7-event-stream": answers(SCHOOL, "c", "a"),
  "3.7-websocket": answers(SCHOOL, "c", "b"),
  "3.8-base64": answers(INTERCOM, "a", "b"),
  "3.8-long-polling": answers(INTERCOM, "a", "c"),
  "3.9-own-code": answers(BUILD, "d", "c"),
  "3.9-last-hundred": answers(BUILD, "d", "b"),
  "3.10-websocket": answers(BUS, "c", "a"),
  "3.10-long-polling": answers(BUS, "c", "d"),
  "3.11-websocket": answers(OLD, "a", "b"),
  "3.11-everything": answers(OLD, "a", "d"),
  "3.12-long-polling": answers(TABS, "d", "b"),
  "3.12-more-connections": answers(TABS, "d", "a"),
  "3.13-requests": answers(MACHINES, "b", "c"),
  "3.13-event-stream": answers(MACHINES, "b", "a"),
});
