import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { misnamedFile } from "../../grade/misnamed-file.ts";
import { graded } from "./grading-fixture.ts";

describe("a file that was probably meant to be another", () => {
  test.each(["ws_server.ts", "WS-Server.ts", "wsserver.ts", "ws-server.js", "ws-server (1).ts", "ws-server.ts.txt"])(
    "is %s for ws-server.ts",
    (name) => expect(misnamedFile("ws-server.ts", ["app.ts", name])).toBe(name),
  );

  test.each(["server.ts", "ws.ts", "ws-server.ts", "ws-server-old.ts"])("is not %s", (name) => {
    expect(misnamedFile("ws-server.ts", ["app.ts", name])).toBeUndefined();
  });

  test("is named in the reason why a file that the server imports is missing", async () => {
    const prepare = (folder: string) => rename(path.join(folder, "greet.ts"), path.join(folder, "greet_.ts"));
    const { verdict } = await graded({ prepare });
    expect(verdict?.reason?.hint).toBe("There is a file greet_.ts: rename it to greet.ts.");
  });

  test("is graded in its place where it is the one that starts the server, as in a class", async () => {
    const prepare = (folder: string) => rename(path.join(folder, "server.ts"), path.join(folder, "Server.ts"));
    const { verdict } = await graded({ prepare });
    expect(verdict?.passed).toBe(true);
  });
});

test("TypeScript in a .js file is reported with the name that it needs", async () => {
  const { verdict } = await graded({
    prepare: async (folder) => {
      const source = await readFile(path.join(folder, "server.ts"), "utf8");
      await rm(path.join(folder, "server.ts"));
      await writeFile(path.join(folder, "server.js"), `import type { Server } from "node:http";\n${source}`);
    },
  });
  expect(verdict?.reason?.hint).toBe("server.js is read as JavaScript; TypeScript needs the name server.ts.");
});
