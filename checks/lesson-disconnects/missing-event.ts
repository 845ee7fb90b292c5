/** What is asked once an event was not printed: by which way it came, and what was printed in its place. */
import { listOf, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { createTasks, placeIn } from "./people.ts";
import { pathOf, type ReturningClient } from "./returning.ts";

/** How long a poll or a line is waited for, in milliseconds. */
const ASKED_MS = 700;
/** So many ids are listed. */
const LISTED = 6;

/** How an event may have come to the client. */
export interface Way {
  /** As the watcher was told; undefined when it was not. */
  readonly id: string | undefined;
  /** The answer of the first poll that had it. */
  readonly poll: { readonly path: string; readonly ids: readonly string[]; readonly endedAt: number } | undefined;
}

/** The id of the event with this title, and the poll whose answer had it. */
export function wayOf({ watcher, link }: ReturningClient, title: string): Way {
  const told = watcher.inbox.findLast(({ json }) => titleOf(json?.["task"]) === title);
  const id = told?.json?.["id"];
  const poll = link.requests.find(
    (request) => pathOf(request).endsWith("/poll") && request.answer?.body.includes(`"title":${JSON.stringify(title)}`),
  );
  const answer = poll?.answer;
  return {
    id: typeof id === "string" ? id : undefined,
    poll:
      poll === undefined || answer?.endedAt === undefined
        ? undefined
        : { path: poll.path, ids: idsIn(answer.body), endedAt: answer.endedAt },
  };
}

/** Which way it came by, what was printed of that answer, and whether an event on the connection moves the cursor. */
export async function whyMissing(
  tools: Tools | undefined,
  client: ReturningClient,
  { id, poll }: Way,
): Promise<Explanation | undefined> {
  if (id === undefined) return undefined;
  const event = `the event with the id ${id}`;
  if (poll === undefined)
    return {
      why: `${event} was never printed; no answer to a poll of the client has it, so it could only come over the connection, or with a poll that was not made`,
    };
  const query = poll.path.split("?")[1];
  const inAnswer = `${event} came with the answer to the poll ${query === undefined ? "without since" : `with ${query}`}, which has the ids ${listed(poll.ids)}, and was not printed`;
  const printed = client.program.lines.flatMap(({ stream, text, at }) => {
    const own = stream === "stdout" ? /"id":"(\d+)"/.exec(text)?.[1] : undefined;
    return own === undefined ? [] : [{ own, at }];
  });
  const ofAnswer = poll.ids.filter((one) => printed.some(({ own }) => own === one));
  const later = printed.find(({ own, at }) => Number(own) > Number(id) && at < poll.endedAt);
  const others =
    ofAnswer.length === 0 ? "" : `; of that answer, only ${listed(ofAnswer)} ${ofAnswer.length === 1 ? "was" : "were"}`;
  if (later === undefined) return { why: `${inAnswer}${others}` };
  const moved = tools === undefined ? undefined : await cursorAfterLive(tools, client);
  const end =
    moved === undefined
      ? ": either a smaller id than one that was printed is taken for known, or an answer is dropped when something has come meanwhile"
      : `. The next poll after the event ${moved} on the connection alone named it as since: such an event moves the cursor, and what has a smaller id is taken for known`;
  return {
    code: failures["behind-live-dropped"],
    why: `${inAnswer}; the event ${later.own} had come over the connection and was printed before that answer${end}`,
  };
}

/** The id of an event that came over the connection alone, where the next poll names it. */
async function cursorAfterLive({ http, board, random }: Tools, client: ReturningClient): Promise<string | undefined> {
  const [title = ""] = await createTasks(http, placeIn(board), random, 1);
  const line = await client.program.line(title, ASKED_MS).catch(() => undefined);
  const { id } = wayOf(client, title);
  if (line === undefined || id === undefined) return undefined;
  const seen = client.link.requests.length;
  client.link.cut();
  const next = await client.link.until(
    () => client.link.requests.slice(seen).find((request) => pathOf(request).endsWith("/poll")),
    ASKED_MS,
  );
  return next?.path.split("?")[1] === `since=${id}` ? id : undefined;
}

function titleOf(task: unknown): unknown {
  return typeof task === "object" && task !== null && "title" in task ? task.title : undefined;
}

/** The ids of events, which are numbers; those of tasks and lists are not. */
function idsIn(body: string): string[] {
  return [...body.matchAll(/"id":"(\d+)"/g)].map(([, id]) => id ?? "");
}

function listed(ids: readonly string[]): string {
  return ids.length > LISTED
    ? `${ids.slice(0, LISTED).join(", ")} and ${ids.length - LISTED} more`
    : listOf(ids, "and");
}
