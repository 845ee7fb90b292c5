/** Bodies that break one rule of the README's table each, as they go over the wire. The shape is the same for every seed. */

/** The longest title of the README's table is 200 characters. */
const TOO_LONG = 201;

/** From a task that would be right: what is none. */
export function notATask({ listId, title }: { readonly listId: string; readonly title: string }): readonly string[] {
  return [
    ...[
      { listId },
      { title },
      { listId, title: "" },
      { listId, title: "x".repeat(TOO_LONG) },
      { listId, title: 42 },
      { listId: 42, title },
      { listId, title, description: ["a", "list"] },
      [{ listId, title }],
      null,
    ].map((body) => JSON.stringify(body)),
    `{"listId":"${listId}","title":`,
    title,
    "",
  ];
}

/** From a move that would be right: what is none. */
export function notAMove({ listId }: { readonly listId: string }): readonly string[] {
  return [
    ...[{}, { position: 1 }, { listId: 42 }, { listId, position: "first" }, [{ listId }]].map((body) =>
      JSON.stringify(body),
    ),
    `{"listId":"${listId}"`,
    "",
  ];
}
