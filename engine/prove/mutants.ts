/**
 * Small mistakes put into a solution by a table, one at a time: what a check suite has to notice, beside the near misses that
 * its author thought of. Only in the regions that learners write. Pure.
 */
import type { Node } from "estree";
import { regionsOf } from "../starter.ts";

/** One file of the solution with one mistake. */
export interface Mutant {
  /** The change, which names the mutant in its file: `not awaited: await startPubSub()`. */
  readonly change: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The exercise whose region holds it. */
  readonly exercise: number;
  /** The whole file. */
  readonly text: string;
}

/** Parses TypeScript to ESTree with `start` and `end`, offsets in UTF-16 code units. */
export type Parse = (source: string) => unknown;

/** A node as the parser delivers it. */
type Parsed = Node & { readonly start: number; readonly end: number };

/** What replaces the text of a node. */
interface Change {
  readonly kind: string;
  readonly replacement: string;
  /** What the change is about. @default the text of the node */
  readonly about?: string;
}

/** How much of the old and new code a change quotes, in UTF-16 code units. */
const QUOTED_LIMIT = 60;

const OPPOSITES: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "==": "!=",
  "!=": "==",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+=": "=",
};

/**
 * Every mutant of one file, in the order of the file.
 * @param file its name relative to the lesson
 * @throws StarterError when a region is wrong; what the parser throws when the file does not parse
 */
export function mutantsOf(source: string, file: string, parse: Parse): Mutant[] {
  const lineOf = lineFinder(source);
  const textOf: Source = (part) => source.slice((part as Parsed).start, (part as Parsed).end);
  const regions = regionsOf(source, file);
  const mutants = new Map<string, Mutant>();
  const times = new Map<string, number>();
  for (const { node, parent } of nodesOf(parse(source))) {
    const line = lineOf(node.start);
    const region = regions.find(({ startLine, endLine }) => startLine < line && lineOf(node.end) < endLine);
    if (region === undefined) continue;
    const old = textOf(node);
    for (const { kind, replacement, about = old } of changesOf(node, parent, textOf)) {
      const text = source.slice(0, node.start) + replacement + source.slice(node.end);
      if (text === source || mutants.has(text)) continue;
      const change = `${kind}: ${quoted(about)}`;
      const time = (times.get(change) ?? 0) + 1;
      times.set(change, time);
      const name = time === 1 ? change : `${change} (${time})`;
      mutants.set(text, { change: name, file, line, exercise: region.exercise, text });
    }
  }
  return [...mutants.values()];
}

/** What can go wrong at a node: by its type, what replaces its text. */
type Table = {
  readonly [Type in Node["type"]]?: (
    node: Extract<Node, { type: Type }>,
    source: Source,
    parent: Parsed | undefined,
  ) => readonly Change[];
};

/** The text of a part of the file. */
type Source = (part: Node) => string;

const forgotten: Change = { kind: "forgotten", replacement: "" };

const TABLE: Table = {
  BreakStatement: () => [forgotten],
  ContinueStatement: () => [
    forgotten,
    { kind: "return for", replacement: "return;" },
    { kind: "break for", replacement: "break;" },
  ],
  ReturnStatement: ({ argument }, text) => [
    { kind: "not returned", replacement: argument ? `${text(argument)};` : "" },
  ],
  ThrowStatement: () => [forgotten],
  ExpressionStatement: (node, text) => [
    forgotten,
    // Assigned twice is assigned once.
    ...(node.expression.type === "AssignmentExpression"
      ? []
      : [{ kind: "twice", replacement: `${text(node)}\n${text(node)}` }]),
  ],
  IfStatement: ({ test, consequent, alternate }, text) => {
    const rest = `${text(consequent)}${alternate ? ` else ${text(alternate)}` : ""}`;
    return [
      { kind: "negated", replacement: `if (!(${text(test)})) ${rest}`, about: text(test) },
      { kind: "always", replacement: `if (true) ${rest}`, about: text(test) },
      ...(alternate
        ? [{ kind: "without else", replacement: `if (${text(test)}) ${text(consequent)}`, about: text(alternate) }]
        : []),
    ];
  },
  ConditionalExpression: ({ test, consequent, alternate }, text) => [
    { kind: "swapped", replacement: `${text(test)} ? ${text(alternate)} : ${text(consequent)}` },
  ],
  AwaitExpression: ({ argument }, text) => [{ kind: "not awaited", replacement: text(argument) }],
  UnaryExpression: ({ operator, argument }, text) =>
    operator === "!" ? [{ kind: "not negated", replacement: text(argument) }] : [],
  BinaryExpression: otherOperator,
  LogicalExpression: otherOperator,
  AssignmentExpression: otherOperator,
  CallExpression: otherArguments,
  NewExpression: otherArguments,
  ChainExpression: (node, text) => [
    { kind: "without ?.", replacement: text(node).replace("?.", ".").replace(".[", "[").replace(".(", "(") },
  ],
  ObjectExpression: (node, text) =>
    node.properties.map((property) => ({
      kind: "without a member",
      replacement: `{ ${node.properties
        .filter((other) => other !== property)
        .map(text)
        .join(", ")} }`,
      about: `${text(property)} of ${text(node)}`,
    })),
  TryStatement: ({ block, handler, finalizer }, text) => {
    const caught = handler ? ` ${text(handler)}` : "";
    return [
      ...(handler ? [{ kind: "not caught", replacement: text(block) }] : []),
      ...(handler && handler.body.body.length > 0
        ? [{ kind: "empty catch", replacement: `try ${text(block)} catch {}`, about: text(handler) }]
        : []),
      ...(finalizer
        ? [
            {
              kind: "without finally",
              replacement: handler ? `try ${text(block)}${caught}` : text(block),
              about: text(finalizer),
            },
          ]
        : []),
    ];
  },
  TemplateLiteral: (node, text) => [{ kind: "other value", replacement: `${text(node).slice(0, -1)}x\`` }],
  Literal: ({ value }, _text, parent) => {
    if (typeof value === "boolean") return [{ kind: "other value", replacement: String(!value) }];
    if (typeof value === "number") return [{ kind: "other value", replacement: String(value + 1) }];
    if (typeof value !== "string" || parent?.type === "ImportDeclaration") return [];
    return [{ kind: "other value", replacement: JSON.stringify(value === "" ? "other" : `${value}x`) }];
  },
};

function changesOf(node: Parsed, parent: Parsed | undefined, source: Source): readonly Change[] {
  const make = TABLE[node.type] as ((node: Node, source: Source, parent?: Parsed) => readonly Change[]) | undefined;
  return make?.(node, source, parent) ?? [];
}

function otherOperator(
  { operator, left, right }: Extract<Node, { type: "BinaryExpression" | "LogicalExpression" | "AssignmentExpression" }>,
  text: Source,
): Change[] {
  const opposite = OPPOSITES[operator];
  return opposite === undefined
    ? []
    : [{ kind: `${opposite} for ${operator}`, replacement: `${text(left)} ${opposite} ${text(right)}` }];
}

/** Two arguments in the wrong order, and a call of which the last argument was forgotten. */
function otherArguments(node: Extract<Node, { type: "CallExpression" | "NewExpression" }>, text: Source): Change[] {
  const [first, second, ...rest] = node.arguments.map(text);
  if (first === undefined || second === undefined) return [];
  const callee = `${node.type === "NewExpression" ? "new " : ""}${text(node.callee)}`;
  const call = (...list: readonly string[]) => `${callee}(${list.join(", ")})`;
  return [
    { kind: "swapped", replacement: call(second, first, ...rest) },
    { kind: "without the last argument", replacement: call(...[first, second, ...rest].slice(0, -1)) },
  ];
}

/** Every node that is code; types are not. */
function* nodesOf(value: unknown, parent?: Parsed): Generator<{ node: Parsed; parent: Parsed | undefined }> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item, parent);
  else if (typeof value === "object" && value !== null) {
    const node = value as Parsed;
    const isNode = typeof node.type === "string" && typeof node.start === "number";
    if (isNode && ((node.type as string).startsWith("TS") ? !("expression" in node) : isLog(node))) return;
    if (isNode) yield { node, parent };
    for (const member of Object.values(node)) yield* nodesOf(member, isNode ? node : parent);
  }
}

/** What a server prints is not graded. */
function isLog(node: Node): boolean {
  const call = node.type === "ExpressionStatement" ? node.expression : node;
  if (call.type !== "CallExpression") return false;
  const { callee } = call;
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "console";
}

function lineFinder(source: string): (offset: number) => number {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}

function quoted(code: string): string {
  const line = code.replace(/\s+/g, " ");
  return line.length > QUOTED_LIMIT ? `${line.slice(0, QUOTED_LIMIT - 3)}...` : line;
}
