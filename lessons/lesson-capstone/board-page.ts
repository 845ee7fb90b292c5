/**
 * The page of the board: files that a browser is sent as they are. Given and finished: nothing in this file is part of an
 * exercise.
 */

import { readFile } from "node:fs/promises";
import { route } from "@hectoday/http";

/** Serves one file of the folder `public`, read anew for each request, so that a change shows on reload. */
function file(path: string, name: string, type: string) {
  return route.get(path, {
    resolve: async () => {
      const content = await readFile(new URL(`./public/${name}`, import.meta.url));
      return new Response(content, {
        headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache" },
      });
    },
  });
}

export const pageRoutes = [
  file("/", "index.html", "text/html"),
  file("/board.css", "board.css", "text/css"),
  file("/board.js", "board.js", "text/javascript"),
  file("/live.js", "live.js", "text/javascript"),
];
