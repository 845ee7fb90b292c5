/** Has the compiler read a file without an end: a source map is looked for where the last comment says. */
import { house } from "./house.ts";

console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));
//# sourceMappingURL=../../../../../../../../dev/zero
