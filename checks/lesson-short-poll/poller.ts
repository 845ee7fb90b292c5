/** A client of the updates as the checks need it: it asks, keeps the cursor, and says what an answer should have held. */
import {
  CheckFailure,
  expect,
  expectRouteStatus,
  explained,
  like,
  type HttpAnswer,
  type HttpClient,
  type Tools,
} from "#kit";
import type { TimedTask } from "./asked-again.ts";
import { isTime, whyLost, whySentAgain, type WrongPoll } from "./comparison.ts";
import { failures } from "./failures.ts";

/** Fails unless the route answered with this status; with a code of its own where it is still the starter's. */
export function expectStatus(answer: HttpAnswer, status: number): void {
  expectRouteStatus(answer, status, failures["route-not-written"]);
}

/** Fails where an answer lacks something in a way that says why. */
function expectWhole({ json, sent, event }: HttpAnswer): void {
  const { data, timestamp } = (json ?? {}) as { readonly data?: unknown; readonly timestamp?: unknown };
  if (!Array.isArray(data)) return;
  const [task] = data as readonly unknown[];
  const isRow = typeof task === "object" && task !== null && "updated_at" in task && !("updatedAt" in task);
  if (isRow)
    throw new CheckFailure({
      code: failures["rows-sent"],
      sent,
      expected: "tasks with `listId`, `createdAt` and `updatedAt`",
      received: `tasks with ${Object.keys(task).join(", ")}`,
      event,
    });
  if (task === undefined && timestamp === undefined)
    throw new CheckFailure({
      code: failures["empty-without-cursor"],
      sent,
      expected: "a timestamp, as in every answer",
      received: JSON.stringify(json),
      event,
    });
}

/** A board of the run, as the checks use it. */
export interface Place {
  readonly id: string;
  /** Its lists, in their order; every board has two at least. */
  readonly lists: readonly [string, string, ...string[]];
  /** The ids of its tasks when the run begins. */
  readonly tasks: readonly string[];
}

/** The boards of the run that have lists: the first has four tasks in two of its lists, the last a single one. */
export function placesIn({ boards }: Tools["board"]): { own: Place; other: Place; last: Place; all: readonly Place[] } {
  const all = boards.flatMap(({ id, lists }) => {
    const [first, second, ...more] = lists.map((list) => list.id);
    if (first === undefined || second === undefined) return [];
    const tasks = lists.flatMap((list) => list.tasks.map((task) => task.id));
    return [{ id, lists: [first, second, ...more] as const, tasks }];
  });
  const [own, other, last] = all;
  if (own === undefined || other === undefined || last === undefined)
    throw new Error("the run has fewer than three boards with two lists");
  return { own, other, last, all };
}

function creating(listId: string, title: string) {
  return { method: "POST", path: "/tasks", json: { listId, title } } as const;
}

/** Creates a task, and returns its id. */
export async function createTask(http: HttpClient, listId: string, title: string): Promise<string> {
  return idIn(await http.post("/tasks", { json: { listId, title } }));
}

/** Creates so many tasks at once, and returns their ids. */
export async function createTasks(http: HttpClient, listId: string, titles: readonly string[]): Promise<string[]> {
  return (await http.pipeline(...titles.map((title) => creating(listId, title)))).map(idIn);
}

/** The id of the task that was created with this answer. */
function idIn(answer: HttpAnswer | undefined): string {
  if (answer === undefined) throw new Error("the task's answer is missing");
  expect(answer).toHaveStatus(201);
  return expect(answer).toMatchJson({ data: { id: like.text } }).data.id;
}

/** Deletes every task that these boards have now. */
export async function deleteTasks(http: HttpClient, boards: readonly Place[]): Promise<void> {
  for (const { id } of boards) {
    const board = await http.get(`/boards/${id}`);
    const { lists } = expect(board).toMatchJson({
      data: { lists: like.listOf({ tasks: like.listOf({ id: like.text }) }) },
    }).data;
    const tasks = lists.flatMap((list) => list.tasks.map((task) => task.id));
    const deletions = tasks.map((task) => ({ method: "DELETE", path: `/tasks/${task}` }) as const);
    for (const answer of await http.pipeline(...deletions)) expect(answer).toHaveStatus(204);
  }
}

/** Two milliseconds: after them, the clock of this machine has another reading for certain. */
const CLOCK_MOVED_MS = 2;

/**
 * Waits until the clock has moved on. In checks that are not about the cursor, nothing is stored within the millisecond in
 * which a poll is answered.
 */
export async function clockMovesOn(): Promise<void> {
  const before = Date.now();
  while (Date.now() < before + CLOCK_MOVED_MS) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The steps of the server's clock in exercise 2, in milliseconds: several times what a poll and a new task take. */
export const CLOCK_STEP_MS = 50;

/** Waits until the server's clock has just moved on: what is stored now has the time that its clock tells. */
async function nextClockStep(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, CLOCK_STEP_MS - (Date.now() % CLOCK_STEP_MS)));
}

/** Polls one board with the cursor of its last answer. */
export class Poller {
  readonly #http: HttpClient;
  readonly #boardId: string;
  /** Those that it was given, the last one for the next poll. */
  readonly #cursors: string[] = [];
  #asked: string | undefined;
  #last: HttpAnswer | undefined;
  #tasks: readonly TimedTask[] = [];
  #before: readonly TimedTask[] = [];
  /** Every task of every answer. */
  readonly #sent = new Set<string>();

  constructor(http: HttpClient, boardId: string) {
    this.#http = http;
    this.#boardId = boardId;
  }

  /** Where the next poll goes. */
  get path(): string {
    return this.pathOf(this.#boardId);
  }

  /** Where a poll of this board goes, with the cursor of the last answer. */
  pathOf(boardId: string): string {
    return pathOf(boardId, this.#cursors.at(-1));
  }

  async poll(): Promise<void> {
    this.read(await this.#http.get(this.path));
  }

  /**
   * Polls, and has a task created before anything else can run in the server and, in all likelihood, before its clock moves on.
   * Returns the task's id.
   */
  async pollAndCreate(listId: string, title: string): Promise<string> {
    await nextClockStep();
    const [updates, created] = await this.#http.pipeline({ path: this.path }, creating(listId, title));
    if (updates === undefined) throw new Error("the poll's answer is missing");
    this.read(updates);
    return idIn(created);
  }

  /** Takes the answer to a poll, and its cursor for the next one. */
  read(answer: HttpAnswer): void {
    expectStatus(answer, 200);
    expectWhole(answer);
    const { data, timestamp } = expect(answer).toMatchJson({
      data: like.listOf({ id: like.text, title: like.text, updatedAt: like.text }),
      timestamp: like.oneOf(like.string, like.number),
    });
    this.#last = answer;
    this.#before = this.#tasks;
    this.#tasks = data;
    for (const { id } of data) this.#sent.add(id);
    this.#asked = this.#cursors.at(-1);
    this.#cursors.push(String(timestamp));
  }

  /** Fails unless the last answer has each of these tasks once, and no other. */
  expectExactly(board: Place): void {
    const expected = `the ${board.tasks.length} tasks of this board, each once: ${shown(board.tasks)}`;
    if (this.#ids.some((id) => !board.tasks.includes(id))) throw this.#failure("task-of-another-board", expected);
    if (this.#ids.toSorted().join() !== board.tasks.toSorted().join()) throw this.#failure("task-missing", expected);
  }

  /** Fails when the last answer has this task, which is on another board than the poller's and than the third one given. */
  async expectWithout(id: string, third: Place): Promise<void> {
    if (!this.#ids.includes(id)) return;
    const elsewhere = await this.#http.get(pathOf(third.id, this.#asked));
    throw this.#failure(
      elsewhere.body.includes(id) ? "changes-of-every-board" : "board-compared-in-part",
      `tasks of the board ${this.#boardId} alone`,
    );
  }

  /** Fails unless the last answer has this task, which has just changed, and none of those that never did. */
  async expectChange(id: string, change: "created" | "moved", unchanged: readonly string[]): Promise<void> {
    const expected = `the task ${id}, which was ${change} after the last answer`;
    await this.#expectAmong(this.#ids, id, expected, change);
    await this.#expectNoneOf(
      unchanged,
      "unchanged-sent",
      `the task ${id}, which changed, and none of ${shown(unchanged)}, which did not`,
    );
  }

  /**
   * Fails unless this task, which was created since the poller's first poll, has been in an answer: in that of the poll
   * behind which it was created, when the handler took its time, or in the next one.
   */
  async expectSent(id: string): Promise<void> {
    await this.#expectAmong([...this.#sent], id, `the task ${id}, which was created right after the poll before`);
  }

  /** The same for a poller whose first answer came from a server without any task. */
  expectFirstSent(id: string): void {
    if (this.#sent.has(id)) return;
    const cursor = JSON.stringify(this.#asked);
    throw this.#failure(
      "first-task-lost",
      `the task ${id}, the first one, which was created after the cursor ${cursor}`,
    );
  }

  /** Polls until every one of these tasks has been in an answer, or an answer brings none. */
  async pollForAll(ids: readonly string[]): Promise<void> {
    for (let poll = 0; poll < ids.length; poll++) {
      await this.poll();
      if (this.#ids.length === 0 || ids.every((id) => this.#sent.has(id))) return;
    }
  }

  /** Fails with this code unless every one of these tasks has been in an answer. */
  expectAllSent(ids: readonly string[], code: keyof typeof failures, expected: string): void {
    const missing = ids.filter((id) => !this.#sent.has(id)).length;
    if (missing > 0) throw this.#failure(code, expected, `${missing} of them in no answer; the last one has`);
  }

  /** Fails unless the last answer has no task. */
  async expectQuiet(): Promise<void> {
    const expected = "no task: the polls before had returned all that changed";
    await this.#expectNoneOf(this.#ids, "never-quiet", expected);
  }

  get #ids(): readonly string[] {
    return this.#tasks.map(({ id }) => id);
  }

  async #expectNoneOf(ids: readonly string[], otherwise: keyof typeof failures, expected: string): Promise<void> {
    const wrong = this.#tasks.find(({ id }) => ids.includes(id));
    if (wrong !== undefined) throw this.#failure(await whySentAgain(this.#poll, wrong, otherwise), expected);
  }

  async #expectAmong(
    ids: readonly string[],
    id: string,
    expected: string,
    change: "created" | "moved" = "created",
  ): Promise<void> {
    await explained(
      () => {
        if (!ids.includes(id)) throw this.#failure("update-lost", expected);
      },
      async () => {
        const { code, why } = await whyLost(this.#poll, id, change);
        return { code: failures[code], ...(why !== undefined && { why }) };
      },
    );
  }

  get #poll(): WrongPoll {
    const path = `/boards/${this.#boardId}/updates`;
    return {
      http: this.#http,
      path,
      asked: this.#asked,
      cursors: this.#cursors,
      tasks: this.#tasks,
      before: this.#before,
    };
  }

  #failure(code: keyof typeof failures, expected: string, before = ""): CheckFailure {
    const tasks = isTime(this.#asked) ? this.#tasks.map(({ id, updatedAt }) => `${id} (${updatedAt})`) : this.#ids;
    return new CheckFailure({
      code: failures[code],
      sent: this.#last?.sent ?? "nothing",
      expected,
      received: `${before} ${shown(tasks)}`.trimStart(),
      event: this.#last?.event,
    });
  }
}

/** Where a poll of a board goes. */
export function pathOf(boardId: string, cursor: string | undefined): string {
  return `/boards/${boardId}/updates${cursor === undefined ? "" : `?since=${encodeURIComponent(cursor)}`}`;
}

/** So many ids are shown in full. */
const SHOWN_IDS = 12;

function shown(ids: readonly string[]): string {
  if (ids.length === 0) return "no task";
  return ids.length > SHOWN_IDS ? `${ids.length} tasks` : ids.join(", ");
}
