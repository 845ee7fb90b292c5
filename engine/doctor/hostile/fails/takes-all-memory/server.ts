/** Takes memory until somebody stops it, and answers only then. */
import { house } from "./house.ts";

const taken: Buffer[] = [];
house(async () => {
  console.log("attack over");
  while (taken.length < 64) {
    try {
      taken.push(Buffer.alloc(64 * 1024 * 1024, 1));
    } catch {
      // What it has, it keeps.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise(() => {});
  return 200;
}).listen(Number(process.env["PORT"]));
