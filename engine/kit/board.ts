/**
 * The random task board of one run: the content of the server's database, with which a check compares answers. Its shape
 * is the same for every seed and includes the cases that most often go wrong; ids, names and titles are random.
 */
import { createHash } from "node:crypto";
import { randomFor, type Random } from "./random.ts";

export interface BoardUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A task, nested as in the course's REST answers. */
export interface BoardTask {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly assigneeId: string | null;
  readonly position: number;
}

export interface BoardList {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  /** In the order of their positions. */
  readonly tasks: readonly BoardTask[];
}

export interface OneBoard {
  readonly id: string;
  readonly name: string;
  /** In the order of their positions. */
  readonly lists: readonly BoardList[];
}

export interface Session {
  readonly token: string;
  readonly userId: string;
  /** ISO 8601 with milliseconds. */
  readonly expiresAt: string;
}

export interface Board {
  /** Three; the last two have the same name. */
  readonly users: readonly BoardUser[];
  /** Four, with three, two, two and no lists. The id of the first is a prefix of the id of the second. */
  readonly boards: readonly OneBoard[];
  /**
   * One for each user, in the same order, and five expired ones of the first user: of 2001, of the second day from which
   * `Date.now()` counts, of the year 1, of a minute ago and of the beginning of today (UTC), if that is no later.
   */
  readonly sessions: readonly Session[];
}

/** Later than any server's clock. */
const VALID_UNTIL = "2199-12-31T23:59:59.000Z";
/**
 * A time in the wrong unit may be taken for later than now, and not one so near to that from which milliseconds count. Text that
 * is compared with digits begins with "2", "1" or "0".
 */
const [EXPIRED_AT, ...EXPIRED_LONG_AGO] = [
  "2001-01-01T00:00:00.000Z",
  "1970-01-02T00:00:00.000Z",
  "0001-01-01T00:00:00.000Z",
] as const;

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];

/** Two times that are over and have today's date, on the clock of this machine: only whoever looks at the time of day sees it. */
function earlierToday(now: number): readonly string[] {
  const midnight = now - (now % DAY_MS);
  return [Math.max(now - MINUTE_MS, midnight), midnight].map((time) => new Date(time).toISOString());
}

/** The board of the run with this seed. @param now by which two of its sessions are just over */
export function boardFor(seed: number, now: number = Date.now()): Board {
  const random = randomFor(seed, "board");
  const users = usersFrom(random);
  const first = `board-${random.word()}`;
  const ids = [first, `${first}-${random.word()}`, `board-${random.word()}-2`];
  const boards = ids.map((id, index) => ({
    id,
    name: named(random, index),
    lists: (TASKS_OF_LISTS[index] ?? []).map((tasks, place) => ({
      id: `list-${random.word()}-${index + 1}${place + 1}`,
      name: named(random, place),
      // With gaps and fractions: only the order matters.
      position: (place + 1) * 2.5,
      tasks: Array.from({ length: tasks }, (_, number) => ({
        id: `task-${random.word()}-${index + 1}${place + 1}${number + 1}`,
        title: titled(random, index + place + number),
        description: number === 1 ? named(random, number) : null,
        assigneeId: number === 0 ? (users[place % users.length]?.id ?? null) : null,
        position: (number + 1) * 1.5,
      })),
    })),
  }));
  const sessions = [...users, users[0] as BoardUser].map(({ id }, index) => ({
    token: random.bytes(18).toString("base64url"),
    userId: id,
    expiresAt: index < users.length ? VALID_UNTIL : EXPIRED_AT,
  }));
  const older = sessions.slice(0, 1).flatMap(({ token, userId }) =>
    [...EXPIRED_LONG_AGO, ...earlierToday(now)].map((expiresAt, index) => ({
      token: derived(token, `${index} ${seed}`),
      userId,
      expiresAt,
    })),
  );
  const withoutLists = { id: `board-${random.word()}-4`, name: named(random, 3), lists: [] };
  return { users, boards: [...boards, withoutLists], sessions: [...sessions, ...older] };
}

/** A token that nobody guesses who does not know the other one; it leaves what is drawn at random as it was. */
function derived(token: string, which: string): string {
  return createHash("sha256").update(`${token} ${which}`).digest("base64url").slice(0, token.length);
}

/** How many tasks each list of each board has that has lists. */
const TASKS_OF_LISTS = [
  [3, 1, 0],
  [1, 2],
  [0, 1],
] as const;

function usersFrom(random: Random): BoardUser[] {
  const shared = `${capital(random.word())} Ölander`;
  return [capital(random.word()), shared, shared].map((name, index) => {
    const word = random.word();
    return { id: `user-${word}-${index + 1}`, name, email: `${word}.${index + 1}@example.com` };
  });
}

/** Parts of names besides words: quotes of SQL and JSON, characters of several bytes, a surrogate pair. */
const IN_NAMES = ["'s", ' "große"', " 🚢 漢"];

function named(random: Random, index: number): string {
  return `${capital(random.word())}${IN_NAMES[index % IN_NAMES.length]}`;
}

/** Parts of titles: what ends a line or a field of an event stream, and what a page would take for a tag. */
const IN_TITLES = ["'; --", "\n\ndata: ", "\u2028", "<b>&amp;", "🚢"];

function titled(random: Random, index: number): string {
  return `${random.word()}${IN_TITLES[index % IN_TITLES.length]}${random.word()}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The rows of the board as JSON text for SEED_FILE. Lists and tasks are in reverse order of their positions. */
export function seedFile({ users, boards, sessions }: Board): string {
  const lists = boards.flatMap(({ id, lists: all }) => all.map((list) => ({ ...list, boardId: id })));
  const rows = {
    users,
    boards: boards.map(({ id, name }) => ({ id, name })),
    lists: lists.map(({ id, boardId, name, position }) => ({ id, boardId, name, position })).toReversed(),
    tasks: lists.flatMap(({ id, tasks }) => tasks.map((task) => ({ ...task, listId: id }))).toReversed(),
    sessions,
  };
  return JSON.stringify(rows);
}
