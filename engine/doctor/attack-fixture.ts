/**
 * Where hostile submissions are graded: a copy of doctor's own small workbook in a temporary folder, full of secrets and
 * canaries, with a listener that waits for visitors. What an attack achieves shows here.
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
  /** Begins every secret; nothing of it may be heard of from a submission. */
  readonly mark: string;
  readonly #root: string;
  readonly #home: string;
  readonly #hostile: string;

  private constructor(root: string, mark: string, home: string, workbook: Workbook, lesson: Lesson) {
    this.workbook = workbook;
    this.lesson = lesson;
    this.mark = mark;
    this.#root = root;
    this.#home = home;
    this.#hostile = path.join(home, "engine", "doctor", "hostile");
  }

  /** @param home absolute path of this project */
  static async build(home: string): Promise<AttackFixture> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), "workbook-doctor-")));
    // Also when the command ends before it has come to its end.
    process.once("exit", () => rmSync(root, { recursive: true, force: true }));
    const mark = `doctor-${randomBytes(8).toString("hex")}`;
    await cp(path.join(home, "engine", "doctor", "workbook"), path.join(root, "workbook"), { recursive: true });
    const workbook = workbookAt(path.join(root, "workbook"), home);
    const [lesson] = lessonsOf(workbook, await readCourse(workbook));
    if (lesson === undefined) throw new Error("doctor's own workbook has no lesson");
    const fixture = new AttackFixture(root, mark, home, workbook, lesson);
    await cp(lesson.solution, fixture.patient, { recursive: true });
    await writeFile(path.join(fixture.patient, "server.ts"), PATIENT);
    for (const file of fixture.#secretFiles()) {
      const text = await readFile(file, "utf8").catch(() => "SECRET\n");
      await writeFile(file, text.replace("SECRET", `${mark}-secret`));
    }
    return fixture;
  }

  /** The folder of a right submission. */
  get honest(): string {
    return this.lesson.solution;
  }

  /** The folder of a right submission whose server is there for a while. */
  get patient(): string {
    return path.join(this.#root, "patient");
  }

  /** What the grader's environment holds; a submission's may not. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, WORKBOOK_DOCTOR_SECRET: `${this.mark}-environment` };
  }

  /** Puts an attack into a folder of its own, with what it has to know, and lays out what it aims at. */
  async place({ outcome, name }: Attack): Promise<PlacedAttack> {
    const folder = path.join(this.#root, name, "submission");
    await cp(path.join(this.#hostile, outcome, name), folder, { recursive: true });
    const canaries = path.join(this.#root, name, "canaries");
    const canary = path.join(canaries, "canary");
    await mkdir(canaries);
    await writeFile(canary, ALIVE);
    let visits = 0;
    // It does everything right, so a submission that has it answered by this one would pass.
    const listener = createServer((_request, response) => response.end()).on("connection", () => visits++);
    listener.listen(0, "0.0.0.0");
    await once(listener, "listening");
    const briefing = {
      mark: this.mark,
      daemon: daemonOf(this.mark, name),
      place: this.#root,
      // Short ones would be found in other words.
      places: [this.#root, this.#home, homedir()].filter((place) => place.length > 6),
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

  /** Processes that an attack has named as its briefing says, by number. Linux only. */
  survivorsOf({ name }: Attack): number[] {
    return processesNaming(daemonOf(this.mark, name));
  }

  async remove(): Promise<void> {
    for (const pid of processesNaming(this.mark)) process.kill(pid, "SIGKILL");
    await rm(this.#root, { recursive: true, force: true });
    // The compiled checks with the secret in them.
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

/** An attack ready to be graded, and what it must leave alone. */
export interface PlacedAttack {
  readonly folder: string;
  /** How often somebody connected to the listener. */
  visits(): number;
  /** Whether a file was changed or added that is not the submission's own. */
  damage(): Promise<boolean>;
  close(): void;
}

/** What `make.mjs` of an attack exports: files that are too large to lie there, or that have to know what the attack aims at. */
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

const PATIENT = `import { house } from "./house.ts";
const later = () => new Promise<number>((resolve) => setTimeout(() => resolve(200), 1_500));
house(later).listen(Number(process.env["PORT"]));
`;

/** What a process is called that an attack leaves on purpose. */
function daemonOf(mark: string, attack: string): string {
  return `${mark}-${attack}-daemon`;
}

function processesNaming(text: string): number[] {
  return otherProcesses().flatMap(({ pid, command }) => (command.includes(text) ? [pid] : []));
}

/** What comes of a submission; the name of a folder of engine/doctor/hostile. `anything`: what counts is what it did not do. */
export type PromisedOutcome = "passes" | "fails" | "anything";

export interface Attack {
  readonly outcome: PromisedOutcome;
  readonly name: string;
}

/** All attacks there are. */
export async function attacksOf(home: string): Promise<Attack[]> {
  const folder = path.join(home, "engine", "doctor", "hostile");
  const outcomes = ["passes", "fails", "anything"] as const;
  const names = await Promise.all(outcomes.map((outcome) => readdir(path.join(folder, outcome))));
  return outcomes.flatMap((outcome, index) => (names[index] ?? []).map((name) => ({ outcome, name })));
}
