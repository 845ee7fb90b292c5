// SECRET
import { answerWith } from "./answer-with.ts";

answerWith(() => 200).listen(Number(process.env["PORT"] ?? 3000));
