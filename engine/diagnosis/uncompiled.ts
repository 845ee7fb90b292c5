/** Why a submission does not compile: names that are meant for each other and spelt differently. */
import type { Reason } from "../verdict.ts";
import type { Sources } from "./sources.ts";

const DECLARATION = /^export\s+(?:async\s+)?(?:function|const|let|class|interface|type)\s+(\w+)/;

/** The reason with the names that the file does export, for an import of a name that it does not. */
export function explainUncompiled(reason: Reason, sources: Sources): Reason {
  const missing = /(\S{1,200}) does not export (\w{1,100})/.exec(reason.message);
  if (missing === null) return reason;
  const [, file = "", name = ""] = missing;
  const exports = sources.find(/^\s*export\b/).filter(({ at }) => at.file === file);
  if (exports.length === 0) return { ...reason, hint: `${file} has no export at all. ${reason.hint ?? ""}`.trim() };
  const exported = exports.flatMap(({ text }) => DECLARATION.exec(text)?.[1] ?? []);
  // Names can be exported in other ways too, which one line does not show.
  if (exported.length < exports.length) return reason;
  return { ...reason, hint: `${file} exports ${exported.join(", ")}, and not ${name}: use one name in both places.` };
}
