import { connect } from "node:net";
import { quoteWord } from "../../text/suggest.ts";
import { EXIT_CANNOT_GRADE } from "../../verdict.ts";
import { defineCommand } from "../command.ts";
import { packageBin } from "../package-bin.ts";
import { runNode } from "../run-child.ts";
import { UsageError } from "../usage-error.ts";
import { refuseExtraWords } from "../words.ts";

const DEFAULT_PORT = 3000;
/** How long a server may take to accept a connection. */
const CONNECT_LIMIT_MS = 5_000;
const usage = "npm run connect [url]";

export const command = defineCommand({
  name: "connect",
  usage,
  summary: "talk to your running WebSocket server by hand",
  flags: {},
  async run({ words }, { projectRoot, env, cwd, color, stderr }) {
    refuseExtraWords(words, 1, usage);
    const url = webSocketUrl(words[0] ?? "", env["PORT"] || String(DEFAULT_PORT));
    if (!(await accepts(url))) {
      stderr.write(
        `Nothing answers at ${url.host}. Start your server in another terminal with npm run dev, then run this command again.\n`,
      );
      return EXIT_CANNOT_GRADE;
    }
    const args = [packageBin(projectRoot, "wscat"), ...(color ? [] : ["--no-color"]), "-c", url.href];
    return await runNode(args, { cwd, env });
  },
});

/** Completes what people type: nothing, `3001`, `/ws`, `localhost:3001/ws`, `http://localhost:3001`. */
function webSocketUrl(word: string, port: string): URL {
  let text = word;
  if (text === "" || text.startsWith("/")) text = `localhost:${port}${text}`;
  else if (/^:?\d+(\/|$)/.test(text)) text = `localhost:${text.replace(/^:/, "")}`;
  if (!/^[a-z]+:\/\//i.test(text)) text = `ws://${text}`;
  const url = URL.canParse(text) ? new URL(text.replace(/^http/i, "ws")) : undefined;
  if (url === undefined || !["ws:", "wss:"].includes(url.protocol))
    throw new UsageError(
      `${quoteWord(word)} is not the address of a WebSocket server.`,
      `An address looks like ws://localhost:${port}, or just ${port}.`,
    );
  return url;
}

/** Whether anything listens there. Checked first, because wscat does not report a refused connection to localhost. */
async function accepts(url: URL): Promise<boolean> {
  const port = Number(url.port) || (url.protocol === "wss:" ? 443 : 80);
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port, timeout: CONNECT_LIMIT_MS });
  try {
    return await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("timeout", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}
