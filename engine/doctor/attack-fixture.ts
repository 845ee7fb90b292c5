/**
 * The environment in which hostile submissions are graded: a copy of doctor's own small workbook in a temporary folder,
 * with secrets, canary files and a listener that counts connections. They show what an attack achieved.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, networkInterfaces, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { MODULES } from "../isolate/sandbox-paths.ts";
import { lessonsOf, readCourse, type Lesson } from "../lesson.ts";
import { otherProcesses } from "../proc-files.ts";
import { workbookAt, type Workbook } from "../workbook.ts";

export class AttackFixture {
  readonly workbook: Workbook;
  readonly lesson: Lesson;
  /** The prefix of every secret, which must not appear in the output of a submission. */
  readonly mark: string;
  readonly #root: string;
  readonly #projectRoot: string;
  readonly #hostile: string;

  private constructor(root: string, mark: string, projectRoot: string, workbook: Workbook, lesson: Lesson) {
    this.workbook = workbook;
    this.lesson = lesson;
    this.mark = mark;
    this.#root = root;
    this.#projectRoot = projectRoot;
    this.#hostile = path.join(projectRoot, "engine", "doctor", "hostile");
  }

  /** @param projectRoot absolute path of this project */
  static async build(projectRoot: string): Promise<AttackFixture> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), "workbook-doctor-")));
    // Removes the folder also when the process exits early.
    process.once("exit", () => rmSync(root, { recursive: true, force: true }));
    const mark = `doctor-${randomBytes(8).toString("hex")}`;
    await cp(path.join(projectRoot, "engine", "doctor", "workbook"), path.join(root, "workbook"), { recursive: true });
    const workbook = workbookAt(path.join(root, "workbook"), projectRoot);
    const [lesson] = lessonsOf(workbook, await readCourse(workbook));
    if (lesson === undefined) throw new Error("doctor's own workbook has no lesson");
    const fixture = new AttackFixture(root, mark, projectRoot, workbook, lesson);
    await cp(lesson.solution, fixture.patient, { recursive: true });
    await writeFile(path.join(fixture.patient, "server.ts"), PATIENT);
    for (const file of fixture.#secretFiles()) {
      const text = await readFile(file, "utf8").catch(() => "SECRET\n");
      await writeFile(file, text.replace("SECRET", `${mark}-secret`));
    }
    return fixture;
  }

  /** The folder of a correct submission. */
  get honest(): string {
    return this.lesson.solution;
  }

  /** The folder of a correct submission whose server answers slowly, so that it runs beside an attack. */
  get patient(): string {
    return path.join(this.#root, "patient");
  }

  /** The grader's environment, with a secret that must not reach submissions. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, WORKBOOK_DOCTOR_SECRET: `${this.mark}-environment` };
  }

  /** Copies an attack into a folder of its own and creates its targets and the briefing that describes them. */
  async place({ outcome, name }: Attack): Promise<PlacedAttack> {
    const folder = path.join(this.#root, name, "submission");
    await cp(path.join(this.#hostile, outcome, name), folder, { recursive: true });
    const canaries = path.join(this.#root, name, "canaries");
    const canary = path.join(canaries, "canary");
    await mkdir(canaries);
    await writeFile(canary, ALIVE);
    let visits = 0;
    // It answers correctly, so a submission that redirects the checks here would pass.
    const listener = createServer((_request, response) => response.end()).on("connection", () => visits++);
    listener.listen(0, "0.0.0.0");
    await once(listener, "listening");
    const briefing = {
      mark: this.mark,
      daemon: daemonOf(this.mark, name),
      place: this.#root,
      // Short paths would also match in unrelated text.
      places: [this.#root, this.#projectRoot, homedir()].filter((place) => place.length > 6),
      secretFiles: this.#secretFiles(),
      canary,
      canaries,
      modules: [this.workbook.modules, MODULES],
      caches: [this.workbook.cache, `${MODULES}/.cache`],
      port: (listener.address() as AddressInfo).port,
      addresses: Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address)),
    };
    await writeFile(path.join(folder, "briefing.json"), JSON.stringify(briefing));
    await make(folder, briefing);
    return {
      folder,
      visits: () => visits,
      damage: async () => {
        const changed = (await readFile(canary, "utf8").catch(() => "")) !== ALIVE;
        const added = (await readdir(canaries)).length !== 1;
        const secrets = await Promise.all(this.#secretFiles().map((file) => readFile(file, "utf8")));
        const touched = secrets.some((text) => text.includes("changed by"));
        const smuggled = path.join(this.workbook.modules, this.mark);
        const packages = existsSync(smuggled);
        await rm(smuggled, { force: true });
        return changed || added || touched || packages;
      },
      close: () => {
        listener.closeAllConnections();
        listener.close();
      },
    };
  }

  /** The ids of processes that an attack left, found by the name in the briefing. Linux only. */
  survivorsOf({ name }: Attack): number[] {
    return processesNaming(daemonOf(this.mark, name));
  }

  async remove(): Promise<void> {
    for (const pid of processesNaming(this.mark)) process.kill(pid, "SIGKILL");
    await rm(this.#root, { recursive: true, force: true });
    // The compiled checks contain the secret.
    const caches = await readdir(this.workbook.cache).catch(() => []);
    for (const name of caches.filter((found) => found.startsWith(`checks-${this.lesson.slug}-`))) {
      const folder = path.join(this.workbook.cache, name);
      const text = await readFile(path.join(folder, "checks.cjs"), "utf8").catch(() => "");
      if (text.includes(this.mark)) await rm(folder, { recursive: true, force: true });
    }
  }

  #secretFiles(): string[] {
    return [
      this.lesson.checkFile,
      path.join(this.lesson.solution, "server.ts"),
      path.join(this.#root, "another-submission.ts"),
    ];
  }
}

/** An attack that is ready to be graded, with its targets. */
export interface PlacedAttack {
  readonly folder: string;
  /** The number of connections to the listener. */
  visits(): number;
  /** Whether a file outside of the submission was changed or added. */
  damage(): Promise<boolean>;
  close(): void;
}

/** The export of an attack's `make.mjs`: files that are too large to be stored, or that depend on the briefing. */
interface Recipe {
  files(briefing: object): Readonly<Record<string, string>>;
}

async function make(folder: string, briefing: object): Promise<void> {
  const file = path.join(folder, "make.mjs");
  if (!existsSync(file)) return;
  const recipe = (await import(pathToFileURL(file).href)) as Recipe;
  for (const [name, text] of Object.entries(recipe.files(briefing))) await writeFile(path.join(folder, name), text);
  await rm(file);
}

const ALIVE = "alive\n";

const PATIENT = `import { answerWith } from "./answer-with.ts";
const later = () => new Promise<number>((resolve) => setTimeout(() => resolve(200), 1_500));
answerWith(later).listen(Number(process.env["PORT"]));
`;

/** The name of the process that an attack leaves behind. */
function daemonOf(mark: string, attack: string): string {
  return `${mark}-${attack}-daemon`;
}

function processesNaming(text: string): number[] {
  return otherProcesses().flatMap(({ pid, command }) => (command.includes(text) ? [pid] : []));
}

/**
 * The expected outcome of an attack, also the name of its folder in engine/doctor/hostile. With `anything`, only the
 * damage counts.
 */
export type PromisedOutcome = "passes" | "fails" | "anything";

export interface Attack {
  readonly outcome: PromisedOutcome;
  readonly name: string;
}

/** Lists all attacks. */
export async function attacksOf(projectRoot: string): Promise<Attack[]> {
  const folder = path.join(projectRoot, "engine", "doctor", "hostile");
  const outcomes = ["passes", "fails", "anything"] as const;
  const names = await Promise.all(outcomes.map((outcome) => readdir(path.join(folder, outcome))));
  return outcomes.flatMap((outcome, index) => (names[index] ?? []).map((name) => ({ outcome, name })));
}
