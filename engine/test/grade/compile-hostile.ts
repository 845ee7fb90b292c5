/** Compiles hostile projects one after the other. Also a program, because a sandbox can be made only in the layer around a grader. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { compile } from "../../grade/compile.ts";
import { Compiler } from "../../grade/compiler.ts";
import { NotGradable } from "../../grade/not-gradable.ts";
import { namespaceSandbox } from "../../isolate/namespaces.ts";
import { workbookAt } from "../../workbook.ts";
import { hostileProject } from "./hostile-imports.ts";

/** Other ones in each run, unless HOSTILE_SEED repeats it. */
const ATTEMPTS = Number(process.env["HOSTILE_ATTEMPTS"] ?? 3_000);

/** All paths are absolute. */
export interface HostileCompile {
  /** The folder of this project. */
  readonly serverDir: string;
  readonly seed: number;
  /** What must never appear: the files outside hold it. */
  readonly mark: string;
  /** Where the projects are said to lie. */
  readonly place: string;
  readonly outside: string;
  /** Where the compiler runs. @default a process of its own */
  readonly sandbox?: { readonly bubblewrap: string; readonly folder: string };
}

/** The entries whose code, source map or reason holds the mark. */
export async function leaks({ serverDir, seed, mark, place, outside, sandbox }: HostileCompile): Promise<string[]> {
  const workbook = workbookAt(serverDir);
  const compiler = new Compiler(
    sandbox === undefined ? undefined : namespaceSandbox(sandbox.bubblewrap, workbook, sandbox.folder),
  );
  const named = new RegExp(mark.replaceAll("-", "[-_]"));
  const leaked: string[] = [];
  try {
    for (let number = 0, tried = 0; tried < ATTEMPTS; number++) {
      const project = hostileProject(seed, number, place, outside);
      const files = new Map([...project.files].map(([name, text]) => [name, Buffer.from(text)]));
      for (const entry of project.entries)
        if (named.test(await compiledText(compiler, entry, files, workbook.modules)))
          leaked.push(`${entry} of project ${number}`);
      tried += project.attempts;
    }
  } finally {
    await compiler.stop();
  }
  return leaked;
}

/** What the compiler returns for one entry: the code with its source map, or the reason why there is none. */
async function compiledText(
  compiler: Compiler,
  entry: string,
  files: ReadonlyMap<string, Uint8Array>,
  modules: string,
): Promise<string> {
  try {
    const staged = { entry, compiled: "server.compiled.mjs", files, leftOut: new Map<string, string>() };
    const launchSpec = await compile({ compiler, staged, lessonFiles: [], prebundle: new Map(), modules });
    const code = Buffer.from(launchSpec.compiled ?? []).toString("utf8");
    const map = code.split("base64,").at(-1) ?? "";
    return `${code}\n${Buffer.from(map, "base64").toString("utf8")}`;
  } catch (error) {
    if (error instanceof NotGradable) return JSON.stringify(error.reason);
    throw error;
  }
}

const [, main = "", input] = process.argv;
if (input !== undefined && import.meta.url === pathToFileURL(path.resolve(main)).href)
  process.stdout.write(JSON.stringify(await leaks(JSON.parse(input) as HostileCompile)));
