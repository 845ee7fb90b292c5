/** Bodies that each break one rule of the README, as they go over the wire. Their shapes are the same for every seed. */

/** One more than the longest title that the README allows. */
const TOO_LONG = 201;

/** Bodies of POST /tasks, each made wrong from one that would be right. */
export function invalidTasks({
  listId,
  title,
}: {
  readonly listId: string;
  readonly title: string;
}): readonly string[] {
  return [
    ...[
      { listId },
      { title },
      { listId, title: "" },
      { listId, title: "x".repeat(TOO_LONG) },
      { listId, title: 42 },
      { listId: 42, title },
      { listId, title, description: 42 },
      { listId, title, description: ["a", "list"] },
      { listId, title, assigneeId: 42 },
      [{ listId, title }],
      null,
    ].map((body) => JSON.stringify(body)),
    `{"listId":"${listId}","title":`,
    title,
    "",
  ];
}

/** Bodies of PATCH /tasks/:taskId/move, each made wrong from one that would be right. */
export function invalidMoves({ listId }: { readonly listId: string }): readonly string[] {
  return [
    ...[
      {},
      { position: 1 },
      { listId: 42 },
      { listId, position: "first" },
      { listId, position: "2" },
      { listId, position: true },
      [{ listId }],
    ].map((body) => JSON.stringify(body)),
    `{"listId":"${listId}"`,
    "",
  ];
}
