import path from "node:path";
import { sanitizeLine } from "../../text/sanitize-text.ts";
import { listOf, quoteWord } from "../../text/suggest.ts";
import { firstNotPassed, isNewcomer, readProgress } from "../../state/progress.ts";
import type { Editor } from "../../web/api.ts";
import { isLoopback } from "../../web/guard/hosts.ts";
import { servePage, type RunningPage } from "../../web/serve.ts";
import { gradingSecret, SECRET_VARIABLE } from "../../batch/seeds.ts";
import type { Lesson } from "../../lesson.ts";
import type { Workbook } from "../../workbook.ts";
import { defineCommand, type Context } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { whenParentDies } from "../parent-death.ts";
import { runWorkbook } from "../run-workbook.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const DEFAULT_PORT = 4321;
const LARGEST_PORT = 65_535;
const usage = "npm start [-- --port N] [--grades DIR] [--anonymous]";

const EDITORS: Readonly<Record<Editor["name"], string>> = {
  vscode: "VS Code",
  cursor: "Cursor",
  zed: "Zed",
  idea: "IntelliJ IDEA",
  none: "",
};

export const command = defineCommand({
  name: "start",
  usage,
  summary: "the workbook as a local page",
  flags: {
    port: { type: "string", value: "N", about: "the port (default: PORT, or 4321); 0 chooses a free one" },
    grades: { type: "string", value: "DIR", about: "show instructors the output folder of npm run grade" },
    anonymous: { type: "boolean", about: "hide the names of that class behind pseudonyms" },
  },
  async run({ words, flags }, context) {
    refuseExtraWords(words, 0, usage);
    const { workbook, projectRoot, env, stdout, stderr } = context;
    const host = env["HOST"] || "127.0.0.1";
    const port = portOf(flags.port ?? env["PORT"]);
    const codes = codesIn(env);
    refuseUnprotected(host, codes, flags.grades);
    if (flags.anonymous === true && flags.grades === undefined)
      throw new UsageError("--anonymous hides the names of a class.", "Name its folder of results with --grades DIR.");
    const options = {
      workbook,
      projectRoot,
      host,
      port,
      codes,
      without:
        codes.learner !== undefined
          ? null
          : flags.grades !== undefined && codes.instructor === undefined
            ? ("instructor" as const)
            : ("learner" as const),
      hostNames: (env["WORKBOOK_HOST_NAMES"] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
      proxyHeader: proxyHeaderIn(env),
      editor: editorIn(env, host),
      grades: flags.grades === undefined ? undefined : await gradesIn(flags.grades, flags.anonymous === true, context),
      env,
      onFault: (error: Error) =>
        stderr.write(
          `the page: ${env["WORKBOOK_DEBUG"] === "1" ? error.stack : sanitizeLine(error.message, { maxChars: 500 })}\n`,
        ),
    };
    return interruptible(async (signal) => {
      const page = await servePage(options).catch((error: NodeJS.ErrnoException) => {
        throw cannotListen(error, host, port);
      });
      const address = `http://${addressOf(host, page)}`;
      const begin = flags.grades === undefined ? await whereToBegin(workbook, address) : "";
      stdout.write(`The workbook is at ${address}\n${begin}Ctrl-C stops it.\n`);
      await ended(signal, env);
      await page.close();
      return 0;
    });
  },
});

/** A line that names the first lesson and its page, for a learner who has done nothing yet; else empty. */
async function whereToBegin(workbook: Workbook, address: string): Promise<string> {
  // The page reports a course that cannot be read.
  const first = await firstLessonOfNewcomer(workbook).catch(() => undefined);
  if (first === undefined) return "";
  const { slug, number, title } = first;
  return `Begin with lesson ${number}, ${title}: ${address}/lessons/${slug}\n`;
}

/** Compiles no lesson: only what is recorded, and the order of the lessons, are read. */
async function firstLessonOfNewcomer(workbook: Workbook): Promise<Lesson | undefined> {
  const { progress } = await readProgress(workbook);
  return isNewcomer(progress) ? await firstNotPassed(workbook) : undefined;
}

type Codes = Readonly<Record<"learner" | "instructor", string | undefined>>;

function codesIn(env: NodeJS.ProcessEnv): Codes {
  return {
    learner: env["WORKBOOK_ACCESS_CODE"] || undefined,
    instructor: env["WORKBOOK_INSTRUCTOR_CODE"] || undefined,
  };
}

/** Refuses settings that would give access to unauthorised clients. */
function refuseUnprotected(host: string, { learner, instructor }: Codes, grades: string | undefined): void {
  if (!isLoopback(host) && learner === undefined)
    throw new UsageError(
      `HOST is ${quoteWord(host)}, so other machines could run code on this one.`,
      "Set WORKBOOK_ACCESS_CODE so that only people who know it have access, or leave HOST out.",
    );
  if (learner !== undefined && learner === instructor)
    throw new UsageError(
      "WORKBOOK_ACCESS_CODE and WORKBOOK_INSTRUCTOR_CODE are the same, so every learner would be an instructor.",
      "Choose two different codes.",
    );
  if (grades !== undefined && learner !== undefined && instructor === undefined)
    throw new UsageError(
      "With WORKBOOK_ACCESS_CODE alone no one could see the grades.",
      "Set WORKBOOK_INSTRUCTOR_CODE as well, for instructors.",
    );
}

async function gradesIn(folder: string, anonymous: boolean, context: Context) {
  const { workbook, cwd, env } = context;
  const { openClass, ClassFolderError } = await import("../../web/class/open-class.ts");
  const secret = () => gradingSecret(workbook.state, env[SECRET_VARIABLE]);
  const run = (words: readonly string[], at: string, signal: AbortSignal) => runWorkbook(words, at, context, signal);
  try {
    return await openClass({ workbook, folder: path.resolve(cwd, folder), shown: folder, cwd, anonymous, secret, run });
  } catch (error) {
    if (error instanceof ClassFolderError) throw new UsageError(error.message);
    throw error;
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > LARGEST_PORT)
    throw new UsageError(`The port is ${quoteWord(text)}, and must be a whole number from 0 to ${LARGEST_PORT}.`);
  return port;
}

/** A header's name is a token (RFC 9110 section 5.1). */
function proxyHeaderIn(env: NodeJS.ProcessEnv): string | undefined {
  const name = env["WORKBOOK_PROXY_HEADER"];
  if (name === undefined || name === "") return undefined;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
    throw new UsageError(
      `WORKBOOK_PROXY_HEADER is ${quoteWord(name)}, which is not a valid header name.`,
      "Name the header in which your proxy puts the client's address, such as X-Forwarded-For.",
    );
  return name.toLowerCase();
}

/** A browser on another machine cannot open files of this one in an editor. */
function editorIn(env: NodeJS.ProcessEnv, host: string): Editor {
  const wanted = env["WORKBOOK_EDITOR"] || (isLoopback(host) ? "vscode" : "none");
  if (!Object.hasOwn(EDITORS, wanted))
    throw new UsageError(
      `WORKBOOK_EDITOR is ${quoteWord(wanted)}, which the page cannot open.`,
      `It knows ${listOf(Object.keys(EDITORS), "and")}.`,
    );
  const name = wanted as Editor["name"];
  return { name, title: EDITORS[name] };
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const another = `PORT=${port === LARGEST_PORT ? DEFAULT_PORT : port + 1} npm start`;
  switch (error.code ?? "") {
    case "EADDRINUSE":
      return new UsageError(
        `Port ${port} is taken; the workbook may be running in another terminal.`,
        `Use that one, or choose another port: ${another}`,
      );
    case "EACCES":
      return new UsageError(`Port ${port} needs administrator rights.`, `Choose another one: ${another}`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new UsageError(
        `HOST is ${quoteWord(host)}, which is not an address of this machine.`,
        "Leave it out for 127.0.0.1.",
      );
    default:
      return error;
  }
}

function addressOf(host: string, { port }: RunningPage): string {
  const name = isLoopback(host) || host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** Resolves when the server should stop. */
async function ended(signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  const parent = new AbortController();
  // npm may be killed without ending its scripts; the port would stay in use.
  const stop = env["npm_lifecycle_event"] === undefined ? () => {} : whenParentDies(() => parent.abort());
  const any = AbortSignal.any([signal, parent.signal]);
  if (!any.aborted) await new Promise((resolve) => any.addEventListener("abort", resolve, { once: true }));
  stop();
}
