/** Has the compiler look through every folder of this machine for files that fit its import: the environments are one kind. */
import { house } from "./house.ts";

const name = process.env["NOT_SET"];
if (name !== undefined) await import(`../../../../../../../../${name}/environ`, { with: { type: "text" } });
console.log("attack over");
house(() => 200).listen(Number(process.env["PORT"]));
