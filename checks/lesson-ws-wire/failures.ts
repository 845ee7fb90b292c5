import { defineFailures } from "#kit";

const UPGRADE = /\bhandleUpgrade\b|\brefuse\s*\(|\b101\b/;
const KEY = /\bacceptKey\b|\bcreateHash\b|\bdigest\b|\bGUID\b/;
const HEADERS = /\bheaders\b/;
const READ = /\breadFrame\b|\breadUInt16BE\b|\breadBigUInt64BE\b|\bsubarray\b/;
const UNMASK = /\bunmask\b|\bkey\s*\[|\^/;
const LOOP = /\btakeFrames\b|\breceived\b/;
const FRAGMENT = /\btakeFragment\b|\bfragments\b/;
const SEND = /\bencodeFrame\b|socket\.(?:write|end)\s*\(/;
const CONTROL = /\bOPCODES\.(?:ping|close)\b|\bclose(?:Connection)?\s*\(/;
const CHECK = /\bcheckFrame\b|\bProtocolError\b/;

/** What can go wrong between a client that speaks RFC 6455 and a server that learns to. */
export const failures = defineFailures({
  "not-upgraded": {
    cause: "the handshake is answered with another status than 101, so the client never sends a frame",
    question:
      "The client asked for a WebSocket and got an ordinary HTTP answer. Which line of yours wrote it, and why?",
    pointer:
      "A server that agrees answers 101 Switching Protocols (the lesson's README, The handshake; RFC 6455, section 4.2.2). In the starter, handleUpgrade refuses everyone with 501.",
    hint: "Every exercise begins with a handshake on /echo, and this one was refused. What does handleUpgrade do with a request that has all it needs?",
    anchors: [UPGRADE, HEADERS],
    start: "todo",
    marks: { missing: "always" },
  },
  "handshake-incomplete": {
    cause: "the answer is 101, and one of the header fields that make it a WebSocket is missing or says something else",
    question: "Put the header lines that came beside the three of the README. Which one differs, and in what?",
    pointer:
      "Upgrade, Connection and Sec-WebSocket-Accept, each on a line that ends with CR LF, and a blank line after the last (RFC 6455, section 4.2.2).",
    anchors: [UPGRADE, KEY],
    start: "code",
    marks: { missing: "always" },
  },
  "head-not-ended": {
    cause:
      "the beginning of an answer came, and not the blank line that ends its head, so the client still reads headers",
    question:
      "Write down the last four characters that your answer sends before the first frame. Which should they be?",
    pointer:
      "Each line of an HTTP head ends with CR LF, and the head with a blank line: CR LF once more (RFC 9112, section 2.1).",
    hint: "What came is under `received`, with its line ends written out. What does the last line of a head end with, and what follows it?",
    anchors: [UPGRADE, KEY],
    start: "code",
    marks: { missing: "always" },
  },
  "spelling-refused": {
    cause: "a handshake is refused for the way in which one of its headers is written",
    question: "Which comparison of yours knows only one spelling, and what should it do before it compares?",
    pointer:
      "Names of headers and the values of Upgrade and Connection are compared without regard to case, and Connection is a list (RFC 6455, section 4.2.1). Node writes the names in `request.headers` in lower case.",
    hint: "Only this spelling is refused. Which line of yours looks at this header, and what exactly does it compare?",
    anchors: [UPGRADE, HEADERS],
    start: "code",
    marks: { missing: "always" },
  },
  "accept-made-otherwise": {
    cause: "the value is made from the key, and not in the way of the RFC",
    question: "How does your value come about, step by step, and at which step does the RFC do something else?",
    pointer:
      "The key as it was sent, the GUID of the RFC behind it in upper case, SHA-1, and the digest in base64 (RFC 6455, section 1.3; Node documentation, crypto: hash.digest).",
    hint: "The checker has found out how your value was made, and `why` says at which step it differs. Which line does that step?",
    anchors: [KEY],
    start: "code",
    marks: { missing: "always" },
  },
  "accept-always-same": {
    cause: "each handshake gets the same value, so it is not made from the key of the request",
    question: "Where does the text come from that your code hashes, and does the key of this request get into it?",
    pointer:
      "Each client makes a key of its own for each handshake, to be sure that the answer is one to it (RFC 6455, sections 1.3 and 4.1).",
    hint: "Every client sends another key. Which line of yours reads the key of this request, and where does it go from there?",
    anchors: [KEY, HEADERS],
    start: "code",
    marks: { missing: "always" },
  },
  "wrong-accept": {
    cause:
      "the value of Sec-WebSocket-Accept is not the one that this key leads to, so a browser closes the connection at once",
    question:
      "The client compares your value with its own, character by character. What exactly goes into the hash, and what comes out?",
    pointer:
      "The key as it was sent, the GUID of the RFC behind it in upper case, SHA-1, and the digest in base64 (RFC 6455, section 1.3; Node documentation, crypto: hash.digest).",
    anchors: [KEY],
    start: "code",
    marks: { missing: "always" },
  },
  "not-refused": {
    cause: "a request that is not a handshake for this endpoint is not answered with an error of the 4xx kind",
    question: "Which part of this request is wrong, and which line of yours looks at it?",
    pointer:
      "Path, Upgrade, Sec-WebSocket-Version and Sec-WebSocket-Key all have to fit before anything is accepted (RFC 6455, section 4.2.1). `refuse` in wire.ts writes the answer and ends the connection.",
    hint: "One thing is wrong about this request, and `expected` says what. Which line of yours looks at it before it accepts?",
    anchors: [UPGRADE, HEADERS],
    start: "code",
    marks: { missing: "always" },
  },
  "promised-unasked": {
    cause:
      "the answer names an extension or a protocol that the client did not offer, so the client fails the connection",
    question:
      "Compare what the client offered with what your answer names. Where does the name in your answer come from?",
    pointer:
      "A server may choose from what the client offers, and needs to choose nothing: without the line, the connection has no extension and no protocol (RFC 6455, sections 4.1 and 4.2.2).",
    anchors: [/Sec-WebSocket-(?:Protocol|Extensions)/i, UPGRADE],
    start: "code",
    marks: { missing: "always" },
  },
  "frame-unanswered": {
    cause: "a whole frame arrived and nothing came back: it is not read to its end, or nothing is sent for it",
    question:
      "Follow this frame from `data` to `socket.write`. How far does it come, and what does readFrame return for it?",
    pointer:
      "Two bytes, perhaps 2 or 8 bytes of length, four bytes of key, the payload (the lesson's README, A frame; RFC 6455, section 5.2). Print what readFrame makes of them, and which case takes the frame.",
    anchors: [READ, LOOP, FRAGMENT, CONTROL, SEND],
    start: "todo",
    marks: { missing: "always" },
  },
  "answered-otherwise": {
    cause: "what came back is not what this frame asks for",
    question:
      "Put both frames of the report beside each other: the kind, the number of bytes, the bytes. What differs first?",
    pointer:
      "A message comes back as the kind that it was, a ping as a pong with the same payload. Every byte of a payload is XORed with key[index % 4] (RFC 6455, sections 5.3, 5.5.3 and 5.6). Bytes that become text and bytes again may not be the same bytes (MDN, TextDecoder: ignoreBOM).",
    anchors: [UNMASK, READ, FRAGMENT, CONTROL, SEND],
    start: "code",
    marks: { missing: "always" },
  },
  "kind-kept": {
    cause: "a message comes back as the kind that an earlier message of its connection was",
    question:
      "The first message of this connection was of another kind. Until when does your code keep the kind of a message?",
    pointer:
      "The first frame of a message says what the message is, and its last frame ends that: the next one says it anew (RFC 6455, section 5.4).",
    hint: "This message alone comes back as what it was, and behind one of the other kind it does not. Where does your code keep the kind, and which line sets it back when a message has ended?",
    anchors: [/\bopcode\b/, /\?\?=/],
    start: "code",
    marks: { offending: "message" },
  },
  "kind-changed": {
    cause: "the bytes came back right, and as another kind of message than they were sent as",
    question: "Where does the opcode of your answer come from?",
    pointer:
      "Only the opcode of the first frame says whether a message is text or binary; the continuations behind it have 0 (RFC 6455, sections 5.4 and 5.6).",
    hint: "The payload is right. Which opcode does your code give to encodeFrame, and which frame does it take it from?",
    anchors: [SEND, FRAGMENT],
    start: "code",
    marks: { missing: "always" },
  },
  "fragments-kept": {
    cause: "what was gathered for a message that has ended gets into the next one",
    question: "A message has ended and was sent back. What of it does your code still have when the next one begins?",
    pointer: "After the frame with FIN, the next message begins with nothing gathered (RFC 6455, section 5.4).",
    hint: "The message before this one had ended. Which variable still has its payload, and which line should empty it?",
    anchors: [FRAGMENT],
    start: "code",
    marks: { missing: "always" },
  },
  "unmasked-otherwise": {
    cause: "the payload was not unmasked with the four bytes of the key in turn",
    question:
      "Which byte of the frame does your code take for the first of the key, and which for the first of the payload?",
    pointer:
      "The key is the four bytes before the payload, and each byte of the payload is XORed with key[index % 4] (RFC 6455, section 5.3).",
    hint: "Unmask the first six bytes of a payload by hand. Which byte of the key does each of them need, and which does your code take?",
    anchors: [UNMASK, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "bytes-made-text": {
    cause: "bytes were made a text on their way, and are not the same bytes any more",
    question: "At which line do the bytes of the payload become a text, and is that needed to send them back?",
    pointer:
      "A text is made of whole characters: what is not UTF-8 becomes U+FFFD, and TextDecoder takes a byte order mark away (MDN, TextDecoder: fatal, ignoreBOM; Node documentation, Buffer.toString).",
    hint: "Nothing of a payload has to be read in order to send it back. Which line makes a text of its bytes?",
    anchors: [FRAGMENT, SEND, /toString\s*\(|TextDecoder/],
    start: "code",
    marks: { missing: "always" },
  },
  "server-frame-broken": {
    cause: "the server sent a frame that every client answers by closing the connection",
    question: "Take the first two bytes that came apart, bit by bit. Which of them may a server not send like this?",
    pointer:
      "A server masks nothing, sets no reserved bit without an extension, and never splits a control frame (RFC 6455, sections 5.1, 5.2, 5.5). `encodeFrame` in wire.ts writes frames as they have to be.",
    anchors: [SEND],
    start: "code",
    marks: { missing: "always" },
  },
  "empty-passed-over": {
    cause:
      "a message without payload is not answered, and the message behind it is: the frame was read, and passed over",
    hint: "Nothing is wrong with the length of this frame: the next one was answered. Which line of yours does not go on with a payload that is empty?",
    question: "A message may be empty. Which condition of yours takes an empty payload for none?",
    pointer: "A frame may have a payload of 0 bytes, also the last one of a message (RFC 6455, sections 5.2 and 5.4).",
    anchors: [/\.length\b/, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "length-signed": {
    cause: "a length of 16 bits is read as a number with a sign: from 32768 on it is negative",
    question: "Which numbers can two bytes hold with a sign, and which without?",
    pointer: "A payload length is never negative (RFC 6455, section 5.2; Node documentation, buffer.readUInt16BE).",
    hint: "Your code reads two bytes. Does the method that reads them take the first bit for a sign?",
    anchors: [/readInt|getInt|<</, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "length-misread": {
    cause:
      "the server takes the frame for longer than it is, and waits for bytes that the client has no reason to send",
    question:
      "How many bytes does your code believe this frame to have, and from which of its bytes does it know that?",
    pointer:
      "Up to 125 the length stands in the second byte, without its first bit; 126 and 127 say that it stands in the next 2 or 8 bytes, the greatest first (RFC 6455, section 5.2; Node documentation, buffer.readUInt16BE). A frame is there as soon as its last byte is.",
    hint: "Work out by hand for this frame how many bytes it has, from the first to the last of its payload. Which number does readFrame get, and which bytes does it get it from?",
    anchors: [READ],
    start: "code",
    marks: { missing: "always" },
  },
  "chunk-not-emptied": {
    cause: "several frames came in one chunk, and not all of them were answered",
    question: "readFrame returns one frame and says how long it was. What happens to the bytes behind it, and when?",
    pointer:
      "A chunk may hold several frames, and the beginning of another one (Node documentation, net.Socket: event 'data').",
    anchors: [LOOP, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "beginning-forgotten": {
    cause: "the frame is read when it comes in one piece, and lost wherever it is cut in two",
    question: "A chunk holds the first part of a frame. What of it is still there when the next chunk comes?",
    pointer:
      "TCP carries bytes, not frames: what is not a whole frame yet is kept, and the next chunk is put behind it (Node documentation, net.Socket: event 'data'; Buffer.concat).",
    hint: "The frame is lost wherever it is cut. Where do the bytes stay that are not a whole frame yet, and what becomes of them until the next chunk comes?",
    anchors: [LOOP, READ],
    start: "code",
    marks: { missing: "always" },
  },
  "cut-inside-frame": {
    cause: "the frame is read when it comes in one piece, and not when the rest of it comes later",
    question:
      "Look at where the frame of the report was cut. Which bytes does your code read there that have not come yet?",
    pointer:
      "TCP carries bytes, not frames. Before each part is read, it has to be there; until then what has come is kept (Node documentation, net.Socket: event 'data').",
    anchors: [READ, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "taken-too-early": {
    cause: "a frame is taken for whole before its last bytes have come",
    question:
      "From which number does your code know that a frame is whole, and which of its bytes does that number count?",
    pointer:
      "A frame has two bytes, perhaps 2 or 8 of length, four of the key, and the payload (RFC 6455, section 5.2). All have to be there, counted from where this frame begins.",
    hint: "`why` says how many bytes may be missing. Which part of a frame has so many, and does your comparison count it?",
    anchors: [READ, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "connections-mixed": {
    cause: "what one client has begun gets into what another one sends: it is kept for all connections together",
    question:
      "While one client was in the middle of a message, another one sent a whole message. Where is what the first one has begun kept meanwhile?",
    pointer:
      "A variable of the file exists once, and one that a function declares once for each call: a call for each connection keeps them apart (MDN, Closures).",
    anchors: [FRAGMENT],
    start: "code",
    marks: { missing: "always" },
  },
  "fragments-not-joined": {
    cause: "a message in several frames does not come back as one message",
    question:
      "Only the first frame says what the message is, and only the last has FIN. What does your code do with each of them, and with the payloads before?",
    pointer:
      "The first frame has an opcode, all others have 0 (RFC 6455, section 5.4). A cut may be inside a character, so the bytes are joined, not texts (MDN, TextDecoder).",
    anchors: [FRAGMENT],
    start: "code",
    marks: { missing: "always" },
  },
  "pong-answered": {
    cause: "the client's pong, which answers nothing and asks for nothing, was answered",
    question: "A pong may come unasked. Which line of yours runs for opcode 10, and what should it do?",
    pointer:
      "A pong that nobody asked for is a sign of life in one direction, and no answer is expected (RFC 6455, section 5.5.3).",
    hint: "The first frame of the two was a pong, and something was sent for it. Which line of yours runs for opcode 10?",
    anchors: [CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "end-waits-for-the-rest": {
    cause:
      "the server ends its half when the client has ended its own, and not while a frame or a message of this client has only begun: it waits for a rest that never comes",
    question: "The client will send nothing more, and a frame has only begun. What does your code wait for?",
    pointer:
      "After the end of its half, nothing more comes from the client (Node documentation, net, Event: 'end'). What has begun by then stays unfinished.",
    hint: "Your code runs when the client ends its half, and ends the server's half only sometimes. On what does that depend: bytes that are kept, or fragments?",
    anchors: [/["'`]end["'`]/, CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "pong-refused": {
    cause: "the client's pong, which nobody had asked for, was taken for an error: the server closed the connection",
    question: "A pong may come unasked. Which line of yours closes the connection when opcode 10 comes?",
    pointer:
      "A pong that nobody asked for is a sign of life in one direction, and no answer is expected (RFC 6455, section 5.5.3). A `switch` without a case for it goes to `default`.",
    hint: "The first of the two frames was a pong, and the connection was closed for it. Which line of yours runs for opcode 10: is it among the opcodes that you know, and has it a case of its own?",
    anchors: [CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "message-disturbed": {
    cause: "a message is not whole any more when control frames have come between its fragments",
    question: "What does your code do with the fragments that it has gathered when a control frame comes?",
    pointer:
      "A control frame may come in the middle of a message, and is no part of it (RFC 6455, sections 5.4 and 5.5).",
    hint: "The pings were answered. Which line of the way that a control frame takes touches what was gathered of the message?",
    anchors: [FRAGMENT, CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "close-not-answered": {
    cause: "the close frame is answered with something else than a close frame",
    question: "A frame with opcode 8 arrived. What does your server send for it, and what should come first?",
    pointer:
      "Each side sends one close frame, then the server ends TCP (RFC 6455, sections 5.5.1 and 7.1.1). A close frame may be empty. `closeConnection` in wire.ts does both.",
    anchors: [CONTROL],
    start: "todo",
    marks: { missing: "always" },
  },
  "close-code-never-sent": {
    cause: "the server's close frame says a code that no frame may say, so its client takes the frame for a broken one",
    question:
      "Some codes stand for something that was not said, and are never sent. Which code does your close frame say, and which one, if any, did the client's?",
    pointer:
      "1005 is what a client is told when a close frame was empty, 1006 when there was none; neither is sent. A close frame may be empty (RFC 6455, sections 7.1.5 and 7.4.1).",
    anchors: [CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "sizes-added-up": {
    cause: "a message that is small enough does not come back when others have come before it on the same connection",
    hint: "Each of these messages is smaller than the limit. When does the size that your code compares with it begin at 0 again?",
    question: "What is the size that your code compares with the limit: that of one message, or of all so far?",
    pointer: "The limit is that of one message (the lesson's README, exercise 3; MAX_MESSAGE_BYTES in wire.ts).",
    anchors: [/MAX_MESSAGE_BYTES|\bsize\b/, LOOP],
    start: "code",
    marks: { missing: "always" },
  },
  "spoke-after-close": {
    cause: "the server went on with frames that came behind the client's close frame, or sent a second one",
    question: "The close frame was the client's last word. What stops your loop from reading what comes behind it?",
    pointer: "After a close frame no more data is read or sent on the connection (RFC 6455, sections 1.4 and 5.5.1).",
    anchors: [LOOP, CONTROL],
    start: "code",
    marks: { missing: "always" },
  },
  "unknown-opcode-taken": {
    cause: "a frame with an opcode without a meaning is passed over or answered, and the connection goes on",
    question: "Which opcodes does your code know, and what does it do with each of the others?",
    pointer:
      "0, 1, 2, 8, 9 and 10 have a meaning; 3 to 7 and 11 to 15 have none, and end the connection (RFC 6455, sections 5.2 and 7.1.7). A `switch` without a case for an opcode goes to `default`.",
    hint: "`why` says which opcodes are let through. Which line of yours looks at the opcode, and for which does it throw?",
    anchors: [CHECK, CONTROL],
    start: "todo",
    marks: { missing: "always" },
  },
  "reserved-bit-taken": {
    cause: "a frame with a reserved bit is passed over or answered, and the connection goes on",
    question: "Which of the three bits behind FIN does your code look at, and in which frames?",
    pointer:
      "The three bits behind FIN belong to extensions: without one, each of them is 0 in every frame (RFC 6455, sections 5.2 and 7.1.7).",
    hint: "`why` says with which bits and in which frames. Which line of yours looks at the reserved bits, and at all three?",
    anchors: [CHECK, CONTROL],
    start: "todo",
    marks: { missing: "always" },
  },
  "unmasked-taken": {
    cause: "a frame without a mask is passed over or answered, and the connection goes on",
    question: "Which line of yours looks at the mask bit, and for which frames does it run?",
    pointer: "Each frame of a client is masked, whatever it is and however short (RFC 6455, sections 5.1 and 7.1.7).",
    hint: "`why` says which frames without a mask are let through. Which line of yours looks at the mask bit, and is it run for each frame, before the payload is used?",
    anchors: [CHECK, CONTROL, READ],
    start: "todo",
    marks: { missing: "always" },
  },
  "kept-after-violation": {
    cause: "a frame that no client may send is passed over or answered, and the connection goes on",
    question: "Which bits of this frame break a rule, and which line of yours looks at them?",
    pointer:
      "A frame without a mask, a reserved bit, an opcode without a meaning: the server fails the connection (RFC 6455, sections 5.1, 5.2 and 7.1.7). A ProtocolError with the code 1002 does that.",
    anchors: [CHECK, CONTROL],
    start: "todo",
    marks: { missing: "always" },
  },
});
