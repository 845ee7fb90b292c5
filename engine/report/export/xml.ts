/** Writes XML 1.0. Characters it cannot hold, even as references, are left out (Extensible Markup Language 1.0, section 2.2). */
import { escapeAttribute, escapeText } from "../../text/escape-markup.ts";
import { plainText } from "./plain.ts";

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element, with child elements on separate lines. Its content is either elements made by this function or one text. */
export function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const head = `<${name}${Object.entries(attributes).map(attribute).join("")}`;
  if (typeof content === "string")
    return content === "" ? `${head}/>` : `${head}>${escapeText(plainText(content, Infinity))}</${name}>`;
  return content.length === 0 ? `${head}/>` : `${head}>\n${content.join("\n")}\n</${name}>`;
}

function attribute([name, value]: [string, string | number | undefined]): string {
  return value === undefined ? "" : ` ${name}="${escapeAttribute(plainText(String(value), Infinity))}"`;
}
