/** Cases by the section of RFC 6455 that they ask about. Those on compression, speed and optional codes are left out. */
import {
  binary,
  close,
  continuation,
  inFragments,
  inPieces,
  MORE,
  ping,
  pong,
  right,
  text,
  wrong,
  type Case,
} from "./case.ts";
import { INVALID_UTF8, VALID_UTF8 } from "./utf8.ts";

const LENGTHS = [0, 125, 126, 127, 128, 65_535, 65_536, 65_536];
/** The eighth of them goes out in writes of so many bytes. */
const ODD_CHOP = 997;
const HELLO = "Hello, world!";
const BYTES = Buffer.from([0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff]);

const messages: Case[] = LENGTHS.flatMap((length, index) => {
  const chop = index === LENGTHS.length - 1 ? ODD_CHOP : undefined;
  const asText = [text("*".repeat(length))];
  const asBytes = [binary(Buffer.alloc(length, 0xfe))];
  return [right(`1.1.${index + 1}`, asText, asText, chop), right(`1.2.${index + 1}`, asBytes, asBytes, chop)];
});

const tenPings = Array.from({ length: 10 }, (_, index) => `payload ${index}`);
const pings: Case[] = [
  right("2.1", [ping()], [pong()]),
  right("2.2", [ping(HELLO)], [pong(HELLO)]),
  right("2.3", [ping(BYTES)], [pong(BYTES)]),
  right("2.4", [ping(Buffer.alloc(125, 0xfe))], [pong(Buffer.alloc(125, 0xfe))]),
  wrong("2.5", 1002, [ping(Buffer.alloc(126, 0xfe))]),
  right("2.6", [ping(Buffer.alloc(125, 0xfe))], [pong(Buffer.alloc(125, 0xfe))], 1),
  right("2.7", [pong()], []),
  right("2.8", [pong("not asked for")], []),
  right("2.9", [pong("not asked for"), ping("asked for")], [pong("asked for")]),
  right(
    "2.10",
    tenPings.map((payload) => ping(payload)),
    tenPings.map((payload) => pong(payload)),
  ),
  right(
    "2.11",
    tenPings.map((payload) => ping(payload)),
    tenPings.map((payload) => pong(payload)),
    1,
  ),
];

const small = text(HELLO);
const reserved: Case[] = [
  wrong("3.1", 1002, [text(HELLO, { reserved: 1 })]),
  wrong("3.2", 1002, [small, text(HELLO, { reserved: 2 }), ping()], [small]),
  wrong("3.3", 1002, [small, text(HELLO, { reserved: 3 }), ping()], [small]),
  wrong("3.4", 1002, [small, text(HELLO, { reserved: 4 }), ping()], [small], 1),
  wrong("3.5", 1002, [binary(BYTES, { reserved: 5 })]),
  wrong("3.6", 1002, [ping(HELLO, { reserved: 6 })]),
  wrong("3.7", 1002, [{ ...close(1000), reserved: 7 }]),
  ...[3, 4, 5, 6, 7].map((opcode, index) =>
    wrong(`4.1.${index + 1}`, 1002, [small, { opcode, payload: HELLO }, ping()], [small]),
  ),
  ...[11, 12, 13, 14, 15].map((opcode, index) =>
    wrong(`4.2.${index + 1}`, 1002, [small, { opcode, payload: HELLO }, ping()], [small]),
  ),
];

const two = inFragments(text, "fragment1", "fragment2");
const joined = text("fragment1fragment2");
const [begun = small, ended = small] = two;
const five = inFragments(text, "fragment1", "fragment2", "fragment3", "fragment4", "fragment5");
const withPings = five.flatMap((frame, index) =>
  index === 1 || index === 3 ? [frame, ping(`pongme ${index}`)] : [frame],
);
const fragments: Case[] = [
  wrong("5.1", 1002, [ping("fragment1", MORE), continuation("fragment2")]),
  wrong("5.2", 1002, [pong("fragment1", MORE), continuation("fragment2")]),
  right("5.3", two, [joined]),
  right("5.4", two, [joined], 1),
  right("5.5", two, [joined], 64),
  right("5.6", [begun, ping("pongme"), ended], [pong("pongme"), joined]),
  right("5.7", [begun, ping("pongme"), ended], [pong("pongme"), joined], 64),
  right("5.8", [begun, ping("pongme"), ended], [pong("pongme"), joined], 1),
  ...[undefined, 64, 1].flatMap((chop, index) => [
    wrong(`5.${9 + index}`, 1002, [continuation("nothing to continue"), small], [], chop),
    wrong(`5.${12 + index}`, 1002, [continuation("nothing to continue", MORE), small], [], chop),
  ]),
  wrong("5.15", 1002, [...two, continuation("nothing to continue", MORE), small], [joined]),
  wrong("5.16", 1002, [continuation("fragment1", MORE), ...two]),
  wrong("5.17", 1002, [continuation("fragment1"), ...two]),
  wrong("5.18", 1002, [begun, text("fragment2")]),
  right("5.19", withPings, [pong("pongme 1"), pong("pongme 3"), text("fragment1fragment2fragment3fragment4fragment5")]),
  right(
    "5.20",
    withPings,
    [pong("pongme 1"), pong("pongme 3"), text("fragment1fragment2fragment3fragment4fragment5")],
    1,
  ),
];

const GREEK = "Hello-µ@ßöäüàá-UTF-8!!";
const KOSME = "κόσμε";
const utf8: Case[] = [
  right("6.1.1", [text()], [text()]),
  right("6.1.2", inFragments(text, "", "", ""), [text()]),
  right("6.1.3", inFragments(text, "", "middle frame payload", ""), [text("middle frame payload")]),
  right("6.2.1", [text(GREEK)], [text(GREEK)]),
  right("6.2.2", inFragments(text, "Hello-µ@ßöä", "üàá-UTF-8!!"), [text(GREEK)]),
  right("6.2.3", inFragments(text, ...inPieces(GREEK, 1)), [text(GREEK)]),
  right("6.2.4", inFragments(text, ...inPieces(KOSME, 1)), [text(KOSME)]),
  ...VALID_UTF8.map(([id, hex]) => {
    const payload = Buffer.from(hex, "hex");
    return right(id, [text(payload)], [text(payload)]);
  }),
  ...INVALID_UTF8.flatMap(([id, hex]) => {
    const payload = Buffer.from(hex, "hex");
    return [
      wrong(id, 1007, [text(payload)]),
      wrong(`${id}, in fragments of one byte`, 1007, inFragments(text, ...inPieces(payload, 1))),
    ];
  }),
];

const VALID_CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const INVALID_CODES = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
const large = text("x".repeat(256 * 1024));
/** The client's close frame is the last one that counts. */
const closed = (id: string, frames: Case["frames"], code: number | undefined, answers: Case["answers"] = []): Case => ({
  id,
  frames,
  answers,
  code,
});
const endings: Case[] = [
  closed("7.1.1", [small, close(1000)], 1000, [small]),
  closed("7.1.2", [close(1000), close(1000)], 1000),
  closed("7.1.3", [close(1000), ping()], 1000),
  closed("7.1.4", [close(1000), small], 1000),
  closed("7.1.5", [begun, close(1000), ended], 1000),
  closed("7.1.6", [large, small, close(1000), ping()], 1000, [large, small]),
  closed("7.3.1", [{ opcode: 8 }], undefined),
  wrong("7.3.2", 1002, [{ opcode: 8, payload: "a" }]),
  closed("7.3.3", [close(1000)], 1000),
  closed("7.3.4", [close(1000, HELLO)], 1000),
  closed("7.3.5", [close(1000, "*".repeat(123))], 1000),
  wrong("7.3.6", 1002, [close(1000, "*".repeat(124))]),
  wrong("7.5.1", 1007, [close(1000, Buffer.from("cebae1bdb9cf83cebcceb5eda080656469746564", "hex"))]),
  ...VALID_CODES.map((code, index) => closed(`7.7.${index + 1}, ${code}`, [close(code)], code)),
  ...INVALID_CODES.map((code, index) => wrong(`7.9.${index + 1}, ${code}`, 1002, [close(code)])),
];

/** From what they ask about, with the section of the RFC, to the cases. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  "messages of every length, as text and as bytes (RFC 6455 sections 5.2 and 5.6)": messages,
  "pings and pongs (RFC 6455 sections 5.5.2 and 5.5.3)": pings,
  "reserved bits and opcodes (RFC 6455 section 5.2)": reserved,
  "fragments and control frames between them (RFC 6455 section 5.4)": fragments,
  "text that is UTF-8, and text that is not (RFC 6455 section 8.1)": utf8,
  "close frames and what comes behind them (RFC 6455 sections 5.5.1, 7.1 and 7.4)": endings,
};
