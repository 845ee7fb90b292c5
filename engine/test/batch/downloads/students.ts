/** Students who exist only here, and the ways in which work is handed in. */
import { evilZip, zipOf, type Tree } from "../intake/archives.ts";

export interface TestStudent {
  /** 1-based. */
  readonly number: number;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  /** The number at the university. */
  readonly sid: string;
  /** The id in the course system. */
  readonly id: string;
  readonly login: string;
}

const NAMED: readonly (readonly [string, string])[] = [
  ["Zoë", "Example"],
  ["Søren", "Sample"],
  ["Łukasz", "Probe"],
  ["Jürgen", "Müster"],
  ["José María", "Núñez Ejemplo"],
  ["Chloé", "d’Échantillon"],
  ["Văn", "Mẫu"],
  ["Straße", "Größe-Test"],
  // Two people with one name.
  ["Alex", "Example"],
  ["Alex", "Example"],
];

export function studentsOf(count: number): TestStudent[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const [first, last] = NAMED[index] ?? ["Student", String(number).padStart(3, "0")];
    const login = `user-${number}`;
    return {
      number,
      first,
      last,
      email: `${login}@example.org`,
      sid: `s${20_000 + number}`,
      id: String(4_000 + number),
      login,
    };
  });
}

/** What becomes of a hand-in: it is graded, or the instructor has to decide, seeing this text. */
export type Expected = "graded" | RegExp;

export interface Packaging {
  readonly name: string;
  /** Files by path, of a folder that the student handed in. */
  readonly files: (number: number) => Promise<Readonly<Record<string, string | Buffer>>>;
  readonly expected: Expected;
}

/** The exercises of the lesson that a class is graded for. */
export const EXERCISES = 2;

/** How many of them a student has solved. */
export function solvedBy(number: number): number {
  return number % (EXERCISES + 1);
}

/** A server that solves what its student has. Each copy names the student, so that nobody gets another one's grade. */
export function work(number: number): Tree {
  return {
    "server.ts": `import { createServer } from "node:http";
import { isSolved } from "./ws-server.ts";

// student ${number}
createServer(({ url }, answer) => {
  answer.writeHead(isSolved(Number(url?.slice(1))) ? 200 : 404).end();
}).listen(Number(process.env["PORT"]));
`,
    "ws-server.ts": `export const isSolved = (exercise: number) => exercise <= ${solvedBy(number)}; // student ${number}\n`,
  };
}

function below(folder: string, tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${folder}/${name}`, text]));
}

function renamed(number: number, names: Readonly<Record<string, string>>): Tree {
  return Object.fromEntries(Object.entries(work(number)).map(([name, text]) => [names[name] ?? name, text]));
}

const JUNK: Tree = {
  "__MACOSX/._server.ts": "mac",
  ".DS_Store": "mac",
  "node_modules/ws/server.ts": "a package",
  ".git/HEAD": "ref: refs/heads/main",
};

const PDF = "%PDF-1.7\n";

const packaging = (name: string, expected: Expected, files: Packaging["files"]): Packaging => ({
  name,
  expected,
  files,
});

export const PACKAGINGS: readonly Packaging[] = [
  packaging("plain", "graded", async (n) => work(n)),
  packaging("wrapped", "graded", async (n) => below("lesson-greet", work(n))),
  packaging("with junk", "graded", async (n) => ({ ...work(n), ...JUNK })),
  packaging("code beside a report", "graded", async (n) => ({ ...below("code", work(n)), "report.pdf": PDF })),
  packaging("the lesson beside a README", "graded", async (n) => ({
    ...below("lesson-greet", work(n)),
    "README.md": "mine",
  })),
  packaging("src beside package.json", "graded", async (n) => ({ ...below("src", work(n)), "package.json": "{}" })),
  packaging("a zip", "graded", async (n) => ({ "work.zip": await zipOf({ ...work(n), ...JUNK }) })),
  packaging("a zip beside a report", "graded", async (n) => ({
    "work.zip": await zipOf(below("code", work(n))),
    "report.pdf": PDF,
  })),
  packaging("a zip in a zip", "graded", async (n) => ({
    "outer.zip": await zipOf({ "inner.zip": await zipOf(work(n)) }),
  })),
  packaging("a zip and what was in it", "graded", async (n) => ({
    ...below("work", work(n)),
    "work.zip": await zipOf(work(n)),
  })),
  packaging("a second download", "graded", async (n) =>
    renamed(n, { "server.ts": "server (1).ts", "ws-server.ts": "ws-server (1).ts" }),
  ),
  packaging("other capitals", "graded", async (n) =>
    renamed(n, { "server.ts": "Server.ts", "ws-server.ts": "ws_Server.ts" }),
  ),
  packaging("UTF-16", "graded", async (n) =>
    Object.fromEntries(Object.entries(work(n)).map(([name, text]) => [name, Buffer.from(`\ufeff${text}`, "utf16le")])),
  ),
  packaging("the whole workbook", "graded", async (n) => ({
    ...below("workbook-main/lessons/lesson-greet", work(n)),
    ...below("workbook-main/lessons/lesson-other", { "server.ts": "other();\n" }),
    ...below("workbook-main/solutions/lesson-greet", { "server.ts": "solution();\n" }),
    "workbook-main/package.json": "{}",
  })),
  packaging("two versions", /^server\.ts is in 2 places: v1 and v2$/, async (n) => ({
    ...below("v1", work(n)),
    ...below("v2", { ...work(n), "server.ts": "newer();\n" }),
  })),
  packaging("a report alone", /^server\.ts is missing; found: report\.pdf$/, async () => ({ "report.pdf": PDF })),
  packaging("another name", /^server\.ts is missing; found: main\.ts, ws-server\.ts$/, async (n) =>
    renamed(n, { "server.ts": "main.ts" }),
  ),
  packaging("a .rar", /work\.rar is an archive of an unsupported kind/, async () => ({ "work.rar": "Rar!" })),
  packaging("a .7z beside a report", /work\.7z is an archive of an unsupported kind/, async () => ({
    "work.7z": "7z",
    "report.pdf": PDF,
  })),
  packaging("an encrypted zip", /work\.zip was not unpacked: server\.ts is encrypted/, async () => ({
    "work.zip": evilZip([{ name: "server.ts", flags: 1 }]),
  })),
  packaging("backslashes", /has a backslash in its name/, async () => ({
    "work.zip": evilZip([{ name: "code\\server.ts" }]),
  })),
  packaging("a damaged zip", /work\.zip is not a complete zip archive/, async (n) => ({
    "work.zip": (await zipOf(work(n))).subarray(0, 120),
  })),
];

/** Every packaging is used by some students of a class. */
export function packagingOf({ number }: TestStudent): Packaging {
  return PACKAGINGS[number % PACKAGINGS.length] as Packaging;
}
