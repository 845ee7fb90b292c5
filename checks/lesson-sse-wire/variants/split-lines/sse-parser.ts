/** Keeps the last, unfinished line of a split, and remembers a CR at the end of a chunk. */
export type ParsedEvent = { event: string; data: string; lastEventId: string };

export function createParser(onEvent: (event: ParsedEvent) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  let endedWithCr = false;
  let block: string[] = [];
  let id = "";
  let lastEventId = "";
  let retry: number | undefined;

  function parts(line: string): [string, string] {
    const at = line.indexOf(":");
    if (at < 0) return [line, ""];
    return [line.substring(0, at), line.substring(line[at + 1] === " " ? at + 2 : at + 1)];
  }

  function finish() {
    const data = [];
    let event = "message";
    for (const [field, value] of block.map(parts)) {
      if (field === "data") data.push(value);
      if (field === "event") event = value || "message";
      if (field === "id" && !value.includes("\u0000")) id = value;
    }
    block = [];
    lastEventId = id;
    if (data.length) onEvent({ event, data: data.join("\n"), lastEventId });
  }

  return {
    get lastEventId() {
      return lastEventId;
    },
    get retry() {
      return retry;
    },
    push(bytes: Uint8Array) {
      let text = decoder.decode(bytes, { stream: true });
      if (text === "") return;
      if (endedWithCr && text[0] === "\n") text = text.slice(1);
      endedWithCr = text === "" ? false : text.endsWith("\r");
      const lines = (rest + text).split(/\r\n|\r|\n/);
      rest = lines.pop()!;
      for (const line of lines) {
        if (line === "") finish();
        else {
          block.push(line);
          const [field, value] = parts(line);
          if (field === "retry" && /^[0-9]+$/.test(value)) retry = Number(value);
        }
      }
    },
    end() {},
  };
}
