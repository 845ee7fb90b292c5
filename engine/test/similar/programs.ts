/** Random programs, and the same programs renamed and reformatted. From seeds, so that a failure can be reproduced. */
import type { Random } from "../../kit/random.ts";

/** Pieces of source text. `maybe`: text that a formatter may add or remove. */
type Piece = { readonly kind: "fixed" | "name" | "string" | "number" | "declaration" | "maybe"; readonly text: string };

export type Program = readonly Piece[];

const fixed = (text: string): Piece => ({ kind: "fixed", text });
const maybe = (text: string): Piece => ({ kind: "maybe", text });
const OPERATORS = ["+", "-", "*", "%", "===", "!==", "<", ">=", "&&", "||", "??"];

/** At least `length` pieces. Two programs have only the language in common. */
export function programOf(random: Random, length: number): Program {
  const pieces: Piece[] = [];
  while (pieces.length < length) pieces.push(...statement(random, 3));
  return pieces;
}

/** The spelling of a program: names, numbers, strings, white space, comments, optional punctuation. */
export function printed(program: Program, random: Random): string {
  const names = new Map<string, string>();
  const optional = random.pick([true, false]);
  const spaces = random.pick([" ", "\n", "\n\n\t", " /* once */ ", " // why\n"]);
  return program
    .map(({ kind, text }) => {
      if (kind === "maybe") return optional ? text : "";
      if (kind === "string") return random.pick([`"${random.word()}"`, `'${random.word()}'`, `\`${random.word()}\``]);
      if (kind === "number") return String(random.integer(0, 9999));
      if (kind === "declaration") return random.pick(["const", "let", "var"]);
      if (kind === "fixed") return text;
      if (!names.has(text)) names.set(text, `${random.word().replace("-", "")}${names.size}`);
      return names.get(text) ?? text;
    })
    .map((word) => word + random.pick([spaces, " "]))
    .join("");
}

function name(random: Random): Piece {
  return { kind: "name", text: random.word() };
}

function statement(random: Random, depth: number): Piece[] {
  const block = () => [fixed("{"), ...(depth > 0 ? statement(random, depth - 1) : []), fixed("}")];
  const declaration: Piece = { kind: "declaration", text: "" };
  const kinds: readonly (() => Piece[])[] = [
    () => [declaration, name(random), fixed("="), ...expression(random, 3), maybe(";")],
    () => [fixed("if"), fixed("("), ...expression(random, 2), fixed(")"), ...block(), fixed("else"), ...block()],
    () => [
      fixed("for"),
      fixed("("),
      declaration,
      name(random),
      fixed("of"),
      ...expression(random, 1),
      fixed(")"),
      ...block(),
    ],
    () => [fixed("return"), ...expression(random, 3), maybe(";")],
    () => [fixed("try"), ...block(), fixed("catch"), ...block()],
    () => [...call(random, 3), maybe(";")],
    () => [
      fixed("switch"),
      fixed("("),
      ...expression(random, 1),
      fixed(")"),
      fixed("{"),
      fixed("case"),
      string(),
      fixed(":"),
      ...statement(random, 0),
      fixed("}"),
    ],
  ];
  return random.pick(kinds)();
}

function string(): Piece {
  return { kind: "string", text: "" };
}

function call(random: Random, depth: number): Piece[] {
  const given = Array.from({ length: random.integer(1, 3) }, () => [
    ...expression(random, depth - 1),
    fixed(","),
  ]).flat();
  return [name(random), fixed("."), name(random), fixed("("), ...given.slice(0, -1), maybe(","), fixed(")")];
}

function expression(random: Random, depth: number): Piece[] {
  const leaves: readonly (() => Piece[])[] = [
    () => [name(random)],
    () => [string()],
    () => [{ kind: "number", text: "" }],
  ];
  if (depth <= 0) return random.pick(leaves)();
  const inner = () => expression(random, depth - 1);
  const kinds: readonly (() => Piece[])[] = [
    ...leaves,
    () => call(random, depth),
    () => [...inner(), fixed(random.pick(OPERATORS)), ...inner()],
    () => [fixed("["), ...inner(), fixed(","), ...inner(), maybe(","), fixed("]")],
    () => [fixed("{"), name(random), fixed(":"), ...inner(), fixed(","), name(random), maybe(","), fixed("}")],
    () => [fixed("`the ${"), ...inner(), fixed("} and the ${"), ...inner(), fixed("}`")],
    () => [maybe("("), name(random), maybe(")"), fixed("=>"), ...inner()],
    () => [fixed("await"), fixed("new"), name(random), fixed("("), ...inner(), fixed(")")],
    () => [fixed("("), ...inner(), fixed("?"), ...inner(), fixed(":"), ...inner(), fixed(")")],
  ];
  return random.pick(kinds)();
}
