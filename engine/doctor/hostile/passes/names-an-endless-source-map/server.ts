/** Makes the compiler read an endless file: the last comment names it as the source map. */
import { answerWith } from "./answer-with.ts";

console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
//# sourceMappingURL=../../../../../../../../dev/zero
