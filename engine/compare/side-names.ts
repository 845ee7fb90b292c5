import path from "node:path";
import { cleanLine } from "../clean.ts";

/** What the two sides of a comparison are called. */
export interface SideNames {
  readonly reference: Side;
  readonly submission: Side;
}

interface Side {
  /** Beside a label, for example `reference` or `ada`. */
  readonly short: string;
  /** Inside a sentence, for example `the reference` or `ada`. */
  readonly inSentence: string;
}

/** A submission beside the solution. */
export const ROLES: SideNames = {
  reference: { short: "reference", inSentence: "the reference" },
  submission: { short: "submission", inSentence: "the submission" },
};

const NAME_CHARACTERS = 40;

/** Two submissions, called by the names of their folders; by the whole paths when those are alike. */
export function folderNames(a: string, b: string): SideNames {
  const [first, second] = [a, b].map((folder) => path.basename(path.resolve(folder))) as [string, string];
  return first === second
    ? { reference: side(a), submission: side(b) }
    : { reference: side(first), submission: side(second) };
}

function side(name: string): Side {
  const clean = cleanLine(name, { maxChars: NAME_CHARACTERS });
  return { short: clean, inSentence: clean };
}
