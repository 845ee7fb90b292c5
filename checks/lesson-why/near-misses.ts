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

  // A 503 is an answer for `fetch`, and has no timestamp.
  "2.4-status-not-looked-at": [looksAtStatus(""), reports("for (const task of data ?? []) report(task);")],

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

  // Prints the number of a task in the answer, and not the task.
  "2.5-for-in": reports("for (const task in data) console.log(task);"),

  // Takes what it finds first for what it knows already.
  "2.5-not-the-first": reports("if (updatedSince !== undefined) for (const task of data) report(task);"),

  // Prints each twice.
  "2.5-twice": reports("for (const task of [...data, ...data]) report(task);"),

  // One client's requests.
  "3.1-one-client": requests("const requestsPerMinute = 60_000 / intervalMs;"),

  // In a second.
  "3.1-per-second": requests("const requestsPerMinute = (clients * 1_000) / intervalMs;"),

  // A minute has 60 seconds, and the interval is in ms.
  "3.1-mixed-units": requests("const requestsPerMinute = (clients * 60) / intervalMs;"),

  // The other way round.
  "3.1-upside-down": requests("const requestsPerMinute = (clients * intervalMs) / 60_000;"),

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

  // With status 200.
  "3.4-error-in-200": edit(
    APP,
    'return Response.json({ error: "Invalid numbers", issues: c.input.issues }, { status: 400 });',
    'return Response.json({ error: "Invalid numbers", issues: c.input.issues });',
  ),
});
