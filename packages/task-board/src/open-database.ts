import { connect } from "./connect.ts";
import { strictClock } from "./clock.ts";
import { Database } from "./database.ts";
import { SCHEMA, SCHEMA_VERSION } from "./schema.ts";
import { COURSE_SEED, insertSeed, readSeed, type Seed } from "./seed.ts";

export interface OpenOptions {
  /** Path of the database file, whose folder must exist. @default DB_PATH of the environment, else a database in memory */
  readonly file?: string | undefined;
  /** What a new file holds; one that exists keeps what it has. @default the file SEED_FILE names, else the course's board */
  readonly seed?: Seed | undefined;
}

/** The connection, and the clock for the times that are written through it. */
export interface OpenDatabase {
  readonly db: Database;
  /**
   * A time later than every one in the file, in ISO 8601 with milliseconds. Call it inside `db.transaction`, with the
   * statement that stores it: only there no other process can write the same one.
   */
  readonly now: () => string;
}

/**
 * Opens the task board's file for code that writes its own SQL; a new file gets the tables and the seed first. Processes
 * that open the same file share it, also when they create it at the same moment. Each call opens a connection of its own,
 * and in memory a board of its own: call it in one place and import the result.
 *
 * Throws an error that names the file when it is not a task board, or the seed cannot be read.
 */
export function openDatabase({ file = databasePath(), seed }: OpenOptions = {}): OpenDatabase {
  const db = new Database(connect(file));
  try {
    if (versionOf(db) === 0) create(db, file, seed ?? seedOfEnvironment());
    const version = versionOf(db);
    if (version !== SCHEMA_VERSION)
      throw new Error(`the database ${file} has version ${version} of the tables, not ${SCHEMA_VERSION}: delete it`);
    return { db, now: strictClock(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** All or nothing, and only by the first of several processes. */
function create(db: Database, file: string, seed: Seed): void {
  db.transaction(() => {
    if (versionOf(db) !== 0) return;
    const table = db.prepare<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 1").get();
    if (table !== undefined)
      throw new Error(
        `the database ${file} already has a table "${table.name}" and is no task board: delete it, or name another file`,
      );
    db.exec(SCHEMA);
    insertSeed(db, strictClock(db), seed);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  })();
}

function versionOf(db: Database): number | undefined {
  return db.prepare<{ user_version: number }>("PRAGMA user_version").get()?.user_version;
}

function databasePath(): string {
  return process.env["DB_PATH"] || ":memory:";
}

function seedOfEnvironment(): Seed {
  const file = process.env["SEED_FILE"];
  return file ? readSeed(file) : COURSE_SEED;
}
