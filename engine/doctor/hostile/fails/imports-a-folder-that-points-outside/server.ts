/** Imports a folder of its own as text, whose package.json names a file of the grader as its main file. */
import { answerWith } from "./answer-with.ts";
import environment from "./sub" with { type: "text" };

console.log(environment.replaceAll("\0", "\n"));
answerWith(() => 200).listen(Number(process.env["PORT"]));
