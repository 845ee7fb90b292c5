import { statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import type { LessonDefinition } from "../../lesson.ts";
import { environmentForLearners } from "../../lesson-environment.ts";
import { loadDefinition } from "../../load-lesson-code.ts";
import { quoteWord } from "../../text/suggest.ts";
import { displayPath } from "../../state/display-path.ts";
import { defineCommand } from "../command.ts";
import { joinTitle, resolveLesson } from "../lesson-argument.ts";
import { packageBin } from "../package-bin.ts";
import { runNode } from "../run-child.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const DEFAULT_PORT = 3000;
const LARGEST_PORT = 65_535;
const usage = "npm run dev [lesson] [program]";

export const command = defineCommand({
  name: "dev",
  usage,
  summary: "run your server on port 3000 and reload it on every save, or a program of the lesson",
  flags: {},
  async run({ words: typed }, { workbook, projectRoot, env, stdout }) {
    const words = await joinTitle(workbook, typed);
    refuseExtraWords(words, 2, usage);
    const lesson = await resolveLesson(workbook, words[0]);
    const definition = await loadDefinition(workbook, lesson);
    const program = words[1];
    const entry = program === undefined ? definition.entry : programFile(definition, lesson.slug, program);
    const file = path.join(lesson.folder, entry);
    const shown = displayPath(workbook.root, file);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new UsageError(
        `${shown} is missing.`,
        `npm run reset ${lesson.slug} puts the starter back and keeps your other files.`,
      );
    }
    const tsx = packageBin(projectRoot, "tsx");
    const declared = { ...environmentForLearners(definition), ...env };
    if (program !== undefined) return await runNode([tsx, entry], { cwd: lesson.folder, env: declared });
    const port = portIn(env);
    if (await isTaken(port)) {
      throw new UsageError(
        `Port ${port} is taken; another npm run dev may be running.`,
        `Stop it, or choose another port: PORT=${port + 1} npm run dev ${lesson.slug}`,
      );
    }
    stdout.write(`${shown} on port ${port}, reloaded on every save; Ctrl-C stops it\n`);
    // The server's earlier output stays on the screen: it may hold the reason for the reload.
    const args = [tsx, "watch", "--clear-screen=false", entry];
    return await runNode(args, { cwd: lesson.folder, env: { ...declared, PORT: String(port) } });
  },
});

/** The file that starts a program of the lesson. Throws `UsageError` for one that it does not have. */
function programFile({ programs = {} }: LessonDefinition, slug: string, name: string): string {
  const file = programs[name];
  if (file !== undefined) return file;
  const names = Object.keys(programs);
  throw new UsageError(
    `${slug} has no program ${quoteWord(name)}.`,
    names.length === 0
      ? `It has a server only: npm run dev ${slug}`
      : `Its programs: ${names.map((known) => `npm run dev ${slug} ${known}`).join(", ")}`,
  );
}

function portIn(env: NodeJS.ProcessEnv): number {
  const text = env["PORT"] || String(DEFAULT_PORT);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > LARGEST_PORT)
    throw new UsageError(`PORT is ${quoteWord(text)}, and must be a whole number from 0 to ${LARGEST_PORT}.`);
  return port;
}

/** Tries to listen there briefly, on all addresses, as a server without a host does. */
async function isTaken(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    probe.listen(port, () => probe.close(() => resolve(false)));
  });
}
