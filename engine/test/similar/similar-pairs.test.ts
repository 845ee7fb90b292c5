import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import type { Random } from "../../kit/random.ts";
import type { Lesson, LessonDefinition } from "../../lesson.ts";
import { codeOf } from "../../similar/code.ts";
import { lessonCode, readCode } from "../../similar/read-code.ts";
import { COMMON_FROM, SHOWN_FROM_SHARE, similarPairs } from "../../similar/similar-pairs.ts";
import type { SimilarPairs } from "../../similar/similar-pairs.ts";
import { CERTAIN_TOKENS, winnow } from "../../similar/winnow.ts";
import { cutStarter } from "../../starter.ts";
import { printed, programOf } from "./programs.ts";
import type { Program } from "./programs.ts";

const seed = newSeed();
const ROUNDS = 10;
const WORK = 400;

function each(scope: string, round: (random: Random) => void): void {
  for (let number = 0; number < ROUNDS; number++) round(randomFor(seed, `${scope} ${number}`));
}

const one = (source: string) => codeOf(new Map([["server.ts", source]]));

function compare(sources: Readonly<Record<string, string>>, subtract: readonly string[] = []): SimilarPairs {
  const submissions = Object.entries(sources).map(([name, source]) => ({ name, code: one(source) }));
  return similarPairs(submissions, { subtract: subtract.map(one) });
}

test(`a renamed and reformatted copy is a pair with share 1 (seed ${seed})`, () => {
  each("renamed", (random) => {
    const program = programOf(random, WORK);
    const { pairs } = compare({ ada: printed(program, random), grace: printed(program, random) });
    expect(pairs).toMatchObject([{ a: "ada", b: "grace", share: 1 }]);
  });
});

test(`renaming and reformatting one of a pair does not change its share (seed ${seed})`, () => {
  each("measure", (random) => {
    const shared = programOf(random, WORK);
    const pieces: Program[] = [
      [...shared, ...programOf(random, WORK / 2)],
      [...shared, ...programOf(random, WORK / 2)],
    ];
    const shares = Array.from({ length: 3 }, () => {
      const [ada = "", grace = ""] = pieces.map((program) => printed(program, random));
      return compare({ ada, grace }).pairs[0]?.share;
    });
    expect(shares[0]).toBeGreaterThan(SHOWN_FROM_SHARE);
    expect(new Set(shares).size).toBe(1);
  });
});

test(`independent programs are not a pair (seed ${seed})`, () => {
  each("unrelated", (random) => {
    const names = ["ada", "grace", "hedy", "joan", "karen", "radia"];
    const sources = names.map((name) => [name, printed(programOf(random, WORK), random)]);
    expect(compare(Object.fromEntries(sources)).pairs).toEqual([]);
  });
});

test(`code that the lesson provides makes no pair, and the code around it is compared (seed ${seed})`, () => {
  each("starter", (random) => {
    const starter = programOf(random, 2 * WORK);
    const own = () => programOf(random, WORK);
    const copied = own();
    const { pairs, tooLittle } = compare(
      {
        ada: printed([...starter, ...own()], random),
        grace: printed([...own(), ...starter], random),
        hedy: printed([...starter, ...copied], random),
        joan: printed([...copied, ...starter], random),
        karen: printed(starter, random),
      },
      [printed(starter, random)],
    );
    expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(["hedy joan"]);
    expect(tooLittle).toEqual(["karen"]);
  });
});

test(`a shared passage of ${CERTAIN_TOKENS} tokens is always found (seed ${seed})`, () => {
  each("certain", (random) => {
    // A template has fewer tokens than pieces, so the passage is a little longer than necessary.
    const passage = programOf(random, CERTAIN_TOKENS + 6).filter(({ kind }) => kind !== "maybe");
    const around = () => printed(programOf(random, random.integer(20, 200)), random);
    const [a, b] = [0, 1].map(() => winnow(one(`${around()}\n${printed(passage, random)}\n${around()}`), new Set()));
    expect([...(a?.keys() ?? [])].some((hash) => b?.has(hash))).toBe(true);
  });
});

test(`gives the lines in both, even when the code is in files of other names (seed ${seed})`, () => {
  each("lines", (random) => {
    // Makes sure that the last line has a token: comments and semicolons do not count.
    const copied = `${printed(programOf(random, WORK), random)}\nlast`;
    const lines = copied.split("\n").length;
    const before = `${printed(programOf(random, 60), random).trimEnd()}\n`;
    const ada = codeOf(
      new Map([
        ["server.ts", printed(programOf(random, 60), random)],
        ["z.ts", copied],
      ]),
    );
    const grace = codeOf(new Map([["lib/a.ts", before + copied]]));
    const [pair] = similarPairs(
      [
        { name: "ada", code: ada },
        { name: "grace", code: grace },
      ],
      { subtract: [] },
    ).pairs;
    const [longest] = pair?.regions ?? [];
    expect(longest?.a).toEqual({ file: "z.ts", from: 1, to: lines });
    expect(longest?.b.file).toBe("lib/a.ts");
    const above = before.split("\n").length - 1;
    expect(longest?.b.to).toBe(above + lines);
    // The token before the passage may be equal by chance.
    expect(longest?.b.from).toBeLessThanOrEqual(above + 1);
  });
});

test(`common code makes no pair, and a small group that copied is found in a large class (seed ${seed})`, () => {
  const random = randomFor(seed, "class");
  const usual = programOf(random, WORK);
  // Far more than what everybody has in common, which counts as own code: programs of one length differ in their tokens.
  const copied = programOf(random, 3 * WORK);
  const class500 = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [
      `s${String(index).padStart(3, "0")}`,
      printed([...usual, ...(index % 100 === 7 ? copied : programOf(random, 150))], random),
    ]),
  );
  const ring = ["s007", "s107", "s207", "s307", "s407"];
  const { pairs, more } = compare(class500);
  expect(new Set(pairs.flatMap(({ a, b }) => [a, b]))).toEqual(new Set(ring));
  expect(pairs).toHaveLength((ring.length * (ring.length - 1)) / 2);
  expect(more).toBe(0);
});

test(`a class of identical submissions does not list every pair (seed ${seed})`, () => {
  const random = randomFor(seed, "alike");
  const program = programOf(random, WORK);
  const alike = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, printed(program, random)]));
  expect(compare(alike(COMMON_FROM + 1)).pairs).toEqual([]);
  const { pairs, more } = compare(alike(COMMON_FROM));
  expect(pairs.length + more).toBe((COMMON_FROM * (COMMON_FROM - 1)) / 2);
});

test("the order of the submissions does not change the pairs", () => {
  const random = randomFor(seed, "order");
  const program = programOf(random, WORK);
  const sources = { ada: printed(program, random), grace: printed(program, random), hedy: printed(program, random) };
  const turned = Object.fromEntries(Object.entries(sources).toReversed());
  expect(compare(turned)).toEqual(compare(sources));
});

test("a lesson subtracts its starter, its solution and its given files", async () => {
  const solution = fileURLToPath(new URL("../../../solutions/lesson-ws/", import.meta.url));
  const definition = { edits: ["server.ts", "ws-server.ts"], given: ["app.ts"] } as unknown as LessonDefinition;
  const { provided: subtract } = await lessonCode({ solution } as Lesson, definition);
  const starter = cutStarter(await readFile(path.join(solution, "ws-server.ts"), "utf8"), "ws-server.ts");
  const submissions = [
    { name: "untouched", code: one(starter) },
    { name: "again", code: one(starter) },
    { name: "solution", code: await readCode(solution) },
    { name: "copy", code: await readCode(solution, definition.given) },
  ];
  expect(submissions[3]?.code.files).toEqual(["server.ts", "ws-server.ts"]);
  expect(similarPairs(submissions, { subtract })).toEqual({
    pairs: [],
    more: 0,
    tooLittle: ["again", "copy", "solution", "untouched"],
  });
});
