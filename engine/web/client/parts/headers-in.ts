/** The headers in a text with one on each line, as `name: value`; `fault` is one sentence, empty when there is none. */
export function headersIn(text: string): {
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: string;
} {
  const headers: Record<string, string> = {};
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    if (colon < 1) return { headers, fault: `"${line.trim()}" is not a header: write a name, a colon and a value.` };
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return { headers, fault: "" };
}
