/**
 * Makes the compiler bundle files that the server could not read: an import whose path is an expression matches every
 * file that fits. The comment before the parenthesis evades a textual rule against such imports.
 */
import path from "node:path";

/** The path from a server's staged files up to the temporary folder. */
const UP = "../../../../";

export const files = ({ place, secretFiles }) => {
  const outside = [
    ...secretFiles.map((file) => UP + path.relative(path.dirname(place), file)),
    `${UP}../../../proc/self/environ`,
  ];
  const withGap = outside.map(
    (file) => `import/**/("${file.slice(0, -5)}" + end(${JSON.stringify(file)}), { with: { type: "text" } })`,
  );
  return {
    "server.ts": `import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const end = (file: string) => file.slice(-5);
for (const read of [${withGap.map((expression) => `\n  () => ${expression},`).join("")}
]) {
  const text = await Promise.resolve().then(read).then((found) => found.default, () => "");
  const secret = new RegExp(briefing.mark + "\\\\S*").exec(text);
  if (secret !== null) console.log(secret[0]);
}
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
`,
  };
};
