/** The lesson's table of messages, as patterns. Fields that the table does not have are welcome. */
import { fieldIs, isSentence, pattern, type JsonObject, type Pattern } from "#kit";
import { failures } from "./failures.ts";

/** What a client says of itself when it joins. */
export interface User {
  readonly userId: string;
  readonly name: string;
}

/** Two shapes are right: the protocol table's, and the shorter one of the course's own code. */
export const errorMessage = pattern("error", 'a JSON object with "type":"error" and a "message"', isError, {
  missing: failures["no-board-accepted"],
});

export function isError(message: JsonObject): boolean {
  return isSentence(message["error"]) || (message["type"] === "error" && isSentence(message["message"]));
}

/** @param earlier who the same client was before */
export function userJoined(boardId: string, user: User, earlier?: User): Pattern {
  return aboutUser(["user_joined"], boardId, user, earlier === undefined ? {} : { earlier });
}

export function userLeft(boardId: string, user: User): Pattern {
  return aboutUser(["user_left"], boardId, user);
}

/** That a user types; the word for its end may also be a type of its own, as on the course's pages. */
export function userTyping(boardId: string, user: User, typing: boolean): Pattern {
  const types = ["user_typing", ...(typing ? [] : ["user_stopped_typing", "user_stop_typing"])];
  return aboutUser(types, boardId, user, {
    isSuch: ({ type, typing: value }) =>
      value === typing || (value === undefined && (type === "user_typing") === typing),
    lacks: (message) => fieldIs(message, "typing", String(typing)),
  });
}

/** Any message about this user. */
export function anythingAbout({ userId }: User): Pattern {
  return pattern(
    "message about this user",
    `no message about ${userId}`,
    (message) => userOf(message).userId === userId,
  );
}

/** A task as a route answered it. */
interface AnsweredTask extends JsonObject {
  readonly id: string;
}

/**
 * @param task every field of it must be in the message
 * @param fromListId the list that it was moved from, of a move
 */
export function taskMessage(type: "task_created" | "task_moved", task: AnsweredTask, fromListId?: string): Pattern {
  const lacks = (message: JsonObject) => {
    if (message["type"] !== type) return fieldIs(message, "type", `"${type}"`);
    if (fromListId !== undefined && message["fromListId"] !== fromListId)
      return fieldIs(message, "fromListId", `"${fromListId}"`);
    return differenceIn(message["task"], task);
  };
  const from = fromListId === undefined ? "" : ` and "fromListId":"${fromListId}"`;
  return pattern(
    type,
    `"type":"${type}" with the task ${task.id} as the route answered it${from}`,
    (message) => lacks(message) === undefined,
    { missing: failures["not-announced"], lacks },
  );
}

export function taskDeleted(taskId: string): Pattern {
  return pattern(
    "task_deleted",
    `"type":"task_deleted" with "taskId":"${taskId}"`,
    (message) =>
      message["type"] === "task_deleted" &&
      (message["taskId"] === taskId || (message["task"] as { id?: unknown } | undefined)?.id === taskId),
    {
      missing: failures["not-announced"],
      lacks: (message) =>
        message["type"] === "task_deleted"
          ? fieldIs(message, "taskId", `"${taskId}"`)
          : fieldIs(message, "type", '"task_deleted"'),
    },
  );
}

/** Any message about a task. */
export const anyTaskMessage = pattern("message about a task", "no message about a task", ({ type }) =>
  String(type).startsWith("task_"),
);

/** Any message about a task that was moved or deleted. */
export const tasksMovedOrDeleted = pattern(
  "message about a move or a deletion",
  "no message about a move or a deletion",
  ({ type }) => type === "task_moved" || type === "task_deleted",
);

/** Any message about a client that has joined. */
export const anyJoined = pattern(
  "user_joined",
  "no message about a client that has joined",
  ({ type }) => type === "user_joined",
);

/** Any message about typing. */
export const anyTyping = pattern("message about typing", "no message about typing", ({ type }) =>
  String(type).startsWith("user_typing"),
);

function aboutUser(
  types: readonly string[],
  boardId: string,
  user: User,
  {
    earlier,
    ...further
  }: {
    readonly isSuch?: (message: JsonObject) => boolean;
    readonly lacks?: (message: JsonObject) => string;
    readonly earlier?: User;
  } = {},
): Pattern {
  const { isSuch = () => true, lacks = () => "" } = further;
  const [type] = types;
  const isType = (message: JsonObject) => types.includes(String(message["type"])) && isSuch(message);
  const isUser = (message: JsonObject) => userOf(message).userId === user.userId && userOf(message).name === user.name;
  // The course's own messages name no board, so it may be left out.
  const isBoard = (message: JsonObject) => message["boardId"] === undefined || message["boardId"] === boardId;
  return pattern(
    String(type),
    `"type":"${type}" with the board and ${JSON.stringify(user).slice(1, -1)}`,
    (message) => isType(message) && isUser(message) && isBoard(message),
    {
      missing: failures["not-announced"],
      instead: [
        {
          matches: (message) =>
            isType(message) && userOf(message).userId === undefined && userOf(message).name === undefined,
          failure: failures["no-identity"],
        },
        {
          // Of one client, the join cannot come in place of the end.
          matches: (message) => type === "user_left" && message["type"] === "user_joined" && isUser(message),
          failure: failures["joins-late"],
        },
        {
          matches: (message) => isType(message) && earlier !== undefined && userOf(message).userId === earlier.userId,
          failure: failures["outdated-identity"],
        },
        {
          matches: (message) => isType(message) && userOf(message).userId !== undefined && !isUser(message),
          failure: failures["wrong-identity"],
        },
      ],
      lacks: (message) => {
        if (!types.includes(String(message["type"]))) return fieldIs(message, "type", `"${type}"`);
        if (!isSuch(message)) return lacks(message);
        return isUser(message) ? fieldIs(message, "boardId", `"${boardId}"`) : fieldIs(message, "userId", user.userId);
      },
    },
  );
}

/** Who a message is about: `userId` and `name` in the message itself, or a `user` with `id` and `name`. */
function userOf(message: JsonObject): { readonly userId: unknown; readonly name: unknown } {
  const user = (message["user"] ?? {}) as JsonObject;
  return {
    userId: message["userId"] ?? user["userId"] ?? user["id"],
    name: message["name"] ?? user["name"],
  };
}

/** How the task of a message differs from the route's answer, as a sentence part. */
function differenceIn(task: unknown, wanted: JsonObject): string | undefined {
  if (typeof task !== "object" || task === null) return 'it has no "task"';
  const field = Object.keys(wanted).find((key) => (task as JsonObject)[key] !== wanted[key]);
  return field === undefined
    ? undefined
    : `of its task, ${fieldIs(task as JsonObject, field, JSON.stringify(wanted[field]) ?? "")}`;
}
