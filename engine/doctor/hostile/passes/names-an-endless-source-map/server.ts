/** Makes the compiler read an endless file: the last comment names it as the source map. */
import { house } from "./house.ts";

console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));
//# sourceMappingURL=../../../../../../../../dev/zero
