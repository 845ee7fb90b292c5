/** Small mistakes that are put into a solution, and what `npm run prove -- --mutants` says of them. */
import path from "node:path";
import { expect, it, test } from "vitest";
import { parseAst } from "vitest/node";
import { mutantsOf } from "../../prove/mutants.ts";
import { fixtureWorkbook, write } from "../fixture-workbook.ts";

function changes(code: string): string[] {
  const source = `before();\n//#region Exercise 2: do it\n${code}\n//#endregion\nafter();\n`;
  return mutantsOf(source, "app.ts", (text) => parseAst(text, { lang: "ts" })).map(
    ({ change, text }) => `${change} => ${text.split("\n").slice(2, -3).join(" ").replace(/\s+/g, " ").trim()}`,
  );
}

it("forgets, repeats and negates what a beginner does", () => {
  expect(changes("for (const a of all) { if (a) continue; await b(); }")).toMatchInlineSnapshot(`
    [
      "negated: a => for (const a of all) { if (!(a)) continue; await b(); }",
      "always: a => for (const a of all) { if (true) continue; await b(); }",
      "forgotten: continue; => for (const a of all) { if (a) await b(); }",
      "return for: continue; => for (const a of all) { if (a) return; await b(); }",
      "break for: continue; => for (const a of all) { if (a) break; await b(); }",
      "forgotten: await b(); => for (const a of all) { if (a) continue; }",
      "twice: await b(); => for (const a of all) { if (a) continue; await b(); await b(); }",
      "not awaited: await b() => for (const a of all) { if (a) continue; b(); }",
    ]
  `);
});

it("changes operators, arguments, members and values, one at a time", () => {
  expect(changes("const a = x === 1 ? send(ws, { type: 'b' }) : `c`;")).toMatchInlineSnapshot(`
    [
      "swapped: x === 1 ? send(ws, { type: 'b' }) : \`c\` => const a = x === 1 ? \`c\` : send(ws, { type: 'b' });",
      "!== for ===: x === 1 => const a = x !== 1 ? send(ws, { type: 'b' }) : \`c\`;",
      "other value: 1 => const a = x === 2 ? send(ws, { type: 'b' }) : \`c\`;",
      "swapped: send(ws, { type: 'b' }) => const a = x === 1 ? send({ type: 'b' }, ws) : \`c\`;",
      "without the last argument: send(ws, { type: 'b' }) => const a = x === 1 ? send(ws) : \`c\`;",
      "without a member: type: 'b' of { type: 'b' } => const a = x === 1 ? send(ws, { }) : \`c\`;",
      "other value: 'b' => const a = x === 1 ? send(ws, { type: "bx" }) : \`c\`;",
      "other value: \`c\` => const a = x === 1 ? send(ws, { type: 'b' }) : \`cx\`;",
    ]
  `);
});

it("changes nothing outside the regions of exercises, in types and in logs", () => {
  expect(changes("const a: 'b' | 1 = c as 'd'; console.log('e', 1);")).toEqual([]);
  expect(mutantsOf("a();\n", "app.ts", (text) => parseAst(text, { lang: "ts" }))).toEqual([]);
});

it("numbers changes that read alike", () => {
  expect(changes("b(); b();").map((change) => change.split(" =>")[0])).toEqual([
    "forgotten: b();",
    "twice: b();",
    "forgotten: b(); (2)",
    "twice: b(); (2)",
  ]);
});

test("prove --mutants lists the mutants that pass, takes stated reasons, and names reasons that fit no mutant", async () => {
  const fixture = await fixtureWorkbook();
  await fixture.run(["new-lesson", "lesson-sing"]);
  const survivors = path.join(fixture.root, "checks/lesson-sing");
  const proved = async () => {
    const { exitCode, stdout, stderr } = await fixture.run(["prove", "lesson-sing", "--mutants", "--seed", "7"]);
    return { exitCode, lines: [...stdout.split("\n").slice(1, -1), ...stderr.split("\n").slice(0, -1)] };
  };
  expect(await proved()).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "lines": [
        "lesson-sing",
        "  SURVIVES  app.ts:20 (exercise 1) other value: \`Hello, \${c.input.params.name}!\`",
        "  3 mutants: 2 fail a check, 0 a stretch probe, 0 are justified, 1 survive",
      ],
    }
  `);
  await write(survivors, {
    "survivors.json": JSON.stringify({
      "app.ts": { "other value: `Hello, ${c.input.params.name}!`": "only the name counts", "forgotten: x": "?" },
    }),
  });
  expect(await proved()).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "lines": [
        "lesson-sing",
        "  STALE     app.ts: forgotten: x",
        "  3 mutants: 2 fail a check, 0 a stretch probe, 1 are justified, 0 survive",
      ],
    }
  `);
  await write(survivors, { "survivors.json": "{" });
  expect(await proved()).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "lines": [
        "the workbook itself failed: checks/lesson-sing/survivors.json must map each file to changes and their reasons: Expected property name or '}' in JSON at position 1; this is not your server's fault",
      ],
    }
  `);
}, 120_000);
