/** Takes a line only once the character after a CR is known, and the last one at the end. */
export interface ParsedEvent {
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

export function createParser(onEvent: (event: ParsedEvent) => void) {
  const decoder = new TextDecoder("utf-8");
  let text = "";
  const fields = { event: "", data: "", id: "" };
  const parser = {
    lastEventId: "",
    retry: undefined as number | undefined,
    push(bytes: Uint8Array) {
      text += decoder.decode(bytes, { stream: true });
      takeLines(/\r\n|\n|\r(?=[^])/g);
    },
    end() {
      text += decoder.decode();
      takeLines(/\r\n|\n|\r/g);
    },
  };
  return parser;

  function takeLines(end: RegExp) {
    let start = 0;
    for (const match of text.matchAll(end)) {
      take(text.slice(start, match.index));
      start = match.index + match[0].length;
    }
    text = text.slice(start);
  }

  function take(line: string) {
    if (line.length === 0) {
      parser.lastEventId = fields.id;
      if (fields.data !== "")
        onEvent({ event: fields.event || "message", data: fields.data.slice(0, -1), lastEventId: fields.id });
      fields.event = fields.data = "";
      return;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "event") fields.event = value;
    if (name === "data") fields.data += `${value}\n`;
    if (name === "id" && value.indexOf("\0") < 0) fields.id = value;
    if (name === "retry" && value !== "" && [...value].every((digit) => digit >= "0" && digit <= "9"))
      parser.retry = parseInt(value, 10);
  }
}
