import type Libsql from "libsql";
import { bind, type Bindings } from "./bindings.ts";
import { placeholdersOf, type Placeholders } from "./placeholders.ts";

/** What a statement that is not a query has done. */
export interface RunResult {
  /** How many rows it inserted, changed or deleted. */
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/**
 * A prepared statement, with better-sqlite3's `get`, `all` and `run`. All three take the values for the placeholders: in
 * order for `?`, or one object for `:name`. They throw `TypeError` or `RangeError` for values that do not fit, and
 * libsql's `SqliteError`, whose `code` begins with `SQLITE_`, for what SQLite refuses.
 */
export class Statement<Row = unknown> {
  readonly #statement: Libsql.Statement;
  readonly #placeholders: Placeholders;
  readonly #assertOpen: () => void;

  /** @param assertOpen throws when the connection was closed: libsql would go on using it */
  constructor(statement: Libsql.Statement, sql: string, assertOpen: () => void) {
    this.#statement = statement;
    this.#placeholders = placeholdersOf(sql);
    this.#assertOpen = assertOpen;
  }

  /** The first row, or `undefined` when there is none. */
  get(...bindings: Bindings): Row | undefined {
    const row = this.#statement.get(this.#bound(bindings));
    if (row === undefined) return undefined;
    // libsql adds how long the query took, where JSON.stringify would find it.
    const { _metadata, ...columns } = row as Row & { readonly _metadata?: unknown };
    return columns as Row;
  }

  /** Every row. */
  all(...bindings: Bindings): Row[] {
    return this.#statement.all(this.#bound(bindings)) as Row[];
  }

  /** Executes a statement for what it does. */
  run(...bindings: Bindings): RunResult {
    const { changes, lastInsertRowid } = this.#statement.run(this.#bound(bindings));
    return { changes, lastInsertRowid };
  }

  #bound(bindings: Bindings) {
    this.#assertOpen();
    return bind(this.#placeholders, bindings);
  }
}
