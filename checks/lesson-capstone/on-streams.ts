/** What is asked on streams that have missed nothing, once an event came twice, or after a later one. */
import { like, expect, type EventStream, type Explanation, type Tools } from "#kit";
import { boardsIn, create, snapshotOf } from "./boards.ts";
import { failures } from "./failures.ts";
import { isOfTask, LIMIT_MS } from "./messages.ts";

/** How long an event may take that comes twice, or late, in milliseconds. */
const LATE_MS = 500;

/** How often each event comes on one stream, before and after another one is opened; then, whether any is published late. */
export async function whyTwice(tools: Tools, received: string): Promise<Explanation | undefined> {
  const { first } = boardsIn(tools.board);
  const stream = await tools.sse.open(`/boards/${first.id}/events`);
  const before = await timesOf(tools, stream, first.lists[0] ?? "");
  await tools.sse.open(`/boards/${first.id}/events`);
  const after = await timesOf(tools, stream, first.lists[0] ?? "");
  const seen = `${received}. On another stream, the next event came ${times(before)}, and once one more stream was open, the one after it ${times(after)}`;
  if (after > before && before > 0) return { code: failures["subscribed-with-each-stream"], received: seen };
  const late = await whoIsOvertaken(tools, seen);
  if (late?.why === undefined) return late ?? { received: seen };
  return {
    ...late,
    why: `${late.why}; a client that connects in between is sent them from the log, and then once more`,
  };
}

/** How often the event of a new task comes on this stream. */
async function timesOf(tools: Tools, stream: EventStream, list: string): Promise<number> {
  const title = tools.random.word();
  const count = () => stream.events.filter(({ json, data }) => isOfTask(json) && data.includes(title)).length;
  await create(tools, list, title);
  await stream.until(() => count() > 0 || undefined, LIMIT_MS);
  await stream.until(() => undefined, LATE_MS);
  return count();
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** What is done first, and overtaken or not by the move that follows it at once. */
type Kind = "new tasks" | "moves" | "deletions";

/** Which changes come on a stream only after a move that was made later. */
export async function whoIsOvertaken(tools: Tools, received: string): Promise<Explanation | undefined> {
  const { first } = boardsIn(tools.board);
  const { http, random } = tools;
  const [list = "", other = ""] = first.lists;
  const made = async () =>
    expect(await http.post("/tasks", { json: { listId: list, title: random.word() } })).toMatchJson({
      data: { id: like.text },
    }).data.id;
  const [still, moved, deleted] = [await made(), await made(), await made()];
  const title = random.word();
  const changes: Readonly<
    Record<Kind, { readonly method: "POST" | "PATCH" | "DELETE"; readonly path: string; readonly json?: object }>
  > = {
    "new tasks": { method: "POST", path: "/tasks", json: { listId: list, title } },
    moves: { method: "PATCH", path: `/tasks/${moved}/move`, json: { listId: other } },
    deletions: { method: "DELETE", path: `/tasks/${deleted}` },
  };
  const overtaken: Kind[] = [];
  for (const kind of ["new tasks", "moves", "deletions"] as const) {
    await settled(tools);
    const stream = await tools.sse.open(`/boards/${first.id}/events`);
    await http.pipeline(changes[kind], { method: "PATCH", path: `/tasks/${still}/move`, json: { listId: other } });
    const ids = () => stream.events.flatMap(({ json, id }) => (isOfTask(json) ? [Number(id ?? json["id"])] : []));
    await stream.until(() => ids().length >= 2 || undefined, LATE_MS);
    const [one = 0, two = 0] = ids();
    if (ids().length === 2 && one > two) overtaken.push(kind);
  }
  const [kind] = overtaken;
  if (kind === undefined) return undefined;
  const seen = `${received}. Asked on streams that have missed nothing: the events of ${overtaken.join(" and ")} come after that of a move that was made right after them`;
  if (overtaken.length > 1) return { received: seen };
  return {
    code: failures["published-late"],
    received: `${seen}; those of other changes do not`,
    why: `the events of ${kind} are published late: whatever is changed right after one of them is published before it, also to clients that were there all the time`,
  };
}

/** Waits until what was published late has come, too: to a stream that is open for so long. */
async function settled({ sse, http, board }: Tools): Promise<void> {
  const { first } = boardsIn(board);
  await snapshotOf(http, first);
  const stream = await sse.open(`/boards/${first.id}/events`);
  await stream.until(() => undefined, LATE_MS);
}
