import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { Pseudonyms } from "../../batch/pseudonyms.ts";
import { withClassFixture } from "./class-fixture.ts";

const ROSTER = "folder,id,name,email\nada,s-11,Ada Lovelace,ada@example.org\ndan,s-12,Dan Brown,dan@example.org\n";
const NAMES = /ada|lovelace|dan(?!ger)|brown|zoe|s-1[12]|example\.org/i;

test("pseudonyms are the same in every run, differ between students, and follow from the secret", () => {
  const handedIn = ["ada", "bob", "eve.2", "eve"];
  const named = (secret: string, names = handedIn) => {
    const pseudonyms = new Pseudonyms(secret, names, undefined);
    return names.map((name) => pseudonyms.ofSubmission(name));
  };
  expect(named("a secret")).toEqual(named("a secret"));
  expect(named("a secret", ["bob"])).toEqual([named("a secret")[1]]);
  expect(new Set([...named("a secret"), ...named("another")]).size).toBe(8);
  const many = Array.from({ length: 5_000 }, (_, index) => `student-${index}`);
  expect(new Set(named("a secret", many)).size).toBe(many.length);
});

test("a text loses every name of the class and nothing else", () => {
  const pseudonyms = new Pseudonyms("a secret", ["ada", "ada (1)", "x.y"], undefined);
  const [one, other, third] = ["ada", "ada (1)", "x.y"].map((name) => pseudonyms.ofSubmission(name));
  expect(pseudonyms.text("ada (1).zip, ada; adam, xzy x.y")).toBe(`${other}.zip, ${one}; adam, xzy ${third}`);
});

test("--anonymous shows no name in the terminal and in any report, and one file says whose pseudonyms they are", async () => {
  await withClassFixture({}, async (fixture) => {
    await fixture.handIn("ada");
    await fixture.handIn("dan", "hostile/crashes-on-knock");
    const write = (name: string, text: string) => writeFile(path.join(fixture.root, name), text);
    await write("class/zoe.7z", "not unpacked");
    await write("roster.csv", ROSTER);
    const words = ["--roster", "roster.csv", "--anonymous", "--reporter", "feedback", "--reporter", "tap"];
    const { exitCode, stdout } = await fixture.grade("out", ...words);
    // The archive needs a decision.
    expect(exitCode).toBe(2);
    expect(stdout.replaceAll("--roster", "")).not.toMatch(NAMES);

    const folder = path.join(fixture.root, "out", (await fixture.set("out")).name, "anonymous");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".zip"));
    expect(files.length).toBeGreaterThan(15);
    for (const { parentPath, name } of files) {
      const file = path.join(parentPath, name);
      expect(path.relative(folder, file)).not.toMatch(NAMES);
      // A style sheet's colour or a random word may look like a name.
      const text = (await readFile(file, "utf8")).replaceAll(/<style>[^]*?<\/style>/g, "");
      expect(text.match(new RegExp(`\\b(?:${NAMES.source})\\b`, "gi")) ?? [], file).toEqual([]);
    }

    const key = path.join(fixture.root, "out/anonymous-key.csv");
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    const rows: Record<string, string>[] = parse(await readFile(key, "utf8"), { bom: true, columns: true });
    const results: Record<string, string>[] = parse(await readFile(path.join(folder, "results.csv"), "utf8"), {
      bom: true,
      columns: true,
    });
    const earned = new Map(results.map((row) => [row["student"], row["earned"]]));
    expect(rows.map((row) => [row["submission"], row["student"], earned.get(row["pseudonym"] ?? "")])).toEqual([
      ["ada", "s-11", "2"],
      ["dan", "s-12", "1"],
      ["zoe", "zoe", ""],
    ]);
    await write("book.csv", "Student,ID,Section,Opening the door\nAda,s-11,A,\n");
    const refused = await fixture.grade("out", "--anonymous", "--reporter", "canvas", "--gradebook", "book.csv");
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: "A gradebook names its students. Leave out --anonymous to fill it in.\n",
    });
  });
});
