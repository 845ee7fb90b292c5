import { edit, nearMisses } from "#kit";

const FORMAT = "sse-format.ts";
const RAW = "raw.ts";
const PARSER = "sse-parser.ts";

const EVENT_LINE = 'if (event !== undefined) lines.push(`event: ${oneLine("event", event)}`);';
const ID_LINE = 'if (id !== undefined) lines.push(`id: ${oneLine("id", id)}`);';
const RETRY_LINE = "if (retry !== undefined) lines.push(`retry: ${retry}`);";
const DATA_LINES = "for (const line of linesOf(data)) lines.push(`data: ${line}`);";
const BLOCK = 'return `${lines.join("\\n")}\\n\\n`;';
const COMMENT_LINES = 'return linesOf(text)\n    .map((line) => `: ${line}\\n`)\n    .join("");';
const LINES = "return text.split(/\\r\\n|\\n|\\r/);";
const REFUSE_LINE_END =
  "if (/[\\r\\n]/.test(value)) throw new InvalidFieldError(`${field} must not contain a line end`);";
const REFUSE_NUL =
  'if (field === "id" && value.includes("\\0")) throw new InvalidFieldError("id must not contain a NUL");';

const HEAD = 'res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });';
const FLUSH = "res.flushHeaders();";
const REMEMBER = "clients.add(res);";
const FORGET = 'res.on("close", () => clients.delete(res));';
const WRITE = "for (const client of clients) client.write(block);";

const COLON = 'const colon = line.indexOf(":");';
const FIELD_AND_VALUE =
  'const field = colon === -1 ? line : line.slice(0, colon);\n    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");';
const VALUE = 'const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");';
const KEEP_ID = 'if (!value.includes("\\0")) id = value;';
const KEEP_RETRY = "if (/^[0-9]+$/.test(value)) retry = Number(value);";
const DISPATCH =
  'if (data.length > 0) onEvent({ event: name === "" ? "message" : name, data: data.join("\\n"), lastEventId });';
const PUSH = 'case "data":\n        data.push(value);';
const RESET = 'name = "";\n    data = [];';
const DECODE = "decoder.decode(bytes, { stream: true })";
const END = "// The stream is over. A block without its blank line is discarded, and its id with it.";
const LOOP = `for (const character of ${DECODE}) {`;

export default nearMisses("lesson-sse-wire", {
  // One line end: the client waits for the rest of the event.
  "1.1-no-blank-line": edit(FORMAT, BLOCK, 'return `${lines.join("\\n")}\\n`;'),
  // Ends every event with a carriage return too little: CR LF is one line end.
  "1.1-one-crlf": edit(FORMAT, BLOCK, 'return `${lines.join("\\n")}\\r\\n`;'),
  // The JSON alone, as it would be sent over a WebSocket.
  "1.1-no-field": edit(FORMAT, DATA_LINES, "lines.push(data);"),
  // Two characters in place of a line end.
  "1.1-escaped": edit(FORMAT, BLOCK, 'return `${lines.join("\\\\n")}\\\\n\\\\n`;'),
  // As JSON, which the data of other lessons is.
  "1.1-json": edit(
    FORMAT,
    DATA_LINES,
    "for (const line of linesOf(JSON.stringify(data))) lines.push(`data: ${line}`);",
  ),
  "1.1-capital": edit(FORMAT, DATA_LINES, "for (const line of linesOf(data)) lines.push(`Data: ${line}`);"),
  // Written twice.
  "1.1-data-twice": edit(FORMAT, BLOCK, 'return `${lines.join("\\n")}\\n\\n`.repeat(2);'),
  // Without a space, a space of the data is taken for it.
  "1.2-no-space": edit(FORMAT, DATA_LINES, "for (const line of linesOf(data)) lines.push(`data:${line}`);"),
  // No data line for empty data: no event.
  "1.2-empty-left-out": edit(FORMAT, DATA_LINES, `if (data) ${DATA_LINES}`),
  "1.2-trimmed": edit(FORMAT, DATA_LINES, "for (const line of linesOf(data)) lines.push(`data: ${line.trim()}`);"),
  // What looks like a field already is left as it is.
  "1.2-begins-with-a-field": edit(
    FORMAT,
    DATA_LINES,
    "for (const line of linesOf(data)) lines.push(/^data:/.test(line) ? line : `data: ${line}`);",
  ),
  // Every separator that Unicode has.
  "1.2-unicode-separators": edit(FORMAT, LINES, "return text.split(/\\r\\n|[\\n\\r\\u2028\\u2029]/);"),
  "1.3-one-line": edit(FORMAT, DATA_LINES, "lines.push(`data: ${data}`);"),
  // A carriage return alone is a line end as well.
  "1.3-lf-only": edit(FORMAT, LINES, 'return text.split("\\n");'),
  "1.3-no-lone-cr": edit(FORMAT, LINES, "return text.split(/\\r?\\n/);"),
  // CR LF counts twice.
  "1.3-crlf-twice": edit(FORMAT, LINES, "return text.split(/[\\r\\n]/);"),
  // Loses the empty lines.
  "1.3-empty-lines-lost": edit(
    FORMAT,
    DATA_LINES,
    "for (const line of linesOf(data)) if (line || !/[\\r\\n]/.test(data)) lines.push(`data: ${line}`);",
  ),
  // Each line is an event.
  "1.3-an-event-each": edit(
    FORMAT,
    DATA_LINES,
    'lines.push(linesOf(data).map((line) => `data: ${line}`).join("\\n\\n"));',
  ),
  "1.1-undefined": edit(FORMAT, EVENT_LINE, 'lines.push(`event: ${oneLine("event", String(event))}`);'),
  "1.1-undefined-retry": edit(FORMAT, RETRY_LINE, "lines.push(`retry: ${retry}`);"),
  // The fields stand behind the blank line, and belong to the next event.
  "1.4-after-blank-line": edit(
    FORMAT,
    BLOCK,
    'const isData = (line: string) => line.startsWith("data:");\n  const others = lines.filter((line) => !isData(line));\n  return `${[...lines.filter(isData), "", ...others].join("\\n")}\\n\\n`;',
  ),
  "1.4-type": edit(FORMAT, EVENT_LINE, EVENT_LINE.replace("`event:", "`type:")),
  "1.4-id-of-the-name": edit(FORMAT, ID_LINE, ID_LINE.replace('oneLine("id", id)', 'oneLine("id", event ?? id)')),
  // Seconds in place of milliseconds.
  "1.4-seconds": edit(FORMAT, RETRY_LINE, RETRY_LINE.replace("${retry}", "${retry / 1000}")),
  "1.4-with-unit": edit(FORMAT, RETRY_LINE, RETRY_LINE.replace("${retry}", "${retry}ms")),
  // Without a space, a space of the name is taken for it.
  "1.4-no-space": edit(FORMAT, EVENT_LINE, EVENT_LINE.replace("`event: ", "`event:")),
  "1.4-trimmed-id": edit(FORMAT, ID_LINE, ID_LINE.replace('oneLine("id", id)', 'oneLine("id", id).trim()')),
  "1.4-trimmed-name": edit(FORMAT, EVENT_LINE, EVENT_LINE.replace("event)}", "event).trim()}")),
  "1.4-encoded-id": edit(FORMAT, ID_LINE, ID_LINE.replace('oneLine("id", id)', "encodeURIComponent(id)")),
  "1.5-retry-truthy": edit(FORMAT, RETRY_LINE, "if (retry) lines.push(`retry: ${retry}`);"),
  "1.5-id-truthy": edit(FORMAT, ID_LINE, 'if (id) lines.push(`id: ${oneLine("id", id)}`);'),
  "1.6-unchecked": edit(FORMAT, REFUSE_LINE_END, ""),
  "1.6-lf-only": edit(FORMAT, REFUSE_LINE_END, REFUSE_LINE_END.replace("/[\\r\\n]/", "/\\n/")),
  "1.6-id-unchecked": edit(FORMAT, ID_LINE, "if (id !== undefined) lines.push(`id: ${id}`);"),
  "1.6-event-unchecked": edit(FORMAT, EVENT_LINE, "if (event !== undefined) lines.push(`event: ${event}`);"),
  // Looks for a line end between characters, and not at the end of them.
  "1.6-trimmed-before": edit(FORMAT, REFUSE_LINE_END, REFUSE_LINE_END.replace("test(value)", "test(value.trim())")),
  // 0 is a place as well.
  "1.6-nul-at-the-beginning": edit(
    FORMAT,
    REFUSE_NUL,
    REFUSE_NUL.replace('value.includes("\\0")', 'value.indexOf("\\0") > 0'),
  ),
  "1.6-nul": edit(FORMAT, REFUSE_NUL, ""),
  // What a text file has at its end is no line.
  "1.3-last-line-end": edit(FORMAT, LINES, 'return text.replace(/(?:\\r\\n|\\n|\\r)$/, "").split(/\\r\\n|\\n|\\r/);'),
  "1.3-empty-lines-left-out": edit(
    FORMAT,
    LINES,
    'return text === "" ? [""] : text.split(/\\r\\n|\\n|\\r/).filter((line) => line !== "");',
  ),
  // A TypeError is a bug of the server's, for app.ts and for the client.
  "1.6-another-error": edit(FORMAT, REFUSE_LINE_END, REFUSE_LINE_END.replace("InvalidFieldError(", "TypeError(")),
  // Takes the first one out.
  "1.6-first-only": edit(FORMAT, REFUSE_LINE_END, 'value = value.replace("\\r", "").replace("data", "\\n");'),
  "1.7-one-line": edit(FORMAT, COMMENT_LINES, "return `: ${text}\\n`;"),
  "1.7-no-lone-cr": edit(FORMAT, COMMENT_LINES, COMMENT_LINES.replace("linesOf(text)", "text.split(/\\r?\\n/)")),
  // The first line of the next event belongs to the comment.
  "1.7-no-line-end": edit(FORMAT, COMMENT_LINES, 'return linesOf(text).map((line) => `: ${line}`).join("\\n");'),
  "1.7-as-event": edit(FORMAT, COMMENT_LINES, "return formatSSE({ data: text });"),
  "1.7-slashes": edit(FORMAT, COMMENT_LINES, 'return linesOf(text).map((line) => `// ${line}\\n`).join("");'),
  // Joins with a comma, as join does when it is not told otherwise: the second line is a field with the name ",".
  "1.7-joined-with-commas": edit(FORMAT, COMMENT_LINES, COMMENT_LINES.replace('join("")', "join()")),
  "1.7-named-comment": edit(
    FORMAT,
    COMMENT_LINES,
    'return linesOf(text).map((line) => `comment: ${line}\\n`).join("");',
  ),
  // The headers wait for the first event.
  "2.1-not-flushed": edit(RAW, FLUSH, ""),
  "2.1-plain-text": edit(RAW, HEAD, HEAD.replace("text/event-stream", "text/plain")),
  "2.1-json": edit(RAW, HEAD, HEAD.replace("text/event-stream", "application/json")),
  "2.1-cacheable": edit(RAW, HEAD, 'res.writeHead(200, { "Content-Type": "text/event-stream" });'),
  // Begins like the directive, and is none.
  "2.1-other-directive": edit(RAW, HEAD, HEAD.replace('"no-cache"', '"no-cached"')),
  "2.1-ends": edit(RAW, FLUSH, "res.end();"),
  "2.1-status-204": edit(RAW, HEAD, HEAD.replace("200", "204")),
  "2.1-content-length": edit(RAW, HEAD, HEAD.replace("{ ", '{ "Content-Length": "1000", ')),
  // Ends the response with the first block.
  "2.2-ends": edit(RAW, WRITE, "for (const client of clients) client.end(block);"),
  "2.2-first-only": edit(RAW, WRITE, "const [client] = clients;\n  client?.write(block);"),
  "2.2-newest-only": edit(RAW, WRITE, "[...clients].at(-1)?.write(block);"),
  "2.2-not-remembered": edit(RAW, REMEMBER, ""),
  // Forgets a client as soon as it has got something.
  "2.2-once": edit(
    RAW,
    WRITE,
    "for (const client of clients) {\n    client.write(block);\n    clients.delete(client);\n  }",
  ),
  // A stream that joins gets what it has missed.
  "2.2-history": [
    edit(RAW, REMEMBER, "for (const block of history) res.write(block);\n  clients.add(res);"),
    edit(
      RAW,
      "const clients = new Set<ServerResponse>();",
      "const clients = new Set<ServerResponse>();\nconst history: string[] = [];",
    ),
    edit(RAW, WRITE, `history.push(block);\n  ${WRITE}`),
  ],
  // A client that comes empties the list.
  "2.2-cleared": edit(RAW, REMEMBER, "clients.clear();\n  clients.add(res);"),
  "2.2-written-twice": edit(RAW, WRITE, "for (const client of clients) client.write(block + block);"),
  // One place too far: every client gets the block, and then the loop throws.
  "2.2-one-too-far": edit(
    RAW,
    WRITE,
    "const all = [...clients];\n  for (let index = 0; index <= all.length; index++) all[index]!.write(block);",
  ),
  // Whoever leaves, the newest goes.
  "2.3-splices-last": [
    edit(RAW, "const clients = new Set<ServerResponse>();", "const clients: ServerResponse[] = [];"),
    edit(RAW, REMEMBER, "clients.push(res);"),
    edit(RAW, FORGET, 'res.on("close", () => clients.splice(clients.indexOf(res) + 1, 1));'),
  ],
  // The place that a client had when it came is out of date once an earlier one has left.
  "2.3-splices-the-old-place": [
    edit(RAW, "const clients = new Set<ServerResponse>();", "const clients: ServerResponse[] = [];"),
    edit(RAW, REMEMBER, "const place = clients.push(res) - 1;"),
    edit(RAW, FORGET, 'res.on("close", () => clients.splice(place, 1));'),
  ],
  // Minus one is the last place: the newest client goes as well.
  "2.3-splices-minus-one": [
    edit(RAW, "const clients = new Set<ServerResponse>();", "const clients: ServerResponse[] = [];"),
    edit(RAW, REMEMBER, "clients.push(res);"),
    edit(RAW, FORGET, 'res.on("close", () => clients.splice(-1, 1));'),
  ],
  // Without a count, everything from that place on.
  "2.3-splices-the-rest": [
    edit(RAW, "const clients = new Set<ServerResponse>();", "const clients: ServerResponse[] = [];"),
    edit(RAW, REMEMBER, "clients.push(res);"),
    edit(RAW, FORGET, 'res.on("close", () => clients.splice(clients.indexOf(res)));'),
  ],
  // Nobody is removed, and a response that is closed ends the loop.
  "2.2-ends-at-a-closed-one": [
    edit(RAW, FORGET, ""),
    edit(RAW, WRITE, "for (const client of clients) {\n    if (client.closed) return;\n    client.write(block);\n  }"),
  ],
  // A response that is closed is removed by the next block, which goes no further.
  "2.2-removes-a-closed-one-and-stops": [
    edit(RAW, FORGET, ""),
    edit(
      RAW,
      WRITE,
      "for (const client of clients) {\n    if (client.destroyed) {\n      clients.delete(client);\n      return;\n    }\n    client.write(block);\n  }",
    ),
  ],
  // Responses that are closed are taken off when the next client comes, and until then end the loop.
  "2.3-stops-at-a-closed-one": [
    edit(RAW, REMEMBER, "for (const one of clients) if (one.closed) clients.delete(one);\n  clients.add(res);"),
    edit(RAW, FORGET, ""),
    edit(
      RAW,
      WRITE,
      `for (const client of clients) {
    if (client.closed) return;
    client.write(block);
  }`,
    ),
  ],
  "2.3-clears": edit(RAW, FORGET, 'res.on("close", () => clients.clear());'),
  // Takes the departure for an error of its own.
  "2.2-throws-at-the-last-departure": edit(
    RAW,
    FORGET,
    'res.on("close", () => {\n    throw new Error("client gone");\n  });',
  ),
  // Ends all streams when one is closed.
  "2.3-ends-all": edit(RAW, FORGET, 'res.on("close", () => {\n    for (const client of clients) client.end();\n  });'),
  "2.4-latin1": edit(RAW, WRITE, WRITE.replace("write(block)", 'write(block, "latin1")')),
  // Spaces at the end belong to the block, and not every block ends with a blank line.
  "2.4-trimmed": edit(RAW, WRITE, WRITE.replace("write(block)", "write(`${block.trim()}\\n\\n`)")),
  "2.4-line-ends-unified": edit(RAW, WRITE, WRITE.replace("write(block)", 'write(block.replace(/\\r\\n?/g, "\\n"))')),
  "2.4-comments-left-out": edit(RAW, WRITE, WRITE.replace("write(block)", 'write(block.replace(/^:.*$/gm, ""))')),
  // A block without a blank line of LFs gets one, also where it is only a part of an event.
  "2.4-completed": edit(
    RAW,
    WRITE,
    'const whole = block.endsWith("\\n\\n") ? block : `${block}\\n\\n`;\n  for (const client of clients) client.write(whole);',
  ),
  // A block that ends within a line gets its line end.
  "2.4-line-completed": edit(
    RAW,
    WRITE,
    "const whole = /[\\n\\r]$/.test(block) ? block : `${block}\\n`;\n  for (const client of clients) client.write(whole);",
  ),
  // So does one that has no line end of any kind.
  "2.4-completed-unless-blank": edit(
    RAW,
    WRITE,
    "const whole = /(?:\\n|\\r|\\r\\n){2}$/.test(block) ? block : `${block}\\n`;\n  for (const client of clients) client.write(whole);",
  ),
  // Two equal blocks are taken for one.
  "2.4-not-again": [
    edit(RAW, WRITE, `if (block === last) return;\n  last = block;\n  ${WRITE}`),
    edit(
      RAW,
      "const clients = new Set<ServerResponse>();",
      'const clients = new Set<ServerResponse>();\nlet last = "";',
    ),
  ],
  // One write for each turn of the event loop, and only the newest block is kept for it.
  "2.4-newest-of-a-turn": [
    edit(
      RAW,
      WRITE,
      `if (waiting === undefined)
    setImmediate(() => {
      for (const client of clients) client.write(waiting ?? "");
      waiting = undefined;
    });
  waiting = block;`,
    ),
    edit(
      RAW,
      "const clients = new Set<ServerResponse>();",
      "const clients = new Set<ServerResponse>();\nlet waiting: string | undefined;",
    ),
  ],
  "3.1-no-name": edit(PARSER, "name = value;", ""),
  // The last line of the data is all that is left.
  "3.1-last-line": edit(PARSER, PUSH, PUSH.replace("data.push(value)", "data = [value]")),
  "3.1-joined-without-line-end": edit(PARSER, 'data.join("\\n")', 'data.join("")'),
  "3.1-line-end-after-each": edit(PARSER, 'data.join("\\n")', 'data.map((one) => `${one}\\n`).join("")'),
  "3.1-data-kept": edit(PARSER, RESET, 'name = "";'),
  // Calls it for each line.
  "3.1-an-event-each": edit(PARSER, PUSH, `${PUSH}\n        dispatch();`),
  "3.1-no-default-name": edit(PARSER, 'name === "" ? "message" : name', "name"),
  "3.2-no-lone-cr": [
    edit(PARSER, 'if (character !== "\\r" && character !== "\\n") {', 'if (character !== "\\n") {'),
    edit(PARSER, "takeLine(line);", 'takeLine(line.replace(/\\r$/, ""));'),
  ],
  // CR LF ends two lines, so every line is a block.
  "3.2-crlf-twice": edit(PARSER, "if (isSecondHalf) continue;", ""),
  // The CR stays at the end of the value.
  "3.2-lf-only": edit(PARSER, 'if (character !== "\\r" && character !== "\\n") {', 'if (character !== "\\n") {'),
  // Looks for the blank line as two LF.
  "3.2-splits-at-two-lf": edit(
    PARSER,
    LOOP,
    `const text = ${DECODE};
      if (!text.includes("\\n\\n")) return;
      for (const character of text) {`,
  ),
  // Waits after a CR for what comes next, also where nothing comes.
  "3.2-cr-held-back": [
    edit(PARSER, "let isAfterCr = false;", 'let isAfterCr = false;\n  let held = "";'),
    edit(
      PARSER,
      LOOP,
      `held += ${DECODE};
      const text = held.endsWith("\\r") ? held.slice(0, -1) : held;
      held = held.slice(text.length);
      for (const character of text) {`,
    ),
  ],
  // After a CR, an LF is passed over wherever it comes.
  "3.2-cr-remembered": [
    edit(PARSER, 'isAfterCr = character === "\\r";', 'if (character === "\\r") isAfterCr = true;'),
    edit(
      PARSER,
      "if (isSecondHalf) continue;",
      "if (isSecondHalf) {\n          isAfterCr = false;\n          continue;\n        }",
    ),
  ],
  // The commonest way to part a line, which cuts JSON.
  "3.3-splits-at-colons": edit(
    PARSER,
    FIELD_AND_VALUE,
    'const [field = "", value = ""] = line.split(":").map((part, place) => (place === 0 ? part : part.replace(/^ /, "")));\n    void colon;',
  ),
  "3.3-last-colon": edit(PARSER, COLON, 'const colon = line.lastIndexOf(":");'),
  "3.3-trims": edit(PARSER, VALUE, 'const value = colon === -1 ? "" : line.slice(colon + 1).trim();'),
  "3.3-trims-start": edit(PARSER, VALUE, 'const value = colon === -1 ? "" : line.slice(colon + 1).trimStart();'),
  "3.1-keeps-space": edit(PARSER, VALUE, 'const value = colon === -1 ? "" : line.slice(colon + 1);'),
  // Takes the first character for a space.
  "3.3-skips-one": edit(PARSER, VALUE, 'const value = colon === -1 ? "" : line.slice(colon + 2);'),
  "3.3-white-space": edit(PARSER, VALUE, VALUE.replace("/^ /", "/^\\s/")),
  // A line without a colon is nothing to it.
  "3.3-needs-colon": edit(PARSER, COLON, 'const colon = line.indexOf(":");\n    if (colon === -1) return;'),
  "3.3-trims-line": edit(
    PARSER,
    "dispatch();\n    //#region Exercise 3: part",
    "dispatch();\n    line = line.trimEnd();\n    //#region Exercise 3: part",
  ),
  // The first colon with a space behind it may stand in the value.
  "3.3-colon-and-space": edit(
    PARSER,
    COLON,
    'const colon = line.includes(": ") ? line.indexOf(": ") : line.indexOf(":");',
  ),
  // The dot of a regular expression does not match U+2028, so that the line is nothing.
  "3.3-dot": edit(
    PARSER,
    `${COLON}\n    ${FIELD_AND_VALUE}`,
    'const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];',
  ),
  "3.4-case-folded": edit(PARSER, "switch (field) {", "switch (field.toLowerCase()) {"),
  "3.4-trims-field": edit(PARSER, "switch (field) {", "switch (field.trim()) {"),
  "3.4-starts-with": edit(PARSER, "switch (field) {", 'switch (field.startsWith("dat") ? "data" : field) {'),
  // A colon at the place 0 is no colon to it.
  "3.4-comment-is-data": edit(PARSER, "switch (field) {", 'switch (field === "" ? "data" : field) {'),
  "3.4-unknown-is-data": edit(PARSER, PUSH, PUSH.replace('case "data":', "default:")),
  "3.4-byte-order-mark": edit(PARSER, "new TextDecoder()", 'new TextDecoder("utf-8", { ignoreBOM: true })'),
  // Takes the stream for another kind of text.
  "3.4-nothing-behind-the-mark": [
    edit(PARSER, "new TextDecoder()", 'new TextDecoder("utf-8", { ignoreBOM: true })'),
    edit(
      PARSER,
      LOOP,
      `const text = ${DECODE};\n      if (text.startsWith("\\ufeff")) return;\n      for (const character of text) {`,
    ),
  ],
  "3.4-begins-with-data": edit(PARSER, "switch (field) {", 'switch (field.startsWith("data") ? "data" : field) {'),
  // Not only at the beginning of the stream.
  "3.4-byte-order-mark-anywhere": edit(PARSER, LOOP, LOOP.replace(DECODE, `${DECODE}.replaceAll("\\ufeff", "")`)),
  "3.4-byte-order-mark-of-each-line": edit(
    PARSER,
    'if (line === "") return dispatch();',
    'line = line.replace(/^\\ufeff/, "");\n    if (line === "") return dispatch();',
  ),
  // A line that is ignored ends the block.
  "3.4-comment-ends-block": edit(
    PARSER,
    'if (line === "") return dispatch();',
    'if (line === "" || line.startsWith(":")) return dispatch();',
  ),
  "3.5-dispatches-at-end": edit(PARSER, END, 'if (line !== "") takeLine(line);\n      dispatch();'),
  "3.5-dispatches-without-data": edit(PARSER, DISPATCH, DISPATCH.replace("if (data.length > 0) ", "")),
  // The name outlives its block.
  "3.5-name-kept": edit(PARSER, RESET, "data = [];"),
  "3.5-name-kept-without-data": edit(PARSER, RESET, 'if (data.length > 0) name = "";\n    data = [];'),
  "3.5-no-empty-name": edit(PARSER, "name = value;", 'name = value || "unnamed";'),
  // The first name of a block counts.
  "3.5-first-name": edit(PARSER, "name = value;", "name ||= value;"),
  // An empty name takes no other back.
  "3.5-empty-name-ignored": edit(PARSER, "name = value;", "if (value) name = value;"),
  "3.6-id-reset": edit(PARSER, RESET, `id = "";\n    ${RESET}`),
  "3.6-not-kept": edit(PARSER, KEEP_ID, ""),
  "3.6-empty-ignored": edit(PARSER, KEEP_ID, 'if (value && !value.includes("\\0")) id = value;'),
  "3.6-with-nul": edit(PARSER, KEEP_ID, "id = value;"),
  // An id without a colon is nothing to it.
  "3.6-needs-colon": edit(PARSER, KEEP_ID, 'if (colon !== -1 && !value.includes("\\0")) id = value;'),
  "3.6-trimmed": edit(PARSER, KEEP_ID, 'if (!value.includes("\\0")) id = value.trim();'),
  // The id is emptied, in place of being left as it was.
  "3.6-nul-empties": edit(PARSER, KEEP_ID, 'id = value.includes("\\0") ? "" : value;'),
  // The NUL is taken out, in place of the whole field.
  "3.6-nul-taken-out": edit(PARSER, KEEP_ID, 'id = value.replaceAll("\\0", "");'),
  // Only an event moves it.
  "3.6-needs-data": edit(PARSER, "lastEventId = id;", "if (data.length > 0) lastEventId = id;"),
  // Counts although its block was cut off.
  "3.6-at-its-line": edit(PARSER, KEEP_ID, 'if (!value.includes("\\0")) lastEventId = id = value;'),
  // Kept for every parser together: a stream begins with the id of the one before.
  "3.1-id-of-all": [
    edit(PARSER, 'let id = "";', ""),
    edit(PARSER, "/** Calls `onEvent`", 'let id = "";\n\n/** Calls `onEvent`'),
  ],
  "3.6-number": edit(PARSER, KEEP_ID, "if (/^\\d+$/.test(value)) id = value;"),
  // The break of the id is forgotten: an id of digits is a reconnection time as well.
  "3.7-no-break": edit(PARSER, `${KEEP_ID}\n        break;`, KEEP_ID),
  "3.7-number": edit(PARSER, KEEP_RETRY, "retry = Number(value);"),
  "3.7-not-nan": edit(PARSER, KEEP_RETRY, "if (!Number.isNaN(Number(value))) retry = Number(value);"),
  "3.7-parse-int": edit(PARSER, KEEP_RETRY, "if (!Number.isNaN(parseInt(value, 10))) retry = parseInt(value, 10);"),
  "3.7-spaces-around": edit(PARSER, KEEP_RETRY, "if (/^\\s*[0-9]+\\s*$/.test(value)) retry = Number(value);"),
  "3.7-unanchored": edit(PARSER, KEEP_RETRY, "if (/[0-9]+/.test(value)) retry = parseInt(value, 10);"),
  "3.7-no-zero": edit(PARSER, KEEP_RETRY, "if (/^[0-9]+$/.test(value)) retry = Number(value) || retry;"),
  // As a text.
  "3.7-text": edit(PARSER, KEEP_RETRY, "if (/^[0-9]+$/.test(value)) retry = value as never;"),
  "3.7-first-counts": edit(PARSER, KEEP_RETRY, "if (/^[0-9]+$/.test(value)) retry ??= Number(value);"),
  "3.1-time-of-all": [
    edit(PARSER, "let retry: number | undefined = undefined;", ""),
    edit(PARSER, "/** Calls `onEvent`", "let retry: number | undefined = undefined;\n\n/** Calls `onEvent`"),
  ],
  // One decoder for all streams: it keeps the bytes of a character that the end of a stream has cut.
  "3.1-decoder-of-all": [
    edit(PARSER, "const decoder = new TextDecoder();", ""),
    edit(PARSER, "/** Calls `onEvent`", "const decoder = new TextDecoder();\n\n/** Calls `onEvent`"),
  ],
  // So is the line that has begun.
  "3.1-line-of-all": [
    edit(PARSER, 'let line = "";\n', ""),
    edit(PARSER, "/** Calls `onEvent`", 'let line = "";\n\n/** Calls `onEvent`'),
  ],
  "3.7-not-kept": edit(PARSER, KEEP_RETRY, ""),
  // Each chunk is a text of its own.
  "3.8-decoder-each": edit(PARSER, DECODE, "new TextDecoder().decode(bytes)"),
  "3.8-no-stream-option": edit(PARSER, DECODE, "decoder.decode(bytes)"),
  "3.8-to-string": edit(PARSER, DECODE, 'Buffer.from(bytes).toString("utf8").replace(/^\ufeff/, "")'),
  // Each chunk begins with a line of its own.
  "3.8-line-each": edit(PARSER, LOOP, `line = "";\n      ${LOOP}`),
  // An LF at the beginning of a chunk is a blank line.
  "3.8-cr-forgotten": edit(PARSER, LOOP, `isAfterCr = false;\n      ${LOOP}`),
  // The end of a chunk ends a line.
  "3.8-chunk-ends-line": edit(
    PARSER,
    'takeLine(line);\n        line = "";\n      }',
    'takeLine(line);\n        line = "";\n      }\n      if (line !== "") takeLine(line);\n      line = "";',
  ),
  // One state for all streams.
  "3.8-block-each": edit(PARSER, LOOP, `${RESET.replace("\n    ", "\n      ")}\n      ${LOOP}`),
});
