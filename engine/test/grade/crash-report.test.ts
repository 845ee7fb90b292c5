/** A crash report comes from the submission's own process, so it may be forged. */
import { describe, expect, test } from "vitest";
import { crashOf } from "../../grade/crash.ts";
import { printedCrash } from "../../grade/printed-crash.ts";

const FOLDER = "/home/ada/lesson";

function shown(crash: unknown): ReturnType<typeof crashOf> {
  return crashOf({ report: JSON.stringify({ crash }), stderr: "", folder: FOLDER });
}

describe("a forged report", () => {
  test("cannot name a file outside the submission", () => {
    const frame = (url: string) => ({ caller: "", url, line: 1, column: 1 });
    const frames = [
      "file:///etc/passwd",
      `file://${FOLDER}/../../secret.ts`,
      `file://${FOLDER}`,
      "https://example.com/a.ts",
      "no address",
    ].map(frame);
    expect(shown({ name: "Error", message: "x", frames })).toEqual({ error: "Error: x" });
  });

  test("cannot fill the verdict", () => {
    const long = "x".repeat(100_000);
    const frame = { caller: long, url: `file://${FOLDER}/server.ts`, line: 1, column: 1 };
    const crash = shown({
      name: long,
      message: long,
      code: long,
      inside: long,
      source: long,
      frames: Array.from({ length: 100 }, () => frame),
      causes: Array.from({ length: 100 }, () => ({ value: long })),
    });
    expect(crash?.error.length).toBeLessThan(400);
    expect(crash?.details?.length).toBeLessThan(50_000);
  });

  test.each([
    null,
    7,
    [],
    {},
    { name: 1, message: [] },
    { value: {} },
    { name: "Error", message: "x", frames: 5, causes: [null], inside: {}, source: 3 },
  ])("of the wrong form is ignored, or loses its invalid part: %j", (crash) => {
    const error = shown(crash)?.error;
    expect([undefined, "Error: x"]).toContain(error);
  });

  test("cannot set a position", () => {
    const frame = (line: unknown) => ({ caller: "", url: `file://${FOLDER}/server.ts`, line, column: 1 });
    const frames = [0, -1, 1.5, "1", null, Number.MAX_VALUE].map(frame);
    expect(shown({ name: "Error", message: "x", frames })?.location).toBeUndefined();
  });
});

describe("without a report, Node's output", () => {
  test("yields its last error and the submission's own frame", () => {
    const stderr = `a log with an Error: in it
node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::4000
    at Server.setupListenHandle [as _listen2] (node:net:1817:16)
    at start (${FOLDER}/the (new) menu.ts:6:7)
Emitted 'error' event on Server instance at:
    at emitErrorNT (node:net:1796:8) {
  code: 'EADDRINUSE'
}

Node.js v20.20.2
`;
    expect(printedCrash(stderr, FOLDER)).toEqual({
      error: "Error: listen EADDRINUSE: address already in use :::4000",
      location: { file: "the (new) menu.ts", line: 6, column: 7 },
    });
  });

  test("shows that the heap was full", () => {
    const stderr =
      "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb7c0 node\n";
    expect(printedCrash(stderr, FOLDER)).toEqual({ error: "the JavaScript heap ran out of memory" });
  });

  test("yields nothing when the log only resembles an error", () => {
    expect(printedCrash("Error: no soup\n    at lunch\n", FOLDER)).toBeUndefined();
  });
});
