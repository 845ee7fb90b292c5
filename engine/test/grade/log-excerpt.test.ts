import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { lastLines } from "../../grade/log-excerpt.ts";

/** What Node prints to standard error when it runs this code. */
function printed(code: string): string {
  return spawnSync(process.execPath, ["-e", code], { encoding: "utf8" }).stderr;
}

describe("of a server's log the report shows", () => {
  test("the last five lines", () => {
    expect(lastLines("1\n2\n3\n4\n5\n6\n7\n")).toBe("3\n4\n5\n6\n7");
    expect(lastLines("alone\n")).toBe("alone");
    expect(lastLines("")).toBe("");
  });

  test("the message of an uncaught error, and not Node's version below it", () => {
    const log = printed('throw new RangeError("too long");');
    expect(log).toContain("\nNode.js v");
    expect(lastLines(log)).toMatch(/^RangeError: too long/);
    expect(lastLines(log)).not.toContain("Node.js v");
  });

  test("the beginning of an error that takes more lines than there is room for", () => {
    const log = printed(
      'console.error("before"); console.error("Failed:", new AggregateError([new Error("one"), new Error("two")], "both failed"));',
    );
    expect(log.split("\n").length).toBeGreaterThan(6);
    expect(lastLines(log)).toMatch(/^Failed: AggregateError: both failed\n/);
  });

  test("what was printed after an error, without the rest of its stack", () => {
    const frames = Array.from({ length: 4 }, (_, index) => `    at f${index} (/app/server.ts:${index + 1}:1)`);
    expect(lastLines(["Error: early", ...frames, "later", "last"].join("\n"))).toBe("later\nlast");
  });
});
