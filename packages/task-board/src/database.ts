import type Libsql from "libsql";
import { Statement } from "./statement.ts";

/**
 * A connection to the file, with the part of better-sqlite3's API that the course needs, on libsql. It differs in three
 * points: transactions begin IMMEDIATE, a value that cannot be bound is an error instead of the end of the process, and
 * there is no `pluck()`, which libsql's `get()` ignores.
 */
export class Database {
  readonly #connection: Libsql.Database;
  #open = true;
  #depth = 0;

  constructor(connection: Libsql.Database) {
    this.#connection = connection;
  }

  /** Whether the connection was not closed. */
  get open(): boolean {
    return this.#open;
  }

  /** Whether a function given to `transaction` or `snapshot` is running. */
  get inTransaction(): boolean {
    return this.#depth > 0;
  }

  /** Prepares one SQL statement. `Row` is what its rows look like; nothing checks that they do. */
  prepare<Row = unknown>(sql: string): Statement<Row> {
    this.#assertOpen();
    return new Statement<Row>(this.#connection.prepare(sql), sql, () => this.#assertOpen());
  }

  /** Executes any number of statements, separated by semicolons, that have no placeholders. */
  exec(sql: string): void {
    this.#assertOpen();
    this.#connection.exec(sql);
  }

  /**
   * A function that runs `work` in a transaction: committed when `work` returns, rolled back when it throws. It begins
   * IMMEDIATE: a transaction that reads first and writes later fails with SQLITE_BUSY as soon as another process wrote in
   * between, and no timeout helps (https://sqlite.org/lang_transaction.html). Inside another one it is a savepoint: it can be
   * undone alone, and is committed with the outer one. `work` must not be async.
   */
  transaction<Arguments extends unknown[], Result>(
    work: (...given: Arguments) => Result,
  ): (...given: Arguments) => Result {
    return (...given) => this.#within("BEGIN IMMEDIATE", () => work(...given));
  }

  /** Runs queries that all see the file as it is when the first of them runs, whatever other processes write meanwhile. */
  snapshot<Result>(queries: () => Result): Result {
    return this.#within("BEGIN", queries);
  }

  /** Closes the connection. Another call does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#connection.close();
  }

  #within<Result>(begin: string, work: () => Result): Result {
    const outermost = this.#depth === 0;
    this.exec(outermost ? begin : "SAVEPOINT nested");
    this.#depth += 1;
    try {
      const result = work();
      if (result instanceof Promise)
        throw new TypeError("a transaction ends when its function returns: it cannot be an async function");
      this.exec(outermost ? "COMMIT" : "RELEASE nested");
      return result;
    } catch (error) {
      this.#undo(outermost ? "ROLLBACK" : "ROLLBACK TO nested; RELEASE nested");
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** SQLite has rolled back by itself after some errors, such as a full disk; the first error is the one to report. */
  #undo(rollback: string): void {
    try {
      this.exec(rollback);
    } catch {
      // No transaction is left to undo.
    }
  }

  #assertOpen(): void {
    if (!this.#open) throw new Error("the task board was closed: open it again before using it");
  }
}
