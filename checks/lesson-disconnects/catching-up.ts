/** What a client's catching up is graded by: its polls, and the lines that it prints. */
import { CheckFailure, explained, type Program, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { createTasks, placeIn } from "./people.ts";
import { wayOf, whyMissing } from "./missing-event.ts";
import { pathOf, REPLY_LIMIT_MS, type ReturningClient } from "./returning.ts";

/** How long is waited for what a client may do and need not do, in milliseconds. */
const MAYBE_MS = 1_000;

/** The same for what a client would do at once, in milliseconds. */
export const BRIEFLY_MS = 300;

/** The polls of the client so far. */
function polls({ link }: ReturningClient) {
  return link.requests.filter((request) => pathOf(request).endsWith("/poll"));
}

/**
 * Waits until the client knows where it is: its first poll is answered, and two events that happened afterwards are printed, one
 * after the other. A client that read the first one before the poll has read the poll when it reads the second. Returns the titles.
 */
export async function settle({ http, board, random }: Tools, client: ReturningClient): Promise<string[]> {
  await expectPoll(client, 0, isAnswered);
  const titles: string[] = [];
  for (let event = 0; event < 2; event++) {
    titles.push(...(await createTasks(http, placeIn(board), random, 1)));
    await expectPrinted(client, titles);
  }
  return titles;
}

/** Waits until the client polls once more. */
export async function nextPoll(client: ReturningClient, seen: number): Promise<void> {
  await expectPoll(client, seen, () => true);
}

/** Waits until a poll of the client has been answered with this status. */
export async function pollAnsweredWith(client: ReturningClient, seen: number, status: number): Promise<void> {
  await expectPoll(client, seen, ({ answer }) => answer?.status === status);
}

/** How many polls there have been. */
export function pollsOf(client: ReturningClient): number {
  return polls(client).length;
}

type Poll = ReturnType<typeof polls>[number];

function isAnswered({ answer }: Poll): boolean {
  return answer?.endedAt !== undefined;
}

/** Whether a poll like this comes within the time. */
async function pollComes(
  client: ReturningClient,
  isSuch: (poll: Poll, index: number) => boolean,
  limitMs: number,
): Promise<boolean> {
  return (await client.link.until(() => (polls(client).some(isSuch) ? true : undefined), limitMs)) === true;
}

async function expectPoll(client: ReturningClient, seen: number, isSuch: (poll: Poll) => boolean): Promise<void> {
  if (await pollComes(client, (poll, index) => index >= seen && isSuch(poll), REPLY_LIMIT_MS)) return;
  throw new CheckFailure({
    code: failures["not-asked"],
    sent: "the client has connected and joined the board",
    expected: `a GET of the board's /poll within ${REPLY_LIMIT_MS / 1000} s`,
    received: "none",
  });
}

/** Gives a client that polls too soon the time to do it. Returns whether it did. */
export async function maybePolls(client: ReturningClient, seen: number, limitMs: number = MAYBE_MS): Promise<boolean> {
  return await pollComes(client, (poll, index) => index >= seen && isAnswered(poll), limitMs);
}

/**
 * Waits until a client whose poll was refused has done something about it: asked again and again, or given up its connection and
 * been refused a new one.
 */
export async function maybeFailsAgain(client: ReturningClient, polled: number, attempted: number): Promise<void> {
  const isRefused = ({ answer }: Poll) => answer?.status === 503;
  const hasFailed = () =>
    polls(client).slice(polled).filter(isRefused).length >= 3 || client.attempts.slice(attempted).some(isRefused);
  await client.link.until(() => (hasFailed() ? true : undefined), MAYBE_MS);
}

/** Gives a client that has just joined the time to catch up, which may be what it takes for a connection that works. */
export async function mayCatchUp({ http, board, random }: Tools, client: ReturningClient): Promise<void> {
  const joinedAfter = client.attempts.at(-1)?.at ?? 0;
  await pollComes(client, (poll) => poll.at > joinedAfter && isAnswered(poll), MAYBE_MS);
  const [title = ""] = await createTasks(http, placeIn(board), random, 1);
  await maybePrints(client, title);
}

/** Gives the client the time to print an event; it may also wait until it has caught up. */
export async function maybePrints({ program }: ReturningClient, title: string): Promise<void> {
  await program.line(title, MAYBE_MS).catch(() => undefined);
}

/** The event that each poll of the client from this number on named, for example `since=3`. */
export function cursorsOf(client: ReturningClient, seen: number): string[] {
  return polls(client)
    .slice(seen)
    .map(({ path }) => path.split("?")[1] ?? "nothing");
}

/** What a report says of the client's polls, as the end of a sentence. */
function pollsSoFar(client: ReturningClient): string {
  const all = polls(client).map(({ answer }) => (answer === undefined ? "not answered" : String(answer.status)));
  return `; its ${all.length} polls so far: ${all.slice(-LISTED_POLLS).join(", ") || "none"}${all.length > LISTED_POLLS ? " at last" : ""}`;
}

const LISTED_POLLS = 6;

/** What it is called that an event was not printed: the last poll failed, and nothing followed it. */
function absenceOf(client: ReturningClient): "failed-poll-dropped" | "event-missed" {
  const last = polls(client).at(-1);
  const hasFailed = last?.answer !== undefined && last.answer.status !== 200;
  const isLast = client.attempts.every(({ at }) => last === undefined || at < last.at);
  return hasFailed && isLast ? "failed-poll-dropped" : "event-missed";
}

/**
 * Waits until each of these titles has been printed.
 * @param known what it is called when one is not, where the check knows
 * @param tools with which more is asked then
 */
export async function expectPrinted(
  client: ReturningClient,
  titles: readonly string[],
  known?: keyof typeof failures,
  tools?: Tools,
): Promise<void> {
  const { program } = client;
  for (const title of titles) {
    const line = await program.line(title, REPLY_LIMIT_MS).catch((error: unknown) => {
      // A client that has crashed has a failure of its own.
      if (program.ended !== undefined && program.ended.code !== "server-exited") throw error;
    });
    if (line !== undefined) continue;
    const absence = known ?? absenceOf(client);
    const way = wayOf(client, title);
    const failure = new CheckFailure({
      code: failures[absence],
      sent: `an event with the title ${JSON.stringify(title)}${way.id === undefined ? "" : ` and the id ${way.id}`}, while the network works`,
      expected: `a line with it within ${REPLY_LIMIT_MS / 1000} s`,
      received: `none${program.ended === undefined ? "" : "; the client has ended"}${pollsSoFar(client)}`,
    });
    await explained(
      () => {
        throw failure;
      },
      () => (absence === "event-missed" && program.ended === undefined ? whyMissing(tools, client, way) : undefined),
    );
  }
}

/** In how many lines the client has printed this title. */
export function timesPrinted({ program }: ReturningClient, title: string): number {
  return linesWith(program, title);
}

/** Fails unless each of these titles stands in as many lines of what the client printed as there are events with it. */
export function expectPrintedOnce({ program }: ReturningClient, titles: readonly string[]): void {
  for (const title of titles) {
    const count = linesWith(program, title);
    const wanted = titles.filter((other) => other === title).length;
    if (count === wanted) continue;
    throw new CheckFailure({
      code: failures[
        wanted > 1 && count === 1 ? "taken-for-another" : count < wanted ? "event-missed" : "event-printed-again"
      ],
      sent:
        wanted === 1
          ? `one event with the title ${JSON.stringify(title)}`
          : `${wanted} events with the title ${JSON.stringify(title)}, each with its own id`,
      expected: wanted === 1 ? "1 line with it" : `${wanted} lines with it`,
      received: count === 0 ? "none on stdout" : `${count} of them`,
    });
  }
}

function linesWith({ lines }: Program, title: string): number {
  return lines.filter(({ stream, text }) => stream === "stdout" && text.includes(title)).length;
}
