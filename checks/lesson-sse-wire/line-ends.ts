/** Which line ends of a text get lost when it is encoded, and where in the text they have to stand for that. */
import { CheckFailure, explained, listOf, type Explanation, type HttpClient } from "#kit";
import { namesOf } from "./encoded-difference.ts";
import { encodeComment, expectEncoded, expectOnlyEventAfter, LINE_ENDS, REFUSED } from "./encoding.ts";
import { failures } from "./failures.ts";

/** Has events encoded whose data has line ends, and fails unless each arrives; says which of the line ends are at fault. */
export async function expectLinesKept(http: HttpClient, linesWith: (end: string) => readonly string[]): Promise<void> {
  for (const end of LINE_ENDS)
    for (const data of linesWith(end))
      await explained(
        () => expectEncoded(http, { data }),
        () => whichAreLost(http, linesWith),
        failures["encoded-otherwise"],
      );
}

async function whichAreLost(
  http: HttpClient,
  linesWith: (end: string) => readonly string[],
): Promise<Explanation | undefined> {
  const lost: string[] = [];
  for (const end of LINE_ENDS) if (!(await isKept(http, linesWith(end)[0] as string))) lost.push(end);
  if (lost.length === 0) return whereTheyAreLost(http);
  const kept = LINE_ENDS.filter((one) => !lost.includes(one));
  const right = kept.length === 0 ? "" : `${namesOf(kept)} inside the data: right; `;
  return {
    code: failures["lines-not-split"],
    why: `${right}${namesOf(lost)} inside the data: what follows is not a line of data of its own`,
  };
}

/** Where a line end can stand beside between two lines. */
const PLACES: readonly (readonly [place: string, data: (end: string) => string])[] = [
  ["at the beginning of the data", (end) => `${end}one`],
  ["right behind another one", (end) => `one${end}${end}two`],
  ["at the end of the data", (end) => `one${end}`],
];

/** Each line end between two lines is right: each is tried at the other places alone. */
async function whereTheyAreLost(http: HttpClient): Promise<Explanation | undefined> {
  const wrong: string[] = [];
  const right: string[] = [];
  for (const [place, data] of PLACES) {
    const lost: string[] = [];
    for (const end of LINE_ENDS) if (!(await isKept(http, data(end)))) lost.push(end);
    if (lost.length === 0) right.push(place);
    else wrong.push(`${lost.length === LINE_ENDS.length ? "a line end" : namesOf(lost)} ${place}`);
  }
  if (wrong.length === 0) return undefined;
  return {
    code: failures["line-end-lost"],
    why: `${listOf(wrong, "and")} is not written rightly; one that stands ${listOf(["between two lines", ...right])} is`,
  };
}

async function isKept(http: HttpClient, data: string): Promise<boolean> {
  try {
    await expectEncoded(http, { data });
    return true;
  } catch (error) {
    if (error instanceof CheckFailure) return false;
    throw error;
  }
}

/** Fails as `expectOnlyEventAfter` does; then each line end is tried in a comment alone. */
export async function expectCommentIgnored(http: HttpClient, comment: string, data: string): Promise<void> {
  await explained(
    () => expectOnlyEventAfter(http, comment, data),
    () => whichEndComments(http),
    failures["comment-not-ignored"],
    failures["comment-lost"],
  );
}

/** Behind which line ends the next line of a comment is no comment. */
async function whichEndComments(http: HttpClient): Promise<Explanation | undefined> {
  const wrong: string[] = [];
  for (const end of LINE_ENDS) {
    const { status, body } = await encodeComment(http, `one${end}two`);
    const lines = body.split(/\r\n|\r|\n/).filter((line) => line !== "");
    if (!REFUSED.includes(status) && !lines.every((line) => line.startsWith(":"))) wrong.push(end);
  }
  if (wrong.length === 0) return undefined;
  const right = LINE_ENDS.filter((end) => !wrong.includes(end));
  const beside = right.length === 0 ? "" : `; ${namesOf(right)} in it: right`;
  return {
    code: failures["comment-not-ignored"],
    why: `${namesOf(wrong)} in the text of a comment: the line behind it has no colon in front, so clients read it as a field${beside}`,
  };
}
