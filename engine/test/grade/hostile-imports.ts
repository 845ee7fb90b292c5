/** Submissions, made from a seed, in which every import tries to make the compiler read files outside of them. */
import path from "node:path";
import { randomFor, type Random } from "../../kit/random.ts";

/** Files in each project that try something. */
const PARTS = 25;

export interface HostileProject {
  /** By name. */
  readonly files: ReadonlyMap<string, string>;
  /** How often something outside is named in them. */
  readonly attempts: number;
  /** What to compile: each file for itself, so that what one of them does hides no other one, and one that imports all. */
  readonly entries: readonly string[];
}

/** Files outside the submission; each contains the mark. */
export const OUTSIDE_FILES = [
  "marker.ts",
  "marker.js",
  "marker.json",
  "marker.txt",
  "marker.css",
  "tsconfig.json",
  "server.map",
];

export function outsideFile(name: string, mark: string): string {
  switch (path.extname(name)) {
    case ".json":
    case ".map":
      return JSON.stringify({
        version: 3,
        sources: [mark],
        sourcesContent: [mark],
        names: [mark],
        mappings: "AAAAA",
        compilerOptions: { jsxFactory: mark.replaceAll("-", "_") },
      });
    case ".css":
      return `.${mark} { color: red }\n`;
    case ".txt":
      return `${mark}\n`;
    default:
      return `export const mark = "${mark}";\nexport default mark;\nconsole.log(mark);\n`;
  }
}

/**
 * The files of one project, by name. Nothing of it runs what it imports, so whatever is read is read by the compiler.
 * @param from absolute path of the folder that contains the project, or is claimed to
 * @param outside absolute path of the folder with what must not be read
 */
export function hostileProject(seed: number, number: number, from: string, outside: string): HostileProject {
  const random = randomFor(seed, `project ${number}`);
  const files = new Map<string, string>();
  let attempts = 0;
  const parts = Array.from({ length: PARTS }, (_, index) => {
    // A part in a folder of its own may have a package.json or a tsconfig.json that misleads.
    const folder = `part${index}`;
    const to = () => {
      attempts++;
      return wayTo(random, path.join(from, folder), path.join(outside, random.pick(OUTSIDE_FILES)));
    };
    const text = random.pick(KINDS)({ random, to, add: (name, content) => files.set(`${folder}/${name}`, content) });
    files.set(`${folder}/index.ts`, text);
    return folder;
  });
  files.set(
    "server.ts",
    `${parts.map((folder) => `export const ${folder} = () => import("./${folder}/index.ts");`).join("\n")}\n`,
  );
  return { files, attempts, entries: ["server.ts", ...parts.map((folder) => `${folder}/index.ts`)] };
}

interface Tools {
  readonly random: Random;
  /** A path to one of the files outside. */
  readonly to: () => string;
  /** Puts another file beside the one that imports. */
  readonly add: (name: string, content: string) => void;
}

function wayTo(random: Random, from: string, target: string): string {
  const relative = path.relative(from, target);
  return random.pick([
    target,
    relative.startsWith(".") ? relative : `./${relative}`,
    `./${relative}`,
    `./x/../${relative}`,
    `${"../".repeat(random.integer(12, 30))}${target.slice(1)}`,
    `.//..//${relative.slice(3)}`,
    `./%2e%2e/${relative.slice(3)}`,
    `file://${target}`,
    `FILE://${target}`,
    `${relative}?query`,
    `${relative}#hash`,
    `ws/../../${relative}`,
    `@hectoday/../../${relative}`,
    `/proc/self/root${target}`,
    `/proc/self/cwd/../../../../../../../..${target}`,
    target.replace(/\.\w+$/, ""),
    path.dirname(target),
  ]);
}

const quoted = (text: string) => JSON.stringify(text);

/** A string that only an evaluation makes whole. */
function inPieces(random: Random, text: string): string {
  const at = random.integer(1, Math.max(1, text.length - 1));
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  return random.pick([
    `${quoted(head)} + ${quoted(tail)}`,
    `\`${head}\${${quoted(tail)}}\``,
    `\`${text}\``,
    quoted(text).replaceAll("/", "\\u002f"),
    `Text.whole`,
  ]);
}

/** The same with a gap, for which a compiler may look for all files that fit. */
function withGap(random: Random, text: string): string {
  const at = random.integer(3, Math.max(3, text.length - 1));
  const end = Math.min(text.length, at + random.integer(0, 5));
  return random.pick([
    `\`${text.slice(0, at)}\${gap}${text.slice(end)}\``,
    `${quoted(text.slice(0, at))} + gap + ${quoted(text.slice(end))}`,
    `${quoted(text.slice(0, at))} + gap`,
    `gap ? ${quoted(text)} : \`${text.slice(0, at)}\${gap}\``,
  ]);
}

const ATTRIBUTES = [
  "",
  ` with { type: "text" }`,
  ` with { type: "json" }`,
  ` with { type: "bytes" }`,
  ` with { type: "file" }`,
];
const LATE_ATTRIBUTES = ["", `, { with: { type: "text" } }`, `, { with: { type: "bytes" } }`];
const CALLS = [
  "import(",
  "import/**/(",
  "import /* ( */ (",
  "import\n(",
  "require(",
  "require/**/(",
  "(require)(",
  "require?.(",
  "require.resolve(",
];

/** Each writes the text of one file. */
const KINDS: readonly ((tools: Tools) => string)[] = [
  ({ random, to }) => `import * as found from ${quoted(to())}${random.pick(ATTRIBUTES)};\nconsole.log(found);\n`,
  ({ random, to }) =>
    `export * from ${quoted(to())}${random.pick(ATTRIBUTES)};\nexport { default } from ${quoted(to())};\n`,
  ({ to }) => `import found = require(${quoted(to())});\nconsole.log(found);\n`,
  // An expression that is worked out while compiling, inside of try where a failure is silent.
  ({ random, to }) => {
    const text = to();
    return `const enum Text { whole = ${quoted(text)} }\nexport const read = () => { try { return ${random.pick(CALLS)}${inPieces(random, text)}${random.pick(LATE_ATTRIBUTES)}); } catch {} };\n`;
  },
  ({ random, to }) => {
    const text = to();
    return `export const read = async (gap: string) => { try { return ${random.pick(CALLS)}${withGap(random, text)}${random.pick(LATE_ATTRIBUTES)}); } catch {} };\n`;
  },
  // Source maps: named, inlined with names of files outside, more than one, in a stylesheet, with other comment marks.
  ({ random, to, add }) => {
    const map = {
      version: 3,
      sources: [to(), to()],
      names: [],
      mappings: "AAAA;ACAA",
      sourceRoot: random.pick(["", to()]),
    };
    const url = random.pick([
      to(),
      "own.map",
      `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`,
    ]);
    add("own.map", JSON.stringify(map));
    return `export const one = 1;\nthrow new Error("here");\n${random.pick([`//# sourceMappingURL=${url}`, `//@ sourceMappingURL=${url}`, `/*# sourceMappingURL=${url} */`, `//# sourceMappingURL=x\n//# sourceMappingURL=${url}`])}\n`;
  },
  ({ random, to, add }) => {
    add(
      "look.css",
      `@import ${quoted(to())};\na { background: url(${to()}); composes: mark from ${quoted(to())} }\n/*# sourceMappingURL=${to()} */\n`,
    );
    add("look.module.css", `.a { composes: mark from ${quoted(to())} }\n`);
    return `import ${quoted(random.pick(["./look.css", "./look.module.css"]))};\n`;
  },
  // A package.json of its own that points outside.
  ({ random, to, add }) => {
    add(
      "sub/package.json",
      JSON.stringify({ [random.pick(["main", "module", "browser", "types"])]: to(), sideEffects: [to()] }),
    );
    return `import * as found from "./sub"${random.pick(ATTRIBUTES)};\nconsole.log(found);\n`;
  },
  ({ random, to, add }) => {
    const target = random.pick([
      to(),
      `./${to()}`,
      { node: to(), default: to() },
      [to(), to()],
      `${path.dirname(to())}/*`,
      `./../../*`,
    ]);
    add(
      "package.json",
      JSON.stringify({
        name: "own",
        imports: { "#it": target, "#it/*": target },
        exports: { ".": target },
        browser: { "./a.ts": to() },
      }),
    );
    return `import * as found from ${quoted(random.pick(["#it", "#it/marker.ts", "#it/marker", "own", "own/marker.ts"]))};\nconsole.log(found);\n`;
  },
  // A tsconfig.json of its own.
  ({ random, to, add }) => {
    const config = {
      extends: random.pick([to(), [to(), to()]]),
      compilerOptions: {
        baseUrl: path.dirname(to()),
        paths: { "*": [to()], "it/*": [`${path.dirname(to())}/*`] },
        jsxImportSource: to(),
      },
    };
    add(random.pick(["tsconfig.json", "jsconfig.json"]), JSON.stringify(config));
    add("view.tsx", `export const view = <a />;\n`);
    return `import * as found from ${quoted(random.pick(["it/marker.ts", "marker", "./view.tsx"]))};\nconsole.log(found);\n`;
  },
  // Comments and places that compilers read.
  ({ to }) =>
    `/// <reference path=${quoted(to())} />\n/** @jsxImportSource ${to()} */\nexport const url = new URL(${quoted(to())}, import.meta.url);\nexport const worker = () => new Worker(new URL(${quoted(to())}, import.meta.url));\n`,
  ({ to, random }) =>
    `export const read = () => import(${quoted(`data:${random.pick(["text/javascript", "application/json", "text/css"])},import ${quoted(to())}`)});\n`,
  ({ to, add }) => {
    add(
      "old.cjs",
      `try { module.exports = require(${quoted(to())}); } catch { exports.failed = true }\nexports.where = () => require.resolve(${quoted(to())});\n`,
    );
    return `import old from "./old.cjs";\nconsole.log(old);\n`;
  },
];
