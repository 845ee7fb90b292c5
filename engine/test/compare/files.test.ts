import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FileComparison } from "../../compare/file-comparison.ts";
import { compareFiles } from "../../compare/files.ts";
import { FILE_LIMIT_BYTES, readSubmission } from "../../compare/read-submission.ts";
import { filesLines } from "../../compare/render-files.ts";
import { pageFor } from "../../text/layout.ts";
import { cutStarter } from "../../starter.ts";
import { safeText } from "../../output.ts";
import { measureUsedMs } from "../used-ms.ts";

const REFERENCE = `import { WebSocketServer } from "ws";

/** Given. */
interface Message {
  readonly type: string;
}

export function setup(server: Server): void {
  //#region Exercise 1: create a WebSocketServer
  const wss = new WebSocketServer({ server });
  //#endregion
  //#region Helpers
  wss.on("connection", (ws) => {
  //#endregion
    //#region Exercise 2: parse
    //= const message = JSON.parse(data.toString()) as Message;
    try {
      message = JSON.parse(data.toString());
    } catch {
      sendError(ws, "Invalid JSON");
    }
    //#endregion
  });
}

function send(ws: WebSocket, message: Message): void {
  ws.send(JSON.stringify(message));
}
`;
const WITHOUT_REGIONS = [
  "  //#region Exercise 1: create a WebSocketServer\n",
  "  //#endregion\n",
  "    //#region Exercise 2: parse\n",
  "    //= const message = JSON.parse(data.toString()) as Message;\n",
  "    //#endregion\n",
].reduce((text, marker) => text.replace(marker, ""), REFERENCE);
const STARTER = cutStarter(REFERENCE, "ws-server.ts");
const SUBMITTED = `import { WebSocketServer } from "ws";

/** Given. */
interface Message {
  readonly type: string;
}

export function setup(server: Server): void {
  // TODO(exercise 1): create a WebSocketServer
  const wss = new WebSocketServer({ port: 3001 });
  //#region Helpers
  wss.on("connection", (ws) => {
  //#endregion
    const message = JSON.parse(String(data));
\tif (!message) return;\u001b[31m
  });
}

function send(ws: WebSocket, message: Message): void {
  ws.send(JSON.stringify(message));
}
`;

function compared(submission: Record<string, string>, unread: Record<string, string> = {}): FileComparison[] {
  return compareFiles({
    edits: ["ws-server.ts"],
    known: ["app.ts", "README.md"],
    starter: new Map([["ws-server.ts", STARTER]]),
    reference: new Map([["ws-server.ts", REFERENCE]]),
    submission: new Map(Object.entries(submission)),
    unread: new Map(Object.entries(unread)),
  });
}

function shown(files: readonly FileComparison[], color = false): string {
  return filesLines(pageFor({ color, columns: 80 }), files, {
    reference: "solutions/lesson-ws",
    submission: "ada",
  }).join("\n");
}

describe("the files view", () => {
  it("renders a unified diff with marked words and folded starter text", () => {
    expect(shown(compared({ "ws-server.ts": SUBMITTED }))).toMatchInlineSnapshot(`
      "
      --- solutions/lesson-ws/ws-server.ts
      +++ ada/ws-server.ts
        6 lines only in the reference, 4 only in the submission
            ... 6 lines as in the starter
         7
         8  export function setup(server: Server): void {
      - 10    const wss = new WebSocketServer({ [-server-] });
      +  9    // TODO(exercise 1): create a WebSocketServer
      + 10    const wss = new WebSocketServer({ {+port:+} {+3001 +}});
        11    //#region Helpers
        12    wss.on("connection", (ws) => {
        13    //#endregion
      - 17      try {
      - 18        message = JSON.parse([-data.toString-]());
      - 19      } catch {
      - 20        sendError(ws, "Invalid JSON");
      - 21      }
      + 14      {+const +}message = JSON.parse({+String+}({+data+}));
      + 15    if (!message) return;
        16    });
        17  }
            ... 4 lines as in the starter"
    `);
  });

  it("marks changed words with colours when colours are enabled", () => {
    const text = shown(compared({ "ws-server.ts": SUBMITTED }), true);
    expect(text).not.toContain("{+");
    expect(safeText(text, { inBuildLog: false })).toContain("\u001b[7mport:\u001b[27m");
  });

  it("names files that are alike, missing, untouched, added and not compared", () => {
    expect(shown(compared({ "ws-server.ts": WITHOUT_REGIONS }))).toContain("ws-server.ts: as in the reference");
    expect(shown(compared({}))).toContain("ws-server.ts: only in the reference, 23 lines");
    expect(shown(compared({ "ws-server.ts": STARTER }))).toContain("untouched, still the starter: ");
    expect(shown(compared({ "app.ts": "changed", "notes.md": "one\ntwo\n" }, { "big.bin": "it is a binary file" })))
      .toMatchInlineSnapshot(`
        "
          ws-server.ts: only in the reference, 23 lines
        -  1  import { WebSocketServer } from "ws";
        -  2
        -  3  /** Given. */
        -  4  interface Message {
        -  5    readonly type: string;
        -  6  }
        -  7
        -  8  export function setup(server: Server): void {
        - 10    const wss = new WebSocketServer({ server });
        - 12    //#region Helpers
        - 13    wss.on("connection", (ws) => {
        - 14    //#endregion
        - 17      try {
        - 18        message = JSON.parse(data.toString());
        - 19      } catch {
        - 20        sendError(ws, "Invalid JSON");
        - 21      }
        - 23    });
        - 24  }
        - 25
        - 26  function send(ws: WebSocket, message: Message): void {
        - 27    ws.send(JSON.stringify(message));
        - 28  }

          notes.md: only in the submission, 2 lines
        + 1  one
        + 2  two

          big.bin: not compared: it is a binary file"
      `);
  });

  it("ignores other line ends and indentation", () => {
    expect(compared({ "ws-server.ts": STARTER.replaceAll("\n", "\r\n").replaceAll("  ", "\t") })[0]).toMatchObject({
      untouched: true,
    });
  });

  it("shows only the beginning of a long added file", () => {
    const text = shown(compared({ "ws-server.ts": STARTER, "data.ts": "line\n".repeat(500) }));
    expect(text).toContain("data.ts: only in the submission, 500 lines");
    expect(text).toContain("... 440 more lines");
  });

  it("compares two submissions, with files that only one of them has", () => {
    const files = compareFiles({
      edits: ["ws-server.ts"],
      known: ["app.ts"],
      starter: new Map([["ws-server.ts", STARTER]]),
      reference: new Map([
        ["ws-server.ts", "//#endregion that closes nothing\n"],
        ["both.ts", "a\n"],
        ["first.ts", "b\n"],
        ["app.ts", "given\n"],
      ]),
      submission: new Map([
        ["ws-server.ts", "//#endregion that closes nothing\n"],
        ["both.ts", "c\n"],
        ["second.ts", "d\n"],
        ["closed.ts", "e\n"],
      ]),
      unread: new Map([["closed.ts", "it is a link, which is not followed"]]),
      between: "submissions",
    });
    expect(files.map(({ file, status }) => `${file} ${status}`)).toEqual([
      "ws-server.ts alike",
      "both.ts changed",
      "first.ts missing",
      "second.ts added",
      "closed.ts not-compared",
    ]);
  });

  it("handles hostile files quickly and without control characters", () => {
    const usedMs = measureUsedMs();
    for (const text of [
      "x".repeat(250_000),
      "\u001b[2J\n".repeat(40_000),
      Array.from({ length: 20_000 }, (_, index) => `const a${index} = ${index};`).join("\n"),
    ]) {
      // oxlint-disable-next-line no-control-regex -- control characters are what is tested
      expect(shown(compared({ "ws-server.ts": text }))).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
    expect(usedMs()).toBeLessThan(10_000);
  });
});

describe("readSubmission", () => {
  it("reads regular text files and nothing else", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "workbook-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(path.join(folder, "src/deep"), { recursive: true });
    await mkdir(path.join(folder, "node_modules/ws"), { recursive: true });
    await writeFile(path.join(folder, "server.ts"), "server");
    await writeFile(path.join(folder, "src/deep/a.ts"), "a");
    await writeFile(path.join(folder, "node_modules/ws/index.js"), "not mine");
    await writeFile(path.join(folder, ".env"), "secret");
    await writeFile(path.join(folder, "big.ts"), "x".repeat(FILE_LIMIT_BYTES + 1));
    await writeFile(path.join(folder, "image.png"), Buffer.from([137, 80, 78, 71, 0, 0]));
    await symlink("/etc/passwd", path.join(folder, "passwd"));
    await symlink("/etc", path.join(folder, "etc"));
    if (process.platform !== "win32") execFileSync("mkfifo", [path.join(folder, "pipe")]);

    const { files, unread } = await readSubmission(folder);
    expect([...files]).toEqual([
      ["server.ts", "server"],
      ["src/deep/a.ts", "a"],
    ]);
    expect(Object.fromEntries(unread)).toMatchObject({
      "big.ts": "it is larger than 256 KB",
      "image.png": "it is a binary file",
      passwd: "it is a link, which is not followed",
      etc: "it is a link, which is not followed",
    });
  });

  it("stops after 200 files, and reports a folder that cannot be read", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "workbook-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await Promise.all(Array.from({ length: 250 }, (_, index) => writeFile(path.join(folder, `f${index}.ts`), "")));
    const { files, unread } = await readSubmission(folder);
    expect(files.size).toBe(200);
    expect(unread.get("more files")).toBe("only the first 200 files are read");
    expect((await readSubmission(path.join(folder, "missing"))).unread.get(".")).toBe("it cannot be read (ENOENT)");
  });
});
