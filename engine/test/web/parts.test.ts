/** The pure parts of the page's server, each against what it must get right. */
import { describe, expect, test } from "vitest";
import { editorLink } from "../../web/editor-link.ts";
import { lostClients } from "../../web/console/lost-clients.ts";
import { LineCutter, placesIn } from "../../web/console/log-lines.ts";
import { meaningOf } from "../../web/console/close-codes.ts";
import { Attempts } from "../../web/guard/attempts.ts";
import { hostRules, isLoopback, isOwnHost, isOwnOrigin } from "../../web/guard/hosts.ts";
import { Journal } from "../../web/live/journal.ts";
import { withFileLinks } from "../../web/pages/file-links.ts";
import { renderMarkdown } from "../../web/pages/markdown.ts";
import { shell } from "../../web/pages/shell.ts";

describe("a host", () => {
  test("is ours by its name, whatever the port; any number counts where other machines may come", () => {
    const local = hostRules("127.0.0.1", ["workbook.example"]);
    for (const host of ["localhost:1", "127.0.0.1", "[::1]:4321", "LOCALHOST", "workbook.example"])
      expect(isOwnHost(local, host), host).toBe(true);
    for (const host of ["10.0.0.1", "localhost.", "a.localhost", "::1", "localhost:x", "u@localhost", undefined, " "])
      expect(isOwnHost(local, host), String(host)).toBe(false);
    const open = hostRules("0.0.0.0", []);
    expect(["10.0.0.7:4321", "[fe80::1]:4321", "localhost"].every((host) => isOwnHost(open, host))).toBe(true);
    expect(isOwnHost(open, "rebound.example")).toBe(false);
  });

  test("is loopback only when nobody else can reach it", () => {
    expect(["127.0.0.1", "127.1.2.3", "::1", "localhost"].map(isLoopback)).toEqual([true, true, true, true]);
    expect(["0.0.0.0", "::", "127.0.0.1.evil.example", "10.0.0.1", ""].some(isLoopback)).toBe(false);
  });

  test("and origin have to be the same, port included", () => {
    expect(isOwnOrigin("http://localhost:4321", "localhost:4321")).toBe(true);
    expect(isOwnOrigin("https://Workbook.example", "workbook.example")).toBe(true);
    expect(isOwnOrigin("http://localhost:3000", "localhost:4321")).toBe(false);
    expect(isOwnOrigin("http://localhost:4321.evil.example", "localhost:4321")).toBe(false);
  });
});

test("wrong codes are forgotten after their time, one address at a time", () => {
  let now = 0;
  const attempts = new Attempts(() => now);
  for (let wrong = 0; wrong < 10; wrong++) {
    expect(attempts.waitMs("a")).toBe(0);
    attempts.countWrong("a");
    now += 1_000;
  }
  expect(attempts.waitMs("a")).toBe(290_000);
  expect(attempts.waitMs("b")).toBe(0);
  now += 290_000;
  expect(attempts.waitMs("a")).toBe(0);
});

describe("the journal", () => {
  test("tells what came after an id, as long as it is known", () => {
    const journal = new Journal("boot");
    expect(journal.after(journal.cursor)).toEqual([]);
    for (let seed = 1; seed <= 3; seed++) journal.tell("seed", "lesson-a", { seed });
    expect(journal.after("boot-1")?.map(({ json }) => json)).toEqual(['{"seed":2}', '{"seed":3}']);
    for (const unknown of ["boot-4", "other-1", "boot-", "boot", "", "boot-1e3", "boot--1"])
      expect(journal.after(unknown), unknown).toBeUndefined();
  });

  test("forgets the oldest, and says so", () => {
    const journal = new Journal("boot");
    for (let seed = 1; seed <= 2_500; seed++) journal.tell("seed", null, { seed });
    expect(journal.after("boot-100")).toBeUndefined();
    expect(journal.after("boot-2400")).toHaveLength(100);
    // By size as well: two of these are more than is kept.
    for (let n = 0; n < 2; n++) journal.tell("notice", null, { message: "x".repeat(10_000_000) });
    expect(journal.after("boot-2500")).toBeUndefined();
    expect(journal.after("boot-2501")).toHaveLength(1);
  });
});

describe("a text", () => {
  const options = { folder: "lessons/lesson-a", files: ["app.ts"] };

  test("becomes HTML in which nothing runs and nothing asks another host", async () => {
    const { html } = await renderMarkdown(
      '# T\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.example) ![i](http://evil.example/i.png) `<b>`\n\n```ts\nconst a = "</code><script>";\n```\n',
      options,
    );
    expect(html).not.toMatch(/<(?:img|script|b|h1)\b|href="(?:javascript|\/\/)|style=/);
    expect(html).toContain('<span class="tok-keyword">const</span>');
    expect(html).toContain("&lt;/code&gt;&lt;script&gt;");
  });

  test("has headings to link to, an exercise's by its number, and files that open", async () => {
    const { html, headings } = await renderMarkdown(
      "## One thing\n\n## One thing\n\n### Exercise 2: `x`\n\n`app.ts` [why](../../solutions/a/README.md#top) [out](../../../etc/passwd)\n\n| a |\n| - |\n| b |\n",
      options,
    );
    expect(headings.map(({ id }) => id)).toEqual(["one-thing", "one-thing-2", "exercise-2"]);
    const linked = withFileLinks(html, "vscode", "/work book");
    expect(linked).toContain(
      '<a class="file" data-file="lessons/lesson-a/app.ts" href="vscode://file/work%20book/lessons/lesson-a/app.ts"><code>app.ts</code></a>',
    );
    expect(linked).toContain('data-file="solutions/a/README.md"');
    expect(linked).not.toContain("passwd");
    expect(withFileLinks(html, "none", "/")).toContain(
      '<button type="button" class="file" data-file="lessons/lesson-a/app.ts">',
    );
    expect(linked).toContain('<div class="table" tabindex="0"');
  });
});

test("an editor is asked for a file in its own way", () => {
  expect(editorLink("vscode", "/a b/x#1.ts", 3, 7)).toBe("vscode://file/a%20b/x%231.ts:3:7");
  expect(editorLink("zed", "C:\\w\\x.ts", 3)).toBe("zed://file/C:/w/x.ts:3");
  expect(editorLink("idea", "/a&b/x.ts", 3)).toBe("idea://open?file=%2Fa%26b%2Fx.ts&line=3");
  expect(editorLink("none", "/x.ts")).toBeNull();
});

test("what the page begins with cannot end the script it stands in", () => {
  const asset = { name: "s", type: "", content: Buffer.alloc(0), gzipped: Buffer.alloc(0) };
  const session = {
    boot: "</script><!--",
    role: null,
    token: null,
    takesCode: false,
    enteredCode: false,
    hasClass: false,
  };
  const html = shell(
    { script: asset, style: asset },
    { session: { ...session, editor: { name: "none", title: "" } }, course: null, lesson: null },
  );
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  expect(html).not.toContain("<!--");
});

describe("a log", () => {
  test("is cut into lines, whatever the chunks", () => {
    const cutter = new LineCutter();
    const bytes = Buffer.from("é\r\nzwei\n");
    expect([...bytes].flatMap((byte) => cutter.take(Buffer.from([byte])))).toEqual(["é", "zwei"]);
    expect(cutter.take(Buffer.from("x".repeat(5_000)))[0]).toHaveLength(2_001);
    expect(cutter.take(Buffer.from("rest"))).toEqual([]);
    expect(cutter.rest()).toEqual(["rest"]);
  });

  test("names the places of the lesson's files, and no others", () => {
    const text = "at f (lessons/a/x.ts:3:7) lessons/a/sub/y.ts:9 lessons/b/z.ts:1:1 lessons/a/x:3";
    expect(placesIn(text, "lessons/a")).toEqual([
      { from: 6, to: 24, file: "x.ts", line: 3, column: 7 },
      { from: 26, to: 46, file: "sub/y.ts", line: 9, column: null },
    ]);
  });
});

test("clients of an earlier start are closed, and whose end nobody saw is told apart", () => {
  const event = { n: 1, at: 0, text: "" };
  const { views, unended } = lostClients([
    { ...event, peer: "client-1", dir: "out", kind: "upgrade", text: "GET /a upgrade" },
    { ...event, peer: "client-1", dir: "in", kind: "upgrade" },
    { ...event, peer: "client-2", dir: "out", kind: "upgrade", text: "GET / upgrade" },
    { ...event, peer: "client-2", dir: "in", kind: "upgrade" },
    { ...event, peer: "client-2", dir: "none", kind: "close", code: 1001 },
    { ...event, peer: "client-3", dir: "out", kind: "upgrade", text: "GET / upgrade" },
  ]);
  expect(unended).toEqual(["client-1"]);
  expect(views.map(({ name, path, closed }) => [name, path, closed?.code])).toEqual([
    ["client-1", "/a", 1006],
    ["client-2", "/", 1001],
    ["client-3", "/", undefined],
  ]);
});

test("a close code is explained, also one of an application", () => {
  expect([1000, 1006, 3001, 4001, 2000].map((code) => meaningOf(code).split(/[:,]/)[0])).toEqual([
    "normal closure",
    "abnormal closure",
    "a code that a library or framework has registered",
    "a code of this application's own",
    "a code that no standard gives a meaning",
  ]);
});
