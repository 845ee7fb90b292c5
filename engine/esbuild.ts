import { createRequire } from "node:module";
import type * as Esbuild from "esbuild";

/**
 * The compiler, loaded when something has to be compiled. By `require`, because it is CommonJS: Node would read it twice
 * to import it, once to find its exports, and every first verdict would come 15 ms later.
 */
export function esbuild(): typeof Esbuild {
  return createRequire(import.meta.url)("esbuild") as typeof Esbuild;
}
