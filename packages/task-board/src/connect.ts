import Libsql from "libsql";

/** How long a write waits for another process's, in milliseconds, before it fails with SQLITE_BUSY. */
const BUSY_TIMEOUT_MS = 5_000;

/** The longest pause between two attempts to switch a new file to WAL, in milliseconds. */
const MAX_PAUSE_MS = 10;

/**
 * Connects to a database file, or to a new one in memory for `:memory:`, with the settings of every connection. The file is
 * created when it is missing, its folder is not. Throws an error that names the file when it cannot be opened.
 */
export function connect(file: string): Libsql.Database {
  try {
    const connection = new Libsql(file, { timeout: BUSY_TIMEOUT_MS });
    if (file !== ":memory:") switchToWal(connection);
    connection.exec("PRAGMA foreign_keys = ON");
    // With WAL the file stays consistent after a crash of the process, and of the machine, without a sync for each commit.
    connection.exec("PRAGMA synchronous = NORMAL");
    return connection;
  } catch (error) {
    throw new Error(`the database file ${file} cannot be opened: is it a file of SQLite, in a folder that exists?`, {
      cause: error,
    });
  }
}

/**
 * Lets readers go on while somebody writes (https://sqlite.org/wal.html). The file itself remembers it. SQLite does not wait
 * for other connections while it switches, whatever the timeout: of two that open a new file at once, each can keep the
 * other from switching. So each lets go and tries again after a random pause, until one of them has done it for both.
 */
function switchToWal(connection: Libsql.Database): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  while (journalMode(connection) !== "wal") {
    try {
      connection.exec("PRAGMA journal_mode = WAL");
      // A file system without shared memory stays at its journal, which is slower and as safe.
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      pause(Math.random() * MAX_PAUSE_MS);
    }
  }
}

function journalMode(connection: Libsql.Database): unknown {
  const [row] = connection.pragma("journal_mode") as { readonly journal_mode: string }[];
  return row?.journal_mode;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

/** Blocks for so many milliseconds, as everything about this connection does. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
