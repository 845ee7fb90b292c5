import { Sources } from "../diagnosis/sources.ts";
import type { Stage } from "./stage.ts";

const CODE = /\.[cm]?[jt]s$/;

/** The code that the learner wrote: what is staged without the files that come with the lesson. */
export function learnerSources({ files }: Pick<Stage, "files">, given: readonly string[]): Sources {
  const texts = [...files].flatMap(([name, content]) =>
    CODE.test(name) && !given.includes(name) ? [[name, Buffer.from(content).toString("utf8")] as const] : [],
  );
  return new Sources(new Map(texts));
}
