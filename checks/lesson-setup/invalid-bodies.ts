/** Bodies that each break one rule of the README, as they go over the wire. Their shapes are the same for every seed. */

/** A body, and the rule that it breaks, as a sentence part. */
export type InvalidBody = readonly [body: string, broken: string];

function asJson([body, broken]: readonly [body: unknown, broken: string]): InvalidBody {
  return [JSON.stringify(body), broken];
}

const CUT_OFF = "the body is JSON that breaks off";
const NO_BODY = "there is no body";

/** One more than the longest title that the README allows. */
const TOO_LONG = 201;

/** Bodies of POST /tasks, each made wrong from one that would be right. */
export function invalidTasks({
  listId,
  title,
}: {
  readonly listId: string;
  readonly title: string;
}): readonly InvalidBody[] {
  return [
    ...(
      [
        [{ listId }, "`title` is missing"],
        [{ title }, "`listId` is missing"],
        [{ listId, title: "" }, "`title` is empty"],
        [{ listId, title: "x".repeat(TOO_LONG) }, `\`title\` has ${TOO_LONG} characters`],
        [{ listId, title: 42 }, "`title` is a number"],
        [{ listId: 42, title }, "`listId` is a number"],
        [{ listId, title, description: 42 }, "`description` is a number"],
        [{ listId, title, description: ["a", "list"] }, "`description` is an array"],
        [{ listId, title, assigneeId: 42 }, "`assigneeId` is a number"],
        [[{ listId, title }], "the body is an array"],
        [null, "the body is null"],
      ] as const
    ).map(asJson),
    [`{"listId":"${listId}","title":`, CUT_OFF],
    [title, "the body is no JSON"],
    ["", NO_BODY],
  ];
}

/** Bodies of PATCH /tasks/:taskId/move, each made wrong from one that would be right. */
export function invalidMoves({ listId }: { readonly listId: string }): readonly InvalidBody[] {
  return [
    ...(
      [
        [{}, "`listId` is missing"],
        [{ position: 1 }, "`listId` is missing"],
        [{ listId: 42 }, "`listId` is a number"],
        [{ listId, position: "first" }, "`position` is a word"],
        [{ listId, position: "2" }, "`position` is a text, if one of a number"],
        [{ listId, position: true }, "`position` is a boolean"],
        [[{ listId }], "the body is an array"],
      ] as const
    ).map(asJson),
    [`{"listId":"${listId}"`, CUT_OFF],
    ["", NO_BODY],
  ];
}
