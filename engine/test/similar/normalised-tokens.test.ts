import { expect, test } from "vitest";
import { newSeed, randomFor } from "../../kit/random.ts";
import { normalisedTokens } from "../../similar/normalised-tokens.ts";
import { printed, programOf } from "./programs.ts";

const seed = newSeed();
const words = (source: string) =>
  normalisedTokens(source)
    .map(({ text }) => text)
    .join(" ");

test("makes names, strings, numbers and patterns equal, and keeps keywords and punctuators", () => {
  expect(words('for (let i = 0x1f; i < list.length; i++) #send("a", 1_000n, /[/]\\//g);')).toBe(
    "for ( const identifier = number ; identifier < identifier . identifier ; identifier ++ )".replaceAll(" ;", "") +
      " identifier ( string , number , expression )",
  );
  expect(words("a = b / c / d")).toBe("identifier = identifier / identifier / identifier");
  expect(words("x = y ? /a/ : `b ${`c ${d}`} e`")).toBe(
    "identifier = identifier ? expression : TemplateHead TemplateHead identifier TemplateTail TemplateTail",
  );
  expect(words("const m: Map<string, unknown[]> = x as never;")).toBe(
    "const identifier : identifier < identifier , identifier [ ] > = identifier as identifier",
  );
});

test("leaves out comments and what formatters add", () => {
  const plain = words("on('x', ws => { send(ws, [1, 2], { a: 1 }) })");
  expect(words("// a note\non(`x`, (ws) => {\n  send(ws, [1, 2,], { a: 1, /* , */ });\n});\n")).toBe(plain);
});

test("gives the line of every token after comments, line endings and templates", () => {
  const lines = normalisedTokens("a /*\n\n*/ b\r\n`t\n${c}\n` d // e\nf");
  expect(lines.map(({ text, line }) => `${text} ${line}`)).toEqual([
    "identifier 1",
    "identifier 3",
    "TemplateHead 4",
    "identifier 5",
    "TemplateTail 5",
    "identifier 6",
    "identifier 7",
  ]);
});

test(`renaming and reformatting a program does not change its tokens (seed ${seed})`, () => {
  for (let round = 0; round < 20; round++) {
    const random = randomFor(seed, `spelling ${round}`);
    const program = programOf(random, 200);
    expect(words(printed(program, random)), `round ${round}`).toBe(words(printed(program, random)));
  }
});

test(`never throws on any text (seed ${seed})`, () => {
  for (let round = 0; round < 20; round++) {
    const random = randomFor(seed, `broken ${round}`);
    const source = printed(programOf(random, 100), random);
    const cut = source.slice(random.integer(0, 99), random.integer(100, source.length));
    const broken = cut + random.garbage(50) + cut + random.bytes(200).toString("latin1");
    const tokens = normalisedTokens(broken);
    expect(tokens.length).toBeLessThanOrEqual(broken.length);
    for (const [index, { line }] of tokens.entries()) expect(line).toBeGreaterThanOrEqual(tokens[index - 1]?.line ?? 1);
  }
  for (const odd of ["", "`", "/*", '"', "/", "${", "`${", "\ud800", "}".repeat(1_000), "`${".repeat(1_000)])
    expect(() => normalisedTokens(odd)).not.toThrow();
});
