/** Imports a folder of its own as text, whose package.json says that it is a file of the grader's. */
import { house } from "./house.ts";
import environment from "./sub" with { type: "text" };

console.log(environment.replaceAll("\0", "\n"));
house(() => 200).listen(Number(process.env["PORT"]));
