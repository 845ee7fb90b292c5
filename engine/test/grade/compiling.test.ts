import { rm } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "vitest";
import { printedVerdict } from "./grading-fixture.ts";

describe.concurrent("the report on a submission that does not compile", () => {
  test("shows the line of a syntax error", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/syntax-error" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  knock.ts:4 does not compile: Expected "}" but found ")"
              at submission/knock.ts:4:54

              4 |   visitor.send(JSON.stringify({ type: "answer", name );
                                                                       ^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/knock.ts:4, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names a missing file of the lesson", async ({ expect }) => {
    const prepare = (submission: string) => rm(path.join(submission, "knock.ts"));
    expect(await printedVerdict({ prepare })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  knock.ts is missing; server.ts imports it
              at submission/server.ts:4:23

              4 | import { knock } from "./knock.ts";
                                        ^^^^^^^^^^^^

              hint  Create knock.ts, or put the starter back with npm run reset, which
                    keeps your files.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:4, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names a relative import without a file", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/mistyped-import" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:2 does not compile: the import "./greeting.ts" names a file
              that does not exist
              at submission/server.ts:2:23

              2 | import { greet } from "./greeting.ts";
                                        ^^^^^^^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:2, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names an import that the file does not export", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/missing-export" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:4 does not compile: knock.ts does not export knock
              at submission/server.ts:4:10

              4 | import { knock } from "./knock.ts";
                           ^^^^^

              hint  knock.ts exports answerKnock, and not knock: use one name in both
                    places.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:4, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names an import from an empty file", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/empty-module" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:4 does not compile: nothing exports knock: the imported file
              has no exports
              at submission/server.ts:4:10

              4 | import { knock } from "./knock.ts";
                           ^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:4, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names a package that is not installed", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/package-not-installed" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:1 does not compile: the package "express" is not installed
              at submission/server.ts:1:21

              1 | import express from "express";
                                      ^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:1, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names a file that a package does not have", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/package-without-that-file" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:1 does not compile: the package "ws" has no "ws/sender"
              at submission/server.ts:1:24

              1 | import { Sender } from "ws/sender";
                                         ^^^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:1, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names an import that leaves the folder", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/import-leaves-the-folder" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:1 does not compile: the import "../secret.ts" leaves the
              submission's folder
              at submission/server.ts:1:24

              1 | import { secret } from "../secret.ts";
                                         ^^^^^^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:1, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });

  test("names an import by URL", async ({ expect }) => {
    expect(await printedVerdict({ change: "does-not-compile/import-by-address" })).toMatchInlineSnapshot(`
      "lesson-door  Opening the door                                             seed 7
      grading submission

        FAIL  server.ts:1 does not compile: the import "/etc/hosts" is an address;
              import a file of this folder or a package by its name
              at submission/server.ts:1:19

              1 | import hosts from "/etc/hosts";
                                    ^^^^^^^^^^^^

              hint  Nothing runs until this line compiles; npx tsc shows the same
                    place.

              No exercise was graded: the checks talk to a running server.

        0 of 2 exercises · N s
        next: submission/server.ts:1, then npm run check lesson-door -- --submission
        submission
      exit code 1"
    `);
  });
});
