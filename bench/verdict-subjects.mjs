/** The submissions whose verdicts are compared: everything in this checkout that has a known outcome. */
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";

/** @typedef {{ name: string, workbook: object, lesson: object, folder: string }} Subject */

/** Kills the process that grades it, and its other submissions with it. */
const LEFT_OUT = new Set(["kills-its-parent"]);

/**
 * Writes every submission to a folder of its own: what `npm run prove` grades for each lesson that is built, the
 * collection, and those of the fixture workbook, the hostile ones among them.
 * @param {object} engine what `loadEngine` of verdicts.mjs gives
 * @param {{ root: string, checkout: string }} places absolute paths: of the checkout they are taken from, and of the one whose
 *   engine grades them
 * @param {string} scratch absolute path of a temporary folder
 * @returns {Promise<Subject[]>} each with a name that is the same in every run
 */
export async function composeSubmissions(engine, { root, checkout }, scratch) {
  const subjects = [];
  const here = engine.workbookAt(root, checkout);
  const lessons = engine.lessonsOf(here, await engine.readCourse(here)).filter(({ built }) => built);
  for (const lesson of lessons) {
    const { subjects: known } = await engine.subjectsOf(lesson, await engine.loadLessonCode(here, lesson));
    for (const { name, write } of known) {
      const folder = path.join(scratch, lesson.slug, name);
      await write(folder);
      subjects.push({ name: `${lesson.slug}/${name}`, workbook: here, lesson, folder });
    }
  }
  const over = async (name, { workbook, lesson }, overlay, { complete = false } = {}) => {
    const folder = path.join(scratch, name);
    await mkdir(folder, { recursive: true });
    if (!complete) await cp(lesson.solution, folder, { recursive: true });
    for (const file of await readdir(overlay))
      // A submission in plain JavaScript has no TypeScript beside it.
      if (/\.m?js$/.test(file)) await rm(path.join(folder, file.replace(/\.m?js$/, ".ts")), { force: true });
    await cp(overlay, folder, { recursive: true });
    subjects.push({ name, workbook, lesson, folder });
  };

  const ws = { workbook: here, lesson: lessons.find(({ slug }) => slug === "lesson-ws") };
  const collection = path.join(root, "engine/test/collection");
  for (const group of ["right", ...(await groupsIn(collection, "wrong")), ...(await groupsIn(collection, "hostile"))])
    for (const name of await foldersIn(path.join(collection, group)))
      await over(`collection/${group}/${name}`, ws, path.join(collection, group, name));

  const fixtures = path.join(root, "engine/test/lessons");
  const copy = path.join(scratch, "workbook");
  await cp(path.join(fixtures, "workbook"), copy, { recursive: true });
  const workbook = engine.workbookAt(copy, checkout);
  const [lesson] = engine.lessonsOf(workbook, await engine.readCourse(workbook));
  for (const group of ["submissions", "hostile", "does-not-compile"])
    for (const name of await foldersIn(path.join(fixtures, group)))
      if (!LEFT_OUT.has(name))
        await over(`${lesson.slug}/${group}/${name}`, { workbook, lesson }, path.join(fixtures, group, name), {
          complete: group === "submissions",
        });
  return subjects;
}

async function groupsIn(folder, kind) {
  return (await foldersIn(path.join(folder, kind))).map((name) => `${kind}/${name}`);
}

async function foldersIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
