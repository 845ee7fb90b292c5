/**
 * A session of work on one board: three editors, each of them with twenty changes, in rounds of three requests at once. What
 * they do is the same in every run; only words are drawn.
 */
import { CheckFailure, type HttpAnswer, type Tools } from "#kit";
import type { Snapshot } from "./board-copy.ts";
import { create, move, remove, snapshotOf, type Place } from "./boards.ts";
import { failures } from "./failures.ts";

/** What one editor does in each round: create, move, or delete. */
const CHANGES = "ccmcmdcmmcdmcmdcmmdc";
export const ROUNDS = CHANGES.length;
const EDITORS = 3;

/** Where moves go, one after the other: to the end of a list, between two tasks, or to where another task is. */
const POSITIONS = [undefined, 1.75, 3, 3, undefined, 0.5, 2.25];

/** A task of an editor, as it should be by now. */
interface Work {
  readonly title: string;
  list: string;
}

export class Session {
  readonly #tools: Tools;
  readonly #place: Place;
  readonly #beside: Place;
  /** For each editor, the tasks that are theirs. */
  readonly #work: Work[][] = Array.from({ length: EDITORS }, () => []);
  #round = 0;
  #moves = 0;
  #last: HttpAnswer | undefined;
  #snapshot: Snapshot;
  /** How many tasks the board had before. */
  readonly #others: number;

  /** @param beside a board on which something happens now and then that is no concern of this one */
  constructor(tools: Tools, { place, beside, snapshot }: { place: Place; beside: Place; snapshot: Snapshot }) {
    this.#tools = tools;
    this.#place = place;
    this.#beside = beside;
    this.#snapshot = snapshot;
    this.#others = snapshot.tasks.size;
  }

  /** What has been changed so far. */
  get sent(): string {
    return `${this.#round * EDITORS} changes by three editors at once; the last was ${this.#last?.sent ?? "none"}`;
  }

  /** Has the editors work for some rounds, and returns the board as it is then. Fails when a change is not on it. */
  async work(rounds: number): Promise<Snapshot> {
    for (let count = 0; count < rounds; count++) {
      // First, so that the last event of all is one of this board.
      if (this.#round % 4 === 3) await create(this.#tools, this.#beside.lists[0] ?? "", this.#tools.random.word());
      const changes = this.#work.map((work, editor) => this.#change(work, editor));
      const answers = await Promise.all(changes);
      this.#last = answers.at(-1);
      this.#round++;
      this.#snapshot = await snapshotOf(this.#tools.http, this.#place);
      this.#expectStored();
    }
    return this.#snapshot;
  }

  async #change(work: Work[], editor: number): Promise<HttpAnswer> {
    const { lists } = this.#place;
    // Each editor is at another place of the same list of changes, so that all kinds meet.
    const kind = this.#round < 2 ? "c" : CHANGES[(this.#round + editor * 5) % CHANGES.length];
    const task = work[(this.#round + editor) % Math.max(work.length, 1)];
    const list = lists[(this.#round + editor) % lists.length] ?? "";
    if (kind === "c" || task === undefined) {
      const title = `${this.#tools.random.word()} ${work.length}`;
      work.push({ title, list });
      return await create(this.#tools, list, title);
    }
    const { id } = [...this.#snapshot.tasks.values()].find(({ title }) => title === task.title) ?? { id: task.title };
    if (kind === "d") {
      work.splice(work.indexOf(task), 1);
      return await remove(this.#tools, id);
    }
    task.list = list;
    return await move(this.#tools, id, list, POSITIONS[this.#moves++ % POSITIONS.length]);
  }

  /** The database has every change, so it may be what the clients are compared with. */
  #expectStored(): void {
    const all = [...this.#snapshot.tasks.values()];
    const own = this.#work.flat();
    const lost = own.find(({ title, list }) => !all.some((task) => task.title === title && task.listId === list));
    const count = this.#others + own.length;
    if (lost === undefined && all.length === count) return;
    throw new CheckFailure({
      code: failures["not-stored"],
      sent: this.sent,
      expected: `on the board then, ${lost === undefined ? `${count} tasks` : `the task ${JSON.stringify(lost.title)} in the list ${lost.list}`}`,
      received: `${all.length} tasks${lost === undefined ? "" : ", and not this one in that list"}`,
    });
  }
}
