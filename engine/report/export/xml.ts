/** Writes XML 1.0. Characters it cannot hold, even as references, are left out (Extensible Markup Language 1.0, section 2.2). */
import { plainText } from "./plain.ts";

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  // Required only in `]]>` (section 2.4); escaping it everywhere is simpler.
  ">": "&gt;",
  '"': "&quot;",
  // Literal ones would be normalised to spaces in an attribute (section 3.3.3).
  "\n": "&#10;",
  "\t": "&#9;",
};

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element, with child elements on separate lines. Its content is either elements made by this function or one text. */
export function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const head = `<${name}${Object.entries(attributes).map(attribute).join("")}`;
  if (typeof content === "string") return content === "" ? `${head}/>` : `${head}>${escaped(content)}</${name}>`;
  return content.length === 0 ? `${head}/>` : `${head}>\n${content.join("\n")}\n</${name}>`;
}

function attribute([name, value]: [string, string | number | undefined]): string {
  return value === undefined ? "" : ` ${name}="${escaped(String(value), true)}"`;
}

function escaped(text: string, inAttribute = false): string {
  return plainText(text, Infinity).replace(
    inAttribute ? /[&<>"\n\t]/g : /[&<>]/g,
    (character) => REFERENCES[character] ?? "",
  );
}
