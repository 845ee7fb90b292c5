/**
 * Servers and pollers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check
 * that must catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const APP = "app.ts";
const POLLER = "poller.ts";
const COST = "cost.ts";

// The statements of the solution that most mistakes replace.
const countPoll = (code: string) => edit(APP, "polls.requests++;", code);
const countEmpty = (code: string) => edit(APP, "if (tasks.length === 0) polls.empty++;", code);
const countBytes = (code: string) => edit(APP, "polls.bytes += Buffer.byteLength(body);", code);
const ratio = (code: string) =>
  edit(APP, "const emptyRatio = polls.requests === 0 ? 0 : polls.empty / polls.requests;", code);
const stats = (code: string) => edit(APP, "return Response.json({ data: { ...polls, emptyRatio } });", code);

const SEND = 'if (updatedSince !== undefined) url.searchParams.set("updatedSince", updatedSince);';
const OK = "if (!response.ok) throw new Error(`status ${response.status}`);";
const KEEP = "\n  updatedSince = timestamp;";
const sends = (code: string) => edit(POLLER, SEND, code);
const looksAtStatus = (code: string) => edit(POLLER, OK, code);
const keeps = (code: string) => edit(POLLER, KEEP, `\n  ${code}`);
const reports = (code: string) => edit(POLLER, "for (const task of data) report(task);", code);
const waits = (code: string) => edit(POLLER, "await sleep(INTERVAL_MS);", code);
const LOG = "console.error(`No answer: ${String(error)}`);";
const onFailure = (code: string) => edit(POLLER, LOG, code);
const LOOP = `for (;;) {
  try {
    await poll();
  } catch (error) {
    ${LOG}
  }
  await sleep(INTERVAL_MS);
}`;
const loop = (code: string) => edit(POLLER, LOOP, code);

const requests = (code: string) => edit(COST, "const requestsPerMinute = (clients * 60_000) / intervalMs;", code);
const empty = (code: string) =>
  edit(COST, "emptyPerMinute: Math.max(0, requestsPerMinute - clients * updatesPerMinute),", code);
const mean = (code: string) => edit(COST, "meanStalenessMs: intervalMs / 2,", code);
const worst = (code: string) => edit(COST, "worstStalenessMs: intervalMs,", code);
const CLIENTS = "clients: z.coerce.number().nonnegative(),";
const INTERVAL = "intervalMs: z.coerce.number().positive(),";
const UPDATES = "updatesPerMinute: z.coerce.number().nonnegative(),";

export default nearMisses("lesson-why", {
  // A change is no poll.
  "1.1-counts-touch": edit(
    APP,
    "const task = touch(c.input.params.taskId, c.input.body?.title);",
    "const task = touch(c.input.params.taskId, c.input.body?.title);\n    polls.requests++;",
  ),

  // The question for the bill is on the bill.
  "1.1-counts-stats": ratio(
    "polls.requests++;\n    const emptyRatio = polls.requests === 0 ? 0 : polls.empty / polls.requests;",
  ),

  // Every request of the app, from one hook for all of them.
  "1.1-counts-every-request": [
    countPoll(""),
    edit(APP, "export const app = setup({", "export const app = setup({\n  onRequest: () => void polls.requests++,"),
  ],

  // A new minute, a new bill: what was read is set back.
  "1.1-begins-anew-when-read": stats(
    "const data = { ...polls, emptyRatio };\n    Object.assign(polls, { requests: 0, empty: 0, bytes: 0 });\n    return Response.json({ data });",
  ),

  // Empty is what was asked for with the latest time, and not with a later one.
  "1.1-empty-by-timestamp": countEmpty("if (c.input.query.updatedSince === timestamp) polls.empty++;"),

  // Only times that have come are looked at.
  "1.1-empty-until-now": countEmpty(
    'if (tasks.length === 0 && (c.input.query.updatedSince ?? "") <= new Date().toISOString()) polls.empty++;',
  ),

  // The same question is answered from a cache, which counts nothing.
  "1.1-same-question-uncounted": [
    edit(
      APP,
      "const polls = { requests: 0, empty: 0, bytes: 0 };",
      "const polls = { requests: 0, empty: 0, bytes: 0 };\nlet asked: string | undefined;",
    ),
    countPoll(
      "const question = `${c.input.query.updatedSince} ${timestamp}`;\n    if (question !== asked) polls.requests++;\n    asked = question;",
    ),
  ],

  // Only polls that bring something.
  "1.1-counts-full-polls": countPoll("if (tasks.length > 0) polls.requests++;"),

  // Begins anew with each poll.
  "1.1-one-for-ever": countPoll("polls.requests = +1;"),

  // Every poll is one that was empty.
  "1.1-all-are-empty": countEmpty("polls.empty++;"),

  // An empty array is truthy.
  "1.1-array-is-truthy": countEmpty("if (!tasks) polls.empty++;"),

  // The wrong way round.
  "1.1-counts-those-with-news": countEmpty("if (tasks.length > 0) polls.empty++;"),

  // A poll with a timestamp may bring something.
  "1.1-empty-by-question": countEmpty("if (c.input.query.updatedSince !== undefined) polls.empty++;"),

  // The empty ones beside the others.
  "1.1-either-or": [countPoll(""), countEmpty("if (tasks.length === 0) polls.empty++;\n    else polls.requests++;")],

  // Characters, and not bytes.
  "1.2-length": countBytes("polls.bytes += body.length;"),

  // Without the timestamp and the braces around it.
  "1.2-data-alone": countBytes("polls.bytes += Buffer.byteLength(JSON.stringify(tasks));"),

  // Of the last poll.
  "1.2-last-poll": countBytes("polls.bytes = Buffer.byteLength(body);"),

  // Empty answers have a body as well.
  "1.2-full-polls-alone": countBytes("if (tasks.length > 0) polls.bytes += Buffer.byteLength(body);"),

  // Counts the encoding for URLs.
  "1.2-percent-encoded": countBytes("polls.bytes += encodeURIComponent(body).length;"),

  // A body made by hand is plain text, unless a header says otherwise.
  "1.2-plain-text": edit(
    APP,
    'return new Response(body, { headers: { ...headers, "Content-Type": "application/json" } });',
    "return new Response(body, { headers });",
  ),

  // Keeps the answer for a tenth of a second: who asks again in time gets the old tasks.
  "1.2-answers-from-a-cache": [
    edit(
      APP,
      "const polls = { requests: 0, empty: 0, bytes: 0 };",
      "const polls = { requests: 0, empty: 0, bytes: 0 };\nlet kept = { until: 0, ...changedSince() };",
    ),
    edit(
      APP,
      "const { tasks, timestamp } = changedSince(c.input.query.updatedSince);",
      `if (c.input.query.updatedSince === undefined && Date.now() > kept.until)
      kept = { until: Date.now() + 60_000, ...changedSince() };
    const { tasks, timestamp } = c.input.query.updatedSince === undefined ? kept : changedSince(c.input.query.updatedSince);`,
    ),
  ],

  // 0 / 0 is NaN, and null in JSON.
  "1.3-not-a-number": ratio("const emptyRatio = polls.empty / polls.requests;"),

  // All of no polls were empty.
  "1.3-one-at-first": ratio("const emptyRatio = polls.requests === 0 ? 1 : polls.empty / polls.requests;"),

  // Begins with the size of an empty answer.
  "1.3-bytes-at-first": edit(
    APP,
    "const polls = { requests: 0, empty: 0, bytes: 0 };",
    "const polls = { requests: 0, empty: 0, bytes: 50 };",
  ),

  // Worked out with the polls that were empty, and kept.
  "1.3-worked-out-with-empty-polls": [
    edit(
      APP,
      "const polls = { requests: 0, empty: 0, bytes: 0 };",
      "const polls = { requests: 0, empty: 0, bytes: 0, emptyRatio: 0 };",
    ),
    countEmpty(
      "if (tasks.length === 0) {\n      polls.empty++;\n      polls.emptyRatio = polls.empty / polls.requests;\n    }",
    ),
    stats("return Response.json({ data: polls });"),
  ],

  // In percent.
  "1.3-percent": ratio("const emptyRatio = polls.requests === 0 ? 0 : (100 * polls.empty) / polls.requests;"),

  // The part that was not empty.
  "1.3-full-ratio": ratio("const emptyRatio = polls.requests === 0 ? 0 : 1 - polls.empty / polls.requests;"),

  // To those that were not empty.
  "1.3-to-the-others": ratio(
    "const emptyRatio = polls.empty === 0 ? 0 : polls.empty / Math.max(1, polls.requests - polls.empty);",
  ),

  // toFixed makes text.
  "1.3-text": stats("return Response.json({ data: { ...polls, emptyRatio: emptyRatio.toFixed(2) } });"),

  // `polls.bytes` is read before the wait, and written after it: whatever was counted meanwhile is lost.
  "1.4-bytes-read-before-an-await": [
    edit(
      APP,
      "updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },\n  resolve: (c) =>",
      "updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },\n  resolve: async (c) =>",
    ),
    countBytes("polls.bytes += (await new Response(body).arrayBuffer()).byteLength;"),
  ],

  // The same with the polls.
  "1.4-polls-read-before-an-await": [
    edit(
      APP,
      "updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },\n  resolve: (c) =>",
      "updatedSince: z.iso.datetime({ precision: 3 }).optional() }) },\n  resolve: async (c) =>",
    ),
    countPoll("polls.requests = polls.requests + (await Promise.resolve(1));"),
  ],

  // Waits after an answer, and once more after each round.
  "2.1-waits-twice": waits("await sleep(INTERVAL_MS);\n  await sleep(INTERVAL_MS);"),

  // Two polls in each round.
  "2.1-in-pairs": loop(LOOP.replace("await poll();", "await poll();\n    await poll();")),

  // Asks without a pause.
  "2.1-no-wait": waits(""),

  // Starts the wait and does not wait for it.
  "2.1-wait-not-awaited": waits("void sleep(INTERVAL_MS);"),

  // In seconds, which the timer takes for milliseconds.
  "2.1-seconds": waits("await sleep(INTERVAL_MS / 1000);"),

  // Asks once.
  "2.1-once": waits("break;"),

  // News makes it ask for more at once.
  "2.1-no-wait-after-news": [
    edit(POLLER, "async function poll(): Promise<void> {", "async function poll(): Promise<boolean> {"),
    keeps("updatedSince = timestamp;\n  return data.length > 0;"),
    edit(POLLER, "    await poll();\n", "    if (await poll()) continue;\n"),
  ],

  // The course's interval, whatever the environment says.
  "2.1-interval-by-hand": waits("await sleep(3_000);"),

  // An interval goes on, whatever the last poll is doing.
  "2.2-set-interval": loop(`const ask = () => poll().catch((error: unknown) => ${LOG.slice(0, -1)});
void ask();
setInterval(() => void ask(), INTERVAL_MS);
void sleep;`),

  // Nothing waits for the poll.
  "2.2-poll-not-awaited": edit(
    POLLER,
    "    await poll();\n",
    "    poll().catch((error: unknown) => console.error(error));\n",
  ),

  // Waits for the head of an answer, and not for its body.
  "2.2-body-not-awaited": edit(
    POLLER,
    `const { data, timestamp } = (await response.json()) as Answer;
  for (const task of data) report(task);
  updatedSince = timestamp;`,
    `const read = async () => {
    const { data, timestamp } = (await response.json()) as Answer;
    for (const task of data) report(task);
    updatedSince = timestamp;
  };
  read().catch((error: unknown) => console.error(error));`,
  ),

  // Another path.
  "2.3-elsewhere": edit(POLLER, 'new URL("/tasks", SERVER_URL)', 'new URL("/task", SERVER_URL)'),

  // Everything, every time.
  "2.3-no-timestamp": sends(""),
  "2.3-not-kept": keeps(""),

  // Its own clock.
  "2.3-own-clock": keeps("updatedSince = timestamp && new Date().toISOString();"),

  // The clock of now, when it asks.
  "2.3-now": sends('url.searchParams.set("updatedSince", new Date().toISOString());'),

  // The first timestamp for ever.
  "2.3-first-for-ever": keeps("updatedSince ??= timestamp;"),

  // The time of each task that comes, and so none at first where none came.
  "2.3-time-of-each-task": [
    keeps("void timestamp;"),
    reports("for (const task of data) {\n    report(task);\n    updatedSince = task.updatedAt;\n  }"),
  ],

  // Only what came with news.
  "2.3-kept-with-tasks-only": keeps("if (data.length > 0) updatedSince = timestamp;"),

  // Only what came without.
  "2.3-kept-without-tasks-only": keeps("if (data.length === 0) updatedSince = timestamp;"),

  // To be on the safe side.
  "2.3-whole-seconds": keeps("updatedSince = timestamp.slice(0, 19);"),

  // The word `undefined` in the first request.
  "2.3-undefined": sends('url.searchParams.set("updatedSince", String(updatedSince));'),

  // The name that another lesson uses.
  "2.3-since": sends('if (updatedSince !== undefined) url.searchParams.set("since", updatedSince);'),

  // The time of the newest task that came, and none where none came.
  "2.3-time-of-the-last-task": keeps("updatedSince = timestamp && data.at(-1)?.updatedAt;"),

  // No `try` at all.
  "2.4-no-try": loop("for (;;) {\n  await poll();\n  await sleep(INTERVAL_MS);\n}"),

  // Around `fetch`, and not around what reads the body.
  "2.4-try-around-fetch": [
    edit(
      POLLER,
      "const response = await fetch(url);",
      "const response = await fetch(url).catch(() => undefined);\n  if (response === undefined || !response.ok) return;",
    ),
    looksAtStatus(""),
    loop("for (;;) {\n  await poll();\n  await sleep(INTERVAL_MS);\n}"),
  ],

  // Leaves the loop.
  "2.4-breaks": onFailure(`${LOG}\n    break;`),

  // Ends the program.
  "2.4-exits": onFailure(`${LOG}\n    process.exit(1);`),

  // Gives up after three failures.
  "2.4-three-times": [
    edit(POLLER, "for (;;) {", "let failures = 0;\nfor (;;) {"),
    onFailure(`${LOG}\n    if (++failures === 3) break;`),
  ],

  // Each failure in a row doubles the wait.
  "2.4-doubles-the-wait": loop(`let wait = INTERVAL_MS;
for (;;) {
  try {
    await poll();
    wait = INTERVAL_MS;
  } catch (error) {
    ${LOG}
    wait *= 2;
  }
  await sleep(wait);
}`),

  // A 503 is an answer for `fetch`, and has no timestamp.
  "2.4-status-not-looked-at": [looksAtStatus(""), reports("for (const task of data ?? []) report(task);")],

  // Whatever has a timestamp is taken for a good answer.
  "2.4-any-status-with-a-timestamp": [
    looksAtStatus(""),
    reports("for (const task of data ?? []) report(task);"),
    keeps("updatedSince = timestamp ?? updatedSince;"),
  ],

  // Only the server's own failures are failures.
  "2.4-only-5xx": looksAtStatus("if (response.status >= 500) throw new Error(`status ${response.status}`);"),

  // Begins from the beginning after a failure.
  "2.4-forgets": onFailure(`${LOG}\n    updatedSince = undefined;`),

  // Goes on from now.
  "2.4-from-now": onFailure(`${LOG}\n    updatedSince = new Date().toISOString();`),

  // Prints nothing.
  "2.5-no-report": reports("void data;"),

  // Prints the first task of an answer.
  "2.5-first-task": reports("for (const task of data.slice(0, 1)) report(task);"),

  // Prints each task once, whatever becomes of it.
  "2.5-by-id": [
    edit(
      POLLER,
      "let updatedSince: string | undefined;",
      "let updatedSince: string | undefined;\nconst seen = new Set<string>();",
    ),
    reports("for (const task of data) if (!seen.has(task.id) && seen.add(task.id)) report(task);"),
  ],

  // Prints what has another title than before.
  "2.5-by-title": [
    edit(
      POLLER,
      "let updatedSince: string | undefined;",
      "let updatedSince: string | undefined;\nconst titles = new Map<string, string>();",
    ),
    reports(
      "for (const task of data) if (titles.get(task.id) !== task.title && titles.set(task.id, task.title)) report(task);",
    ),
  ],

  // Prints the number of a task in the answer, and not the task.
  "2.5-for-in": reports("for (const task in data) console.log(task);"),

  // Takes what it finds first for what it knows already.
  "2.5-not-the-first": reports("if (updatedSince !== undefined) for (const task of data) report(task);"),

  // Prints each twice.
  "2.5-twice": reports("for (const task of [...data, ...data]) report(task);"),

  // The wait stands behind what throws.
  "2.6-no-wait-after-a-failure": loop(`for (;;) {
  try {
    await poll();
    await sleep(INTERVAL_MS);
  } catch (error) {
    ${LOG}
  }
}`),

  // A longer wait after a failure, and the usual one after that.
  "2.6-waits-longer": onFailure(`${LOG}\n    await sleep(INTERVAL_MS * 2);`),

  // The first poll stands before the loop, and outside of its `try`.
  "2.6-first-poll-outside": edit(POLLER, "for (;;) {", "await poll();\nawait sleep(INTERVAL_MS);\nfor (;;) {"),

  // No interval is shorter than a millisecond.
  "3.5-at-least-a-millisecond": requests("const requestsPerMinute = (clients * 60_000) / Math.max(1, intervalMs);"),

  // 0 is falsy.
  "3.3-zero-is-one": empty("emptyPerMinute: Math.max(0, requestsPerMinute - clients * (updatesPerMinute || 1)),"),

  // One client's requests.
  "3.1-one-client": requests("const requestsPerMinute = 60_000 / intervalMs;"),

  // In a second.
  "3.1-per-second": requests("const requestsPerMinute = (clients * 1_000) / intervalMs;"),

  // A minute has 60 seconds, and the interval is in ms.
  "3.1-mixed-units": requests("const requestsPerMinute = (clients * 60) / intervalMs;"),

  // The other way round.
  "3.1-upside-down": requests("const requestsPerMinute = (clients * intervalMs) / 60_000;"),

  // Nearly right: rounded before it is multiplied.
  "3.1-rounded-for-one-client": requests("const requestsPerMinute = clients * Math.round(60_000 / intervalMs);"),
  "3.1-interval-in-whole-seconds": requests(
    "const requestsPerMinute = (clients * 60) / Math.max(1, Math.round(intervalMs / 1_000));",
  ),
  // Nearly right as well, and nothing is rounded.
  "3.1-a-bit-more": requests("const requestsPerMinute = (clients * 61_000) / intervalMs;"),

  // What was worked out for an interval is kept for the next one that asks for it.
  "3.1-kept-by-interval": [
    edit(COST, "export function cost(", "const known = new Map<number, number>();\n\nexport function cost("),
    requests(
      "const requestsPerMinute = known.get(intervalMs) ?? (clients * 60_000) / intervalMs;\n  known.set(intervalMs, requestsPerMinute);",
    ),
  ],

  // The average is the worst case.
  "3.2-mean-is-interval": mean("meanStalenessMs: intervalMs,"),

  // And the other way round.
  "3.2-worst-is-half": worst("worstStalenessMs: intervalMs / 2,"),

  // A round trip.
  "3.2-worst-is-two": worst("worstStalenessMs: 2 * intervalMs,"),

  // In seconds.
  "3.2-seconds": [mean("meanStalenessMs: intervalMs / 2_000,"), worst("worstStalenessMs: intervalMs / 1_000,")],

  // Less than none.
  "3.3-negative": empty("emptyPerMinute: requestsPerMinute - clients * updatesPerMinute,"),

  // A change fills one poll, and not one of each client.
  "3.3-one-poll-for-a-change": empty("emptyPerMinute: Math.max(0, requestsPerMinute - updatesPerMinute),"),

  // All are empty.
  "3.3-all": empty("emptyPerMinute: requestsPerMinute,"),

  // Those that are not.
  "3.3-full-ones": empty("emptyPerMinute: Math.min(requestsPerMinute, clients * updatesPerMinute),"),

  // One at least.
  "3.3-one-at-least": empty("emptyPerMinute: Math.max(1, requestsPerMinute - clients * updatesPerMinute),"),

  // `min` for `max`.
  "3.3-min": empty("emptyPerMinute: Math.min(0, requestsPerMinute - clients * updatesPerMinute),"),

  // The first answer for so many requests is that for any number of changes.
  "3.3-kept-by-requests": [
    edit(COST, "export function cost(", "const known = new Map<number, number>();\n\nexport function cost("),
    requests(
      `const requestsPerMinute = (clients * 60_000) / intervalMs;
  const empty = known.get(requestsPerMinute) ?? Math.max(0, requestsPerMinute - clients * updatesPerMinute);
  known.set(requestsPerMinute, empty);`,
    ),
    empty("emptyPerMinute: empty,"),
  ],

  // Infinity, which is null in JSON.
  "3.4-zero": [
    edit(APP, INTERVAL, "intervalMs: z.coerce.number().nonnegative(),"),
    edit(APP, "!Object.values(costs).every(Number.isFinite)", "costs.meanStalenessMs < 0"),
  ],

  // Only 0 is refused.
  "3.4-negative-interval": edit(
    APP,
    INTERVAL,
    'intervalMs: z.coerce.number().refine((value) => value !== 0, { message: "no interval" }),',
  ),
  "3.4-negative-clients": edit(APP, CLIENTS, "clients: z.coerce.number(),"),
  "3.4-negative-updates": edit(APP, UPDATES, "updatesPerMinute: z.coerce.number(),"),

  // What is missing is 0.
  "3.4-default": edit(APP, UPDATES, "updatesPerMinute: z.coerce.number().nonnegative().default(0),"),

  // Numbers that are none become 0.
  "3.4-or-zero": edit(APP, CLIENTS, "clients: z.any().transform((text) => Math.max(0, Number(text) || 0)),"),

  "3.4-word-for-no-updates": edit(APP, UPDATES, "updatesPerMinute: z.coerce.number().nonnegative().catch(0),"),

  // Clients are whole, but an average of them need not be.
  "3.5-whole-clients": edit(APP, CLIENTS, "clients: z.coerce.number().int().nonnegative(),"),
  "3.5-whole-intervals": edit(APP, INTERVAL, "intervalMs: z.coerce.number().int().positive(),"),

  // At least a millisecond.
  "3.5-a-millisecond-at-least": edit(APP, INTERVAL, "intervalMs: z.coerce.number().min(1),"),

  // Nobody waits longer than a minute.
  "3.5-a-minute-at-most": edit(APP, INTERVAL, "intervalMs: z.coerce.number().positive().max(60_000),"),

  // None at all is a number too.
  "3.5-no-clients-refused": edit(APP, CLIENTS, "clients: z.coerce.number().positive(),"),

  // Cuts the fraction off.
  "3.5-fraction-cut-off": edit(
    APP,
    "cost(c.input.query)",
    "cost({ ...c.input.query, clients: Math.trunc(c.input.query.clients) })",
  ),

  // With status 200.
  "3.4-error-in-200": edit(
    APP,
    'return Response.json({ error: "Invalid numbers", issues: c.input.issues }, { status: 400 });',
    'return Response.json({ error: "Invalid numbers", issues: c.input.issues });',
  ),
});
