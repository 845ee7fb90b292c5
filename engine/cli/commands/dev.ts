import { statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { loadDefinition } from "../../load-lesson-code.ts";
import { quoteWord } from "../../text/suggest.ts";
import { displayPath } from "../../state/display-path.ts";
import { defineCommand } from "../command.ts";
import { resolveLesson } from "../lesson-argument.ts";
import { packageBin } from "../package-bin.ts";
import { runNode } from "../run-child.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const DEFAULT_PORT = 3000;
const LARGEST_PORT = 65_535;
const usage = "npm run dev [lesson]";

export const command = defineCommand({
  name: "dev",
  usage,
  summary: "run your server on port 3000 and reload it on every save",
  flags: {},
  async run({ words }, { workbook, home, env, stdout }) {
    refuseExtraWords(words, 1, usage);
    const lesson = await resolveLesson(workbook, words[0]);
    const { entry } = await loadDefinition(workbook, lesson);
    const file = path.join(lesson.folder, entry);
    const shown = displayPath(workbook.root, file);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new UsageError(
        `${shown} is missing.`,
        `npm run reset ${lesson.slug} puts the starter back and keeps your other files.`,
      );
    }
    const port = portIn(env);
    if (await isTaken(port)) {
      throw new UsageError(
        `Port ${port} is taken; another npm run dev may be running.`,
        `Stop it, or choose another port: PORT=${port + 1} npm run dev ${lesson.slug}`,
      );
    }
    stdout.write(`${shown} on port ${port}, reloaded on every save; Ctrl-C stops it\n`);
    // The server's earlier output stays on the screen: it may hold the reason for the reload.
    const args = [packageBin(home, "tsx"), "watch", "--clear-screen=false", entry];
    return await runNode(args, { cwd: lesson.folder, env: { ...env, PORT: String(port) } });
  },
});

function portIn(env: NodeJS.ProcessEnv): number {
  const text = env["PORT"] || String(DEFAULT_PORT);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > LARGEST_PORT)
    throw new UsageError(`PORT is ${quoteWord(text)}, and must be a whole number from 0 to ${LARGEST_PORT}.`);
  return port;
}

/** Asks by listening there for a moment, on all addresses, as a server without a host does. */
async function isTaken(port: number): Promise<boolean> {
  const probe = createServer();
  return await new Promise((resolve) => {
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    probe.listen(port, () => probe.close(() => resolve(false)));
  });
}
