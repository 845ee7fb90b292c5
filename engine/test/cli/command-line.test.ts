import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandLine, shellWord } from "../../cli/command-line.ts";

test("a printed command carries every option that was given", () => {
  const line = commandLine("grade", ["lesson-ws", "the class"], {
    roster: "ros ter.csv",
    reporter: ["canvas", "tap"],
    only: undefined,
    stretch: true,
    force: false,
    apply: true,
  });
  expect(line).toBe(
    'npm run grade lesson-ws "the class" -- --roster "ros ter.csv" --reporter canvas --reporter tap --stretch --apply',
  );
  expect(commandLine("check", ["lesson-ws", "2"], { url: undefined })).toBe("npm run check lesson-ws 2");
});

test.skipIf(process.platform === "win32")("a shell reads every word back as it was typed", () => {
  const words = ["plain", "a b", "it's", '"quoted"', "$HOME", "`id`", "back\\slash", "!history", "", "ä*?", "it's $5"];
  const script = `printf '%s\\n' ${words.map(shellWord).join(" ")}`;
  expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe(`${words.join("\n")}\n`);
});
