import { edit, nearMisses } from "#kit";

const HANDSHAKE = "handshake.ts";
const FRAMES = "frames.ts";
const ECHO = "echo.ts";

const HASH = 'return createHash("sha1")\n    .update(key + GUID)\n    .digest("base64");';
const hash = (code: string) => edit(HANDSHAKE, HASH, code);
const LINES = "\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n";
const ACCEPT = "socket.write(`Sec-WebSocket-Accept: ${acceptKey(key)}\\r\\n\\r\\n`);";
const TO_ECHO = 'if (url.split("?")[0] !== "/echo") return refuse(socket, 404);';
const TO_WEBSOCKET =
  'if (method !== "GET" || headers.upgrade?.toLowerCase() !== "websocket") return refuse(socket, 400);';
const TO_VERSION =
  'if (headers["sec-websocket-version"] !== "13") return refuse(socket, 426, { "Sec-WebSocket-Version": "13" });';
const TO_KEY = 'if (Buffer.from(key, "base64").length !== 16) return refuse(socket, 400);';

const TWO_BYTES = "if (bytes.length < 2) return null;";
const IN_16 =
  "if (length === 126) {\n    if (bytes.length < 4) return null;\n    [start, length] = [4, bytes.readUInt16BE(2)];\n  }";
const IN_64 =
  " else if (length === 127) {\n    if (bytes.length < 10) return null;\n    [start, length] = [10, Number(bytes.readBigUInt64BE(2))];\n  }";
const WHOLE = "if (bytes.length < size) return null;";
const PAYLOAD = "const payload = bytes.subarray(size - length, size);";
const KEY = "unmask(payload, bytes.subarray(start, start + 4))";
const UNMASK = "return Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0)));";
const FINAL = "isFinal: (first & 0x80) !== 0,";
const OPCODE = "opcode: first & 0x0f,";
const NO_MASK = 'if (!isMasked) throw new ProtocolError(1002, "Clients mask every frame");';
const NO_RESERVED = 'if (reserved !== 0) throw new ProtocolError(1002, "The reserved bits belong to extensions");';
const KNOWN =
  "if (!Object.values<number>(OPCODES).includes(opcode)) throw new ProtocolError(1002, `Nothing has opcode ${opcode}`);";
const CHECK = `${NO_MASK}\n  ${NO_RESERVED}\n  ${KNOWN}`;

const KEEP = "received = Buffer.concat([received, chunk]);";
const LOOP = "for (let read = readFrame(received); read !== null; read = readFrame(received)) {";
const REST = "received = received.subarray(read.size);";
const PONG = "socket.write(encodeFrame(OPCODES.pong, frame.payload));";
const PONG_CASE = `case OPCODES.ping:\n        ${PONG}\n        break;`;
const CLOSE = "close(closeCodeOf(frame.payload));";
const VALID = 'if (opcode === OPCODES.text && !isUtf8(message)) throw new ProtocolError(1007, "Text is UTF-8");';
const IN_ORDER = 'if (isFirst !== (opcode === undefined)) throw new ProtocolError(1002, "Messages do not mix");';
const WHAT = "opcode ??= frame.opcode;";
const GATHER = "fragments.push(frame.payload);";
const UNTIL_FINAL = "if (!frame.isFinal) return;";
const JOIN = "const message = Buffer.concat(fragments);";
const SEND = "socket.write(encodeFrame(opcode, message));";
const AGAIN = "[fragments, opcode] = [[], undefined];";
const CHECK_FIRST = "checkFrame(frame);";
const END = 'socket.on("end", () => socket.end());';
const ERROR = 'socket.on("error", () => socket.destroy());';

export default nearMisses("lesson-ws-wire", {
  // The digest as people print it.
  "1.1-hex": hash('return createHash("sha1").update(key + GUID).digest("hex");'),
  // The hexadecimal digits in base64.
  "1.1-hex-in-base64": hash(
    'return Buffer.from(createHash("sha1").update(key + GUID).digest("hex")).toString("base64");',
  ),
  "1.1-base64url": hash('return createHash("sha1").update(key + GUID).digest("base64url");'),
  "1.1-sha256": hash('return createHash("sha256").update(key + GUID).digest("base64");'),
  "1.1-without-guid": hash('return createHash("sha1").update(key).digest("base64");'),
  "1.1-guid-first": hash('return createHash("sha1").update(GUID + key).digest("base64");'),
  "1.1-guid-in-lower-case": hash('return createHash("sha1").update(key + GUID.toLowerCase()).digest("base64");'),
  // The bytes of the key in place of its text.
  "1.1-decoded-key": hash(
    'return createHash("sha1").update(Buffer.from(key, "base64")).update(GUID).digest("base64");',
  ),
  // The example of the RFC, which works once.
  "1.1-always-the-same": hash('return "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";'),
  "1.1-key-sent-back": hash("return key;"),
  "1.1-another-status": edit(HANDSHAKE, "101 Switching Protocols", "200 OK"),
  "1.1-no-connection": edit(HANDSHAKE, LINES, "\\r\\nUpgrade: websocket\\r\\n"),
  "1.1-no-upgrade": edit(HANDSHAKE, LINES, "\\r\\nConnection: Upgrade\\r\\n"),
  // The blank line is missing: the client goes on reading headers.
  "1.1-no-blank-line": edit(HANDSHAKE, ACCEPT, ACCEPT.replace("\\r\\n\\r\\n", "\\r\\n")),
  "1.1-lf-only": [
    edit(HANDSHAKE, LINES, LINES.replaceAll("\\r\\n", "\\n")),
    edit(HANDSHAKE, ACCEPT, ACCEPT.replaceAll("\\r\\n", "\\n")),
  ],
  // Everything that the client offers is promised.
  "1.2-extension-promised": edit(
    HANDSHAKE,
    ACCEPT,
    'socket.write(`Sec-WebSocket-Extensions: ${headers["sec-websocket-extensions"] ?? "none"}; x-echo\\r\\n`);\n  ' +
      ACCEPT,
  ),
  "1.2-protocol-invented": edit(HANDSHAKE, ACCEPT, 'socket.write("Sec-WebSocket-Protocol: echo\\r\\n");\n  ' + ACCEPT),
  "1.2-protocol-of-its-own": edit(
    HANDSHAKE,
    ACCEPT,
    'if (headers["sec-websocket-protocol"]) socket.write("Sec-WebSocket-Protocol: echo\\r\\n");\n  ' + ACCEPT,
  ),
  // Compression is promised to everyone who offers anything.
  "1.2-extension-of-its-own": edit(
    HANDSHAKE,
    ACCEPT,
    'if (headers["sec-websocket-extensions"]) socket.write("Sec-WebSocket-Extensions: permessage-deflate\\r\\n");\n  ' +
      ACCEPT,
  ),
  "1.3-upgrade-in-lower-case": edit(HANDSHAKE, TO_WEBSOCKET, TO_WEBSOCKET.replace("?.toLowerCase()", "")),
  "1.3-connection-alone": edit(
    HANDSHAKE,
    TO_WEBSOCKET,
    `if (headers.connection?.toLowerCase() !== "upgrade") return refuse(socket, 400);\n  ${TO_WEBSOCKET}`,
  ),
  "1.3-connection-in-upper-case": edit(
    HANDSHAKE,
    TO_WEBSOCKET,
    `if (!headers.connection?.includes("Upgrade")) return refuse(socket, 400);\n  ${TO_WEBSOCKET}`,
  ),
  // Looks for the names as they are usually written.
  "1.3-raw-names": edit(
    HANDSHAKE,
    TO_VERSION,
    `if (!request.rawHeaders.includes("Sec-WebSocket-Version")) return refuse(socket, 426);\n  ${TO_VERSION}`,
  ),
  "1.4-any-path": edit(HANDSHAKE, TO_ECHO, ""),
  "1.4-path-begins-alike": edit(
    HANDSHAKE,
    TO_ECHO,
    TO_ECHO.replace('url.split("?")[0] !== "/echo"', '!url.startsWith("/echo")'),
  ),
  "1.4-path-ends-alike": edit(
    HANDSHAKE,
    TO_ECHO,
    TO_ECHO.replace('url.split("?")[0] !== "/echo"', '!url.endsWith("/echo")'),
  ),
  "1.4-later-versions": edit(
    HANDSHAKE,
    TO_VERSION,
    TO_VERSION.replace(
      'headers["sec-websocket-version"] !== "13"',
      'Number(headers["sec-websocket-version"] ?? 0) < 13',
    ),
  ),
  "1.4-earlier-versions": edit(
    HANDSHAKE,
    TO_VERSION,
    TO_VERSION.replace(
      'headers["sec-websocket-version"] !== "13"',
      'Number(headers["sec-websocket-version"] ?? 99) > 13',
    ),
  ),
  "1.4-no-version-needed": edit(
    HANDSHAKE,
    TO_VERSION,
    TO_VERSION.replace('headers["sec-websocket-version"]', '(headers["sec-websocket-version"] ?? "13")'),
  ),
  "1.4-any-version": edit(HANDSHAKE, TO_VERSION, ""),
  "1.4-any-protocol": edit(HANDSHAKE, TO_WEBSOCKET, ""),
  "1.4-no-key-needed": edit(HANDSHAKE, TO_KEY, ""),
  // Hashes the word undefined.
  "1.4-key-undefined": [
    edit(HANDSHAKE, 'headers["sec-websocket-key"] ?? ""', 'String(headers["sec-websocket-key"])'),
    edit(HANDSHAKE, TO_KEY, ""),
  ],
  // The answer without the end.
  "1.4-left-open": edit(
    HANDSHAKE,
    TO_ECHO,
    TO_ECHO.replace(
      "refuse(socket, 404)",
      'void socket.write("HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n")',
    ),
  ),
  // A head without a status: the number is not given to refuse.
  "1.4-no-status": edit(
    HANDSHAKE,
    TO_ECHO,
    TO_ECHO.replace("refuse(socket, 404)", "refuse(socket, undefined as never)"),
  ),
  // Nobody answers.
  "1.4-not-answered": edit(HANDSHAKE, TO_ECHO, TO_ECHO.replace("refuse(socket, 404)", "")),
  "1.4-hangs-up": edit(
    HANDSHAKE,
    TO_ECHO,
    TO_ECHO.replace("return refuse(socket, 404)", "return void socket.destroy()"),
  ),
  "1.4-throws": edit(HANDSHAKE, TO_KEY, 'if (Buffer.from(key, "base64").length !== 16) throw new Error("No key");'),
  "1.4-redirects": edit(HANDSHAKE, TO_ECHO, TO_ECHO.replace("404", '301, { Location: "/echo" }')),
  "2.1-never": edit(ECHO, SEND, ""),
  "2.1-not-unmasked": [edit(FRAMES, UNMASK, "return payload;"), edit(ECHO, VALID, "")],
  "2.1-first-byte-of-key": [edit(FRAMES, UNMASK, UNMASK.replace("index % 4", "0")), edit(ECHO, VALID, "")],
  "2.1-key-without-turns": [edit(FRAMES, UNMASK, UNMASK.replace("index % 4", "index")), edit(ECHO, VALID, "")],
  // The key is taken for the beginning of the payload.
  "2.1-key-in-payload": edit(
    FRAMES,
    KEY,
    "unmask(bytes.subarray(start, start + length), bytes.subarray(start, start + 4))",
  ),
  // The key is looked for behind the first two bytes, and the payload as well.
  "2.1-no-unmask-offset": edit(FRAMES, PAYLOAD, "const payload = bytes.subarray(start, start + length);"),
  "2.1-mask-bit-in-length": edit(FRAMES, "second & 0x7f", "second"),
  "2.1-fin-in-opcode": edit(FRAMES, OPCODE, "opcode: first & 0x8f,"),
  // The client's frame as it came, mask and all.
  "2.1-masked-answer": edit(
    ECHO,
    SEND,
    "const answer = encodeFrame(opcode, message);\n    answer[1] = (answer[1] ?? 0) | 0x80;\n    socket.write(Buffer.concat([answer.subarray(0, 2), Buffer.alloc(4), answer.subarray(2)]));",
  ),
  // Only the payload.
  "2.1-no-frame": edit(ECHO, SEND, "socket.write(message);"),
  // Waits for a byte behind the frame.
  "2.1-one-byte-more": edit(FRAMES, WHOLE, "if (bytes.length <= size) return null;"),
  // One answer for each connection.
  "2.1-once": [
    edit(ECHO, "let isClosing = false;", "let isClosing = false;\n  let isAnswered = false;"),
    edit(ECHO, SEND, `if (!isAnswered) ${SEND}\n    isAnswered = true;`),
  ],
  "2.1-not-forgotten": edit(ECHO, AGAIN, "opcode = undefined;"),
  "2.1-always-binary": edit(ECHO, SEND, "socket.write(encodeFrame(OPCODES.binary, message));"),
  // Everything becomes text.
  // What the first message of a connection was, all of its messages are.
  "2.2-first-kind": [
    edit(ECHO, "let opcode: number | undefined;", "let opcode: number | undefined;\n  let kind: number | undefined;"),
    edit(ECHO, SEND, "socket.write(encodeFrame((kind ??= opcode), message));"),
  ],
  "2.2-always-text": edit(ECHO, SEND, "socket.write(encodeFrame(OPCODES.text, message));"),
  "2.2-mark-lost": edit(
    ECHO,
    SEND,
    "socket.write(encodeFrame(opcode, opcode === OPCODES.text ? Buffer.from(new TextDecoder().decode(message)) : message));",
  ),
  "2.2-through-text": edit(ECHO, SEND, "socket.write(encodeFrame(opcode, Buffer.from(message.toString())));"),
  "2.2-ascii": edit(ECHO, SEND, 'socket.write(encodeFrame(opcode, Buffer.from(message.toString("ascii"), "ascii")));'),
  "2.2-trimmed": edit(
    ECHO,
    SEND,
    "socket.write(encodeFrame(opcode, opcode === OPCODES.text ? Buffer.from(message.toString().trim()) : message));",
  ),
  // U+FFFD is taken for a sign of bad text.
  "2.2-replacement-refused": edit(ECHO, "!isUtf8(message)", 'message.toString().includes("\\ufffd")'),
  "2.3-one-frame-per-chunk": edit(
    ECHO,
    `${LOOP}\n      ${REST}\n      takeFrame(read.frame);\n    }`,
    `const read = readFrame(received);\n    if (read === null) return;\n    ${REST}\n    takeFrame(read.frame);`,
  ),
  // What is behind the frame is thrown away.
  "2.3-rest-dropped": edit(ECHO, REST, "received = Buffer.alloc(0);"),
  "2.3-two-frames-at-most": edit(
    ECHO,
    LOOP,
    LOOP.replace(
      "let read = readFrame(received); read !== null",
      "let read = readFrame(received), turns = 0; turns++ < 2 && read !== null",
    ),
  ),
  "2.3-last-first": edit(
    ECHO,
    `${REST}\n      takeFrame(read.frame);`,
    `${REST}\n      takeFrames();\n      takeFrame(read.frame);`,
  ),
  // Each chunk is taken for a whole frame.
  "2.4-chunk-is-frame": edit(ECHO, KEEP, "received = chunk;"),
  "2.4-no-two-bytes": edit(
    FRAMES,
    TWO_BYTES,
    'if (bytes.length < 1) return null;\n  if (bytes.length < 2) throw new ProtocolError(1002, "Half a frame");',
  ),
  "2.4-half-payload": edit(FRAMES, WHOLE, "if (bytes.length < size - length) return null;"),
  "2.4-key-not-counted": edit(FRAMES, WHOLE, "if (bytes.length < size - 4) return null;"),
  // The rest is waited for with the beginning forgotten.
  "2.4-beginning-dropped": edit(
    ECHO,
    "takeFrames();\n    } catch",
    "takeFrames();\n      received = Buffer.alloc(0);\n    } catch",
  ),
  "2.5-seven-bits-only": edit(FRAMES, `${IN_16}${IN_64}`, ""),
  "2.5-16-bit-only": edit(FRAMES, IN_64, ""),
  "2.5-little-endian": edit(FRAMES, "bytes.readUInt16BE(2)", "bytes.readUInt16LE(2)"),
  "2.5-signed": edit(FRAMES, "bytes.readUInt16BE(2)", "bytes.readInt16BE(2)"),
  // The upper half of the eight bytes.
  "2.5-half-of-64": edit(FRAMES, "Number(bytes.readBigUInt64BE(2))", "bytes.readUInt32BE(2)"),
  "2.5-start-forgotten": edit(
    FRAMES,
    "[start, length] = [4, bytes.readUInt16BE(2)];",
    "length = bytes.readUInt16BE(2);",
  ),
  // Frames without payload are skipped, also the last one of a message.
  "2.5-empty-frames-skipped": edit(
    ECHO,
    "const isFirst = frame.opcode !== OPCODES.continuation;",
    "if (frame.payload.length === 0) return;\n    const isFirst = frame.opcode !== OPCODES.continuation;",
  ),
  // An empty payload is no message.
  "2.5-empty-ignored": edit(
    ECHO,
    UNTIL_FINAL,
    "if (!frame.isFinal) return;\n    if (frame.payload.length === 0 && fragments.length === 1) return void ([fragments, opcode] = [[], undefined]);",
  ),
  // The size is that of all messages so far.
  "2.5-sizes-added-up": edit(
    ECHO,
    "size = (isFirst ? 0 : size) + frame.payload.length;",
    "size += frame.payload.length;",
  ),
  "2.5-limit-too-low": edit(FRAMES, "length > MAX_MESSAGE_BYTES", "length > 65_535"),
  "2.5-125-too-large": edit(FRAMES, "if (length === 126) {", "if (length === 125 || length === 126) {"),
  "2.6-16-bits-not-there": edit(FRAMES, "if (bytes.length < 4) return null;", ""),
  "2.6-64-bits-not-there": edit(FRAMES, "if (bytes.length < 10) return null;", ""),
  "2.7-not-joined": edit(ECHO, UNTIL_FINAL, ""),
  "2.7-last-alone": edit(ECHO, JOIN, "const message = frame.payload;"),
  "2.7-first-alone": edit(ECHO, JOIN, "const message = fragments[0] ?? frame.payload;"),
  // The kind of the last frame, which is a continuation.
  "2.7-kind-of-last": edit(ECHO, WHAT, "opcode = frame.opcode;"),
  "2.7-texts-joined": edit(
    ECHO,
    GATHER,
    "fragments.push(opcode === OPCODES.text ? Buffer.from(frame.payload.toString()) : frame.payload);",
  ),
  "2.7-each-must-be-text": edit(
    ECHO,
    GATHER,
    `if (opcode === OPCODES.text && !isUtf8(frame.payload)) throw new ProtocolError(1007, "Text is UTF-8");\n    ${GATHER}`,
  ),
  "2.7-fin-ignored": edit(FRAMES, FINAL, "isFinal: true,"),
  "2.7-backwards": edit(ECHO, GATHER, "fragments.unshift(frame.payload);"),
  "2.7-empty-fragment-ends": edit(ECHO, UNTIL_FINAL, "if (!frame.isFinal && frame.payload.length > 0) return;"),
  "2.7-continuations-refused": edit(ECHO, IN_ORDER, 'if (!isFirst) throw new ProtocolError(1002, "No fragments");'),
  // One variable for the fragments of all connections.
  "2.8-shared-fragments": [
    edit(ECHO, "  let fragments: Buffer[] = [];\n", ""),
    edit(ECHO, "export function talk(", "let fragments: Buffer[] = [];\n\nexport function talk("),
  ],
  // And one for the bytes.
  "2.8-shared-bytes": [
    edit(ECHO, "  let received: Buffer = Buffer.alloc(0);\n", ""),
    edit(ECHO, "export function talk(", "let received: Buffer = Buffer.alloc(0);\n\nexport function talk("),
  ],
  "3.1-never": edit(ECHO, PONG_CASE, ""),
  "3.1-pong-empty": edit(ECHO, PONG, "socket.write(encodeFrame(OPCODES.pong, Buffer.alloc(0)));"),
  "3.1-text-pong": edit(ECHO, PONG, 'socket.write(encodeFrame(OPCODES.text, Buffer.from("pong")));'),
  "3.1-ping-for-ping": edit(ECHO, PONG, "socket.write(encodeFrame(OPCODES.ping, frame.payload));"),
  "3.1-twice": edit(ECHO, PONG, `${PONG}\n        ${PONG}`),
  "3.1-pong-for-pong": edit(ECHO, "case OPCODES.ping:", "case OPCODES.pong:\n      case OPCODES.ping:"),
  "3.1-pong-refused": edit(
    ECHO,
    "case OPCODES.ping:",
    'case OPCODES.pong:\n        throw new ProtocolError(1002, "Nobody asked");\n      case OPCODES.ping:',
  ),
  "3.1-through-text": edit(
    ECHO,
    PONG,
    "socket.write(encodeFrame(OPCODES.pong, Buffer.from(frame.payload.toString())));",
  ),
  // Empty pings are not answered.
  "3.1-not-empty": edit(ECHO, PONG, `if (frame.payload.length > 0) ${PONG}`),
  "3.1-falls-through": edit(ECHO, `${PONG}\n        break;`, PONG),
  "3.2-waits-for-the-message": edit(ECHO, PONG, `if (fragments.length === 0) ${PONG}`),
  "3.2-forgets-the-message": edit(ECHO, PONG, `${PONG}\n        ${AGAIN}`),
  "3.2-pong-forgets-the-message": edit(
    ECHO,
    "case OPCODES.ping:",
    `case OPCODES.pong:\n        ${AGAIN}\n        break;\n      case OPCODES.ping:`,
  ),
  // A pong counts as a fragment.
  "3.2-pong-in-the-message": edit(
    ECHO,
    "case OPCODES.ping:",
    "case OPCODES.pong:\n        if (fragments.length > 0) fragments.push(frame.payload);\n        break;\n      case OPCODES.ping:",
  ),
  "3.2-part-of-the-message": edit(
    ECHO,
    PONG,
    `${PONG}\n        if (fragments.length > 0) fragments.push(frame.payload);`,
  ),
  "3.2-refused": edit(
    ECHO,
    PONG,
    `if (fragments.length > 0) throw new ProtocolError(1002, "A message has begun");\n        ${PONG}`,
  ),
  "3.3-never": edit(ECHO, `case OPCODES.close:\n        ${CLOSE}\n        break;`, ""),
  "3.3-tcp-only": edit(ECHO, CLOSE, "isClosing = true;\n        socket.end();"),
  "3.3-frame-only": edit(
    ECHO,
    CLOSE,
    "isClosing = true;\n        socket.write(encodeFrame(OPCODES.close, frame.payload));",
  ),
  "3.3-destroyed": edit(ECHO, CLOSE, "isClosing = true;\n        socket.destroy();"),
  // What comes behind the close frame is answered.
  "3.3-goes-on": edit(
    ECHO,
    CLOSE,
    "socket.write(encodeFrame(OPCODES.close, frame.payload));\n        setImmediate(() => socket.end());",
  ),
  // Reads a code where there is none.
  "3.3-code-needed": edit(ECHO, CLOSE, "close(frame.payload.readUInt16BE(0));"),
  // What a client is told when there was no code.
  "3.3-no-code-is-1005": edit(ECHO, CLOSE, "close(closeCodeOf(frame.payload) ?? 1005);"),
  // The code for a connection that ended without a close frame.
  "3.4-ends-with-1006": edit(ECHO, "close(error.code);", "close(1006);"),
  "3.3-only-1000": edit(ECHO, CLOSE, "if (closeCodeOf(frame.payload) === 1000) close(1000);"),
  // The message is to be ended first.
  "3.3-not-within-a-message": edit(ECHO, CLOSE, `if (fragments.length === 0) ${CLOSE}`),
  "3.3-text-goodbye": edit(
    ECHO,
    CLOSE,
    'socket.write(encodeFrame(OPCODES.text, Buffer.from("goodbye")));\n        close();',
  ),
  "3.4-nothing-checked": edit(ECHO, CHECK_FIRST, ""),
  "3.4-unmasked-taken": edit(FRAMES, NO_MASK, ""),
  // Waits for a key that an empty frame without a mask does not have.
  "3.4-six-bytes-first": edit(FRAMES, TWO_BYTES, "if (bytes.length < 6) return null;"),
  "3.4-reserved-bits-taken": edit(FRAMES, NO_RESERVED, ""),
  "3.4-first-reserved-bit-only": edit(FRAMES, NO_RESERVED, NO_RESERVED.replace("!== 0", "=== 4")),
  "3.4-last-reserved-bit-only": edit(
    FRAMES,
    NO_RESERVED,
    NO_RESERVED.replace("reserved !== 0", "(reserved & 1) !== 0"),
  ),
  "3.4-outer-reserved-bits-only": edit(
    FRAMES,
    NO_RESERVED,
    NO_RESERVED.replace("reserved !== 0", "(reserved & 5) !== 0"),
  ),
  "3.4-reserved-in-data-only": edit(FRAMES, NO_RESERVED, NO_RESERVED.replace("reserved", "!isControl && reserved")),
  "3.4-first-opcodes-only": edit(
    FRAMES,
    KNOWN,
    KNOWN.replace("!Object.values<number>(OPCODES).includes(opcode)", "opcode === 3 || opcode === 11"),
  ),
  // Fragments are taken without a mask.
  "3.4-continuations-unchecked": edit(FRAMES, NO_MASK, NO_MASK.replace("!isMasked", "!isMasked && opcode !== 0")),
  "3.4-unknown-opcodes-ignored": edit(FRAMES, KNOWN, ""),
  "3.4-control-opcodes-ignored": edit(FRAMES, KNOWN, KNOWN.replace("!Object", "!isControl && !Object")),
  // Only data is checked.
  "3.4-only-data": edit(FRAMES, NO_MASK, NO_MASK.replace("!isMasked", "!isMasked && !isControl")),
  "3.4-passed-over": edit(FRAMES, CHECK, `if (!isMasked || reserved !== 0) return;\n  ${KNOWN}`),
  // An error that nobody catches.
  "3.4-throws-another-error": edit(FRAMES, NO_MASK, NO_MASK.replace("new ProtocolError(1002, ", "new Error(")),
  "3.5-half-open": edit(ECHO, END, ""),
  "3.5-only-says-so": edit(ECHO, END, 'socket.on("end", () => console.log("The client has gone"));'),
  "3.5-close-frame-only": edit(
    ECHO,
    END,
    'socket.on("end", () => socket.write(encodeFrame(OPCODES.close, Buffer.alloc(0))));',
  ),
  // Waits for the rest of a frame, or of a message, from a client that sends nothing more.
  "3.5-not-within-a-frame": edit(ECHO, END, 'socket.on("end", () => received.length === 0 && socket.end());'),
  "3.5-not-within-a-message": edit(ECHO, END, 'socket.on("end", () => fragments.length === 0 && socket.end());'),
  // One variable for all connections.
  "3.5-once": [
    edit(ECHO, "export function talk(", "let isOver = false;\n\nexport function talk("),
    edit(ECHO, END, 'socket.on("end", () => {\n    if (!isOver) socket.end();\n    isOver = true;\n  });'),
  ],
  // Listens once the client has sent something.
  "3.6-listens-late": [
    edit(ECHO, ERROR, ""),
    edit(ECHO, KEEP, `if (socket.listenerCount("error") === 0) ${ERROR}\n      ${KEEP}`),
  ],
  "3.6-no-listener": edit(ECHO, ERROR, ""),
  "3.6-throws": edit(ECHO, ERROR, 'socket.on("error", (error) => {\n    throw error;\n  });'),
  "3.6-ends-the-process": edit(ECHO, ERROR, 'socket.on("error", () => process.exit(1));'),
});
