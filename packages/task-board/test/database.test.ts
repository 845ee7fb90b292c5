/** The connection for code that writes its own SQL. What is an error here ends the process, or is silent, in libsql. */

import path from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";
import { temporaryFolder } from "./workspace.ts";

describe("values", () => {
  const { db } = openDatabase();
  const one = db.prepare<{ value: unknown }>("SELECT ? AS value");
  const named = db.prepare<{ value: unknown }>("SELECT :value AS value");
  /** A caller whose types were not checked. */
  const given = (value: unknown) => value as string;

  test.each([["text"], [""], [1.5], [-3], [null], [2n ** 60n]])("that SQLite stores come back: %s", (value) => {
    const { db: exact } = openDatabase();
    const expected = typeof value === "bigint" ? Number(value) : value;
    expect(exact.prepare("SELECT ? AS value").get(value)).toEqual({ value: expected });
    expect(exact.prepare("SELECT :value AS value").all({ value })).toEqual([{ value: expected }]);
  });

  test("that are undefined become NULL, and bytes stay bytes", () => {
    expect(one.get(undefined)).toEqual({ value: null });
    expect(Buffer.from(one.get(new Uint8Array([1, 2]))?.value as Uint8Array)).toEqual(Buffer.from([1, 2]));
  });

  test("that are booleans are refused by name, with what to bind instead", () => {
    expect(() => one.get(given(true))).toThrow(new TypeError("value 1 is true, and SQLite has no booleans: bind 1"));
    expect(() => named.all({ value: given(false) })).toThrow("value is false, and SQLite has no booleans: bind 0");
  });

  test.each([[{}], [[1]], [new Date(0)], [Symbol("s")], [() => 1], [new Map()]])(
    "of another kind are refused: %o",
    (value) => {
      expect(() => one.run(given(value))).toThrow(/^value 1 is .*: bind a string, number, bigint, Uint8Array or null$/);
      expect(() => named.run({ value: given(value) })).toThrow(/^value is /);
    },
  );

  test("that are too few, too many or not there by name are refused instead of NULL", () => {
    expect(() => one.get()).toThrow("the statement has 1 placeholders and was given 0 values");
    expect(() => one.get(1, 2)).toThrow("the statement has 1 placeholders and was given 2 values");
    expect(() => named.get({ other: 1 })).toThrow("the statement was given no value for value");
    expect(() => named.get("text")).toThrow("give it one object with value");
    expect(() => db.prepare("SELECT ?, :a").get(1)).toThrow("use one kind");
  });

  test("are counted where SQL has placeholders, and not in texts, names and comments", () => {
    const sql = `SELECT ?2 AS "a?", '?'':x' AS [b:c] /* ? */, ?1 AS d -- :e`;
    expect(db.prepare(sql).get("one", "two")).toEqual({ "a?": "two", "b:c": "?':x", d: "one" });
    expect(db.prepare("SELECT @a AS a, $b AS b, :a AS c").get({ a: 1, b: 2 })).toEqual({ a: 1, b: 2, c: 1 });
  });
});

describe("a transaction", () => {
  const counted = () => {
    const { db } = openDatabase();
    db.exec("CREATE TABLE numbers (value INTEGER NOT NULL)");
    const insert = db.prepare("INSERT INTO numbers VALUES (?)");
    const all = db.prepare<{ value: number }>("SELECT value FROM numbers ORDER BY value");
    return { db, insert: (value: number) => insert.run(value), all: () => all.all().map(({ value }) => value) };
  };

  test("passes arguments and result on, and is over afterwards", () => {
    const { db, insert, all } = counted();
    const work = db.transaction((value: number) => {
      insert(value);
      return db.inTransaction;
    });
    expect([work(7), db.inTransaction, all()]).toEqual([true, false, [7]]);
  });

  test("inside another one is undone alone, and with the outer one", () => {
    const { db, insert, all } = counted();
    const failing = db.transaction((value: number) => {
      insert(value);
      throw new Error("no");
    });
    db.transaction(() => {
      insert(1);
      expect(() => failing(2)).toThrow("no");
      insert(3);
    })();
    expect(all()).toEqual([1, 3]);
    const outer = db.transaction(() => {
      db.transaction(() => insert(4))();
      throw new Error("all of it");
    });
    expect(outer).toThrow("all of it");
    expect(all()).toEqual([1, 3]);
  });

  test("refuses an async function and undoes what it did before its first await", () => {
    const { db, insert, all } = counted();
    const work = db.transaction(async () => void insert(1));
    expect(() => void work()).toThrow("cannot be an async function");
    expect([all(), db.inTransaction]).toEqual([[], false]);
  });

  test("waits for no lock that it did not take at its start: another process cannot write in between", () => {
    const file = path.join(temporaryFolder(), "board.db");
    const one = openDatabase({ file });
    const other = openDatabase({ file });
    other.db.exec("PRAGMA busy_timeout = 0");
    one.db.transaction(() => {
      one.db.prepare("SELECT count(*) FROM tasks").get();
      expect(() => other.db.exec("DELETE FROM tasks")).toThrow("database is locked");
    })();
    one.db.close();
    other.db.close();
  });
});

test("a snapshot sees the file as it was at its first query", () => {
  const file = path.join(temporaryFolder(), "board.db");
  const [one, other] = [openDatabase({ file }), openDatabase({ file })];
  const count = one.db.prepare<{ tasks: number }>("SELECT count(*) AS tasks FROM tasks");
  one.db.snapshot(() => {
    expect(count.get()).toEqual({ tasks: 2 });
    other.db.exec("DELETE FROM tasks");
    expect(count.get()).toEqual({ tasks: 2 });
  });
  expect(count.get()).toEqual({ tasks: 0 });
  one.db.close();
  other.db.close();
});

test("a closed connection refuses every use, also by statements that were prepared before", () => {
  const { db, now } = openDatabase();
  const statement = db.prepare("SELECT 1");
  db.close();
  expect([db.open, db.inTransaction]).toEqual([false, false]);
  for (const use of [() => statement.get(), () => db.prepare("SELECT 1"), () => db.exec("SELECT 1"), now])
    expect(use).toThrow("the task board was closed: open it again before using it");
});
