import {
  check,
  encodeFrame,
  exercise,
  expect,
  explained,
  OPCODE_CONTINUATION,
  OPCODE_PING,
  OPCODE_TEXT,
  stretch,
} from "#kit";
import {
  binary,
  expectEchoed,
  expectEchoedByteByByte,
  expectEchoedFromFragments,
  expectEchoedOneByOne,
  expectEchoedTogether,
  expectEchoedWhereverCut,
  expectKeptApart,
  fragmentsOf,
  text,
} from "./echoing.ts";
import { whetherFirstKindStays, whyLengthNotRead } from "./asking-again.ts";
import { closing } from "./closing.ts";
import {
  beginMessage,
  expectClosed,
  expectOtherHalfEnded,
  expectPonged,
  expectPongedBetween,
  expectPongIgnored,
} from "./ending.ts";
import { expectFailed, expectFailedWith } from "./failing.ts";
import { failures } from "./failures.ts";
import {
  expectNothingUnasked,
  expectRefused,
  expectUpgraded,
  headersFor,
  keyFrom,
  otherSpellings,
} from "./handshakes.ts";
import { RawClient } from "./raw-client.ts";

/** So many messages of so many bytes are more than 1 MiB. */
const MANY = 6;
const MANY_BYTES = 200_000;

const HUNG_UP = {
  "connection-closed":
    "The server ended the connection in the middle of a conversation that is right. Which line ends it, and does something throw before?",
};

exercise(1, "Answer the handshake", () => {
  check(
    "1.1",
    "a handshake is answered with 101, the two headers of an upgrade and the hash of its key",
    {
      hint: "The client sends a new key each time. What is joined to it, how is it hashed, and in which of the digest's forms does the hash travel?",
      hints: {
        [failures["not-upgraded"].code]:
          "This handshake has all that it needs. What does handleUpgrade write, and which lines does RFC 6455 section 4.2.2 ask for?",
      },
    },
    async ({ tcp, random }) => {
      for (const key of [keyFrom(random), keyFrom(random)])
        await expectUpgraded(tcp, { headers: headersFor(key) }, key);
    },
  );

  check(
    "1.2",
    "a client library takes the answer, and nothing is promised that it did not ask for",
    {
      needs: "1.1",
      hint: "The client of this check is the package ws, and browsers are as strict. Which header of your answer names an extension or a protocol that both sides would have to speak?",
    },
    async ({ websocket, tcp, random }) => {
      const client = await websocket.open("/echo");
      expect(client).toShareTheHttpPort();
      const [one, two, extension] = [random.word(), random.word(), `x-${random.word()}`];
      await expectNothingUnasked(tcp, keyFrom(random), { protocols: [one, two], extension });
    },
  );

  check(
    "1.3",
    "names and values are compared without regard to case, and Connection may list several",
    {
      needs: "1.1",
      hint: "Clients write WebSocket, websocket or WEBSOCKET, and Firefox sends `Connection: keep-alive, Upgrade`. Which comparison of yours knows only one spelling?",
    },
    async ({ tcp, random }) => {
      const key = keyFrom(random);
      for (const handshake of otherSpellings(key)) await expectUpgraded(tcp, handshake, key);
    },
  );

  check(
    "1.4",
    "anything but a handshake for /echo is refused, and the server goes on",
    {
      needs: "1.1",
      hint: "Path, version, key and Upgrade: each of them can be wrong alone, or missing. Which of the four does your code look at before it accepts, and what does it do with the socket when it refuses?",
      hints: {
        "not-closed":
          "The answer came and the connection stayed. Nothing reads from this socket any more: which line ends it?",
      },
    },
    async ({ tcp, http, random }) => {
      const word = random.word();
      const headers = headersFor(keyFrom(random));
      for (const path of [`/${word}`, `/echo${word}`, `/echo/${word}`, `/${word}/echo`])
        await expectRefused(tcp, { path, headers }, "its path is not /echo (RFC 6455 section 4.2.2)");
      const noKey = { ...headers, "Sec-WebSocket-Key": undefined };
      await expectRefused(tcp, { headers: noKey }, "it has no key (RFC 6455 section 4.2.1)");
      for (const version of ["12", "14", undefined]) {
        const other = { ...headers, "Sec-WebSocket-Version": version };
        await expectRefused(tcp, { headers: other }, "its version is not 13 (RFC 6455 section 4.4)");
      }
      const h2c = { ...headers, Upgrade: "h2c" };
      await expectRefused(tcp, { headers: h2c }, "it asks for another protocol (RFC 6455 section 4.2.1)");
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );
});

exercise(2, "Read frames and echo messages", () => {
  check(
    "2.1",
    "a text comes back as the same text, and so does the next one",
    {
      hint: "Two bytes, four bytes of key, the payload. How far does a short frame come in readFrame, takeFrames and takeFragment?",
      hints: {
        ...HUNG_UP,
      },
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      await expectEchoed(client, text(random.word()), text(random.word()), text(`${random.word()} ${random.word()}`));
    },
  );

  check(
    "2.2",
    "text stays text and bytes stay bytes, whatever they are",
    {
      needs: "2.1",
      hint: "The opcode says whether the payload is text, and nothing else does. Is each kind sent back as what it was, and do its bytes ever become something else on the way?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const word = random.word();
      await expectEchoed(client, text(`ü漢🙂${word}\0\r\n`), text(`\ufeff${word}`), text("\ufffd"));
      const bytes = binary(Buffer.from(word));
      await explained(
        () => expectEchoed(client, bytes, binary(Buffer.from([0, 0xff, 0xc3, 0x28])), text(word)),
        () => whetherFirstKindStays(client, bytes),
        failures["kind-changed"],
      );
    },
  );

  check(
    "2.3",
    "frames that come in one chunk are all answered, in their order",
    {
      needs: "2.2",
      hint: "Five frames arrived at once. readFrame returns the first and says how long it was: what does your code do with the bytes behind it?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const words = [random.word(), random.word(), random.word(), random.word(), random.word()];
      await expectEchoedTogether(client, ...words.map(text));
    },
  );

  check(
    "2.4",
    "a frame is the same wherever the network cuts it",
    {
      needs: "2.3",
      hint: "The first piece ends where the report says. Which byte does your code read there that has not come yet, and what is kept until it has?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const [before, message] = [text(random.word()), text(`${random.word()} ü漢🙂`)];
      const cuts = Array.from(encodeFrame(message).keys()).slice(1);
      await expectEchoedWhereverCut(client, { before, message, cuts });
      await expectEchoedByteByByte(client, message);
    },
  );

  check(
    "2.5",
    "a message of any length comes back, in each of the three forms that a length has",
    {
      needs: "2.4",
      hint: "Seven bits hold lengths up to 125. What do 126 and 127 say, how many bytes of length follow, and where do key and payload begin then?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
        await explained(
          () => expectEchoed(client, binary(random.bytes(length))),
          () => whyLengthNotRead(client, length),
        );
      // None of these is too large, and all of them together are larger than one message may be.
      await expectEchoedOneByOne(client, binary(random.bytes(MANY_BYTES)), MANY);
    },
  );

  check(
    "2.6",
    "a long frame is the same wherever its header is cut",
    {
      needs: "2.5",
      hint: "A length of 16 or 64 bits can be cut in the middle as well. Does your code make sure that all bytes of the length have come before it reads them?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const before = text(random.word());
      const cuts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
      await expectEchoedWhereverCut(client, { before, message: binary(random.bytes(126)), cuts });
      await expectEchoedWhereverCut(client, { before, message: binary(random.bytes(65_536)), cuts });
    },
  );

  check(
    "2.7",
    "a message in fragments comes back as one message, also when a character is cut",
    {
      needs: "2.5",
      hint: "The first frame says what the message is, the others have opcode 0, and only the last has FIN. What does your code keep between them, and is it empty again for the next message?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const [one, two] = [random.word(), random.word()];
      await expectEchoedFromFragments(client, text(one + two), one.length);
      await expectEchoedFromFragments(client, text("ü漢🙂"), 1, 3, 4, 6, 7, 8);
      await expectEchoedFromFragments(client, text(one), 0, 0, one.length);
      await expectEchoedFromFragments(client, binary(random.bytes(120)), 40, 80);
      await expectEchoed(client, text(two), binary(random.bytes(5)));
    },
  );

  check(
    "2.8",
    "what one client has begun stays its own while another one sends",
    {
      needs: "2.7",
      hint: "Two clients talk at the same time. Which of your variables exist once for each connection, and which once for all?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const [client, other] = [await RawClient.open({ tcp, random }), await RawClient.open({ tcp, random })];
      const [message, whole] = [text(`${random.word()} ${random.word()}`), text(random.word())];
      const fragments = fragmentsOf(message, [5]).map(encodeFrame);
      await expectKeptApart(client, other, {
        message,
        whole,
        first: fragments[0] as Buffer,
        rest: fragments[1] as Buffer,
        kept: "what has come of a message in fragments",
      });
      const frame = encodeFrame(message);
      await expectKeptApart(client, other, {
        message,
        whole,
        first: frame.subarray(0, 8),
        rest: frame.subarray(8),
        kept: "what has come of a frame",
      });
    },
  );
});

exercise(3, "Answer control frames and end connections", () => {
  check(
    "3.1",
    "a ping gets a pong with the same payload, and a pong gets nothing",
    {
      hint: "A ping carries up to 125 bytes, any bytes. What does your pong carry, how often is it sent, and what does your code do with a pong that it did not ask for?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      await expectPonged(client, random.word());
      await expectPonged(client, "", Buffer.from([0xff, 0, 0xc3]), random.bytes(125), random.word());
      await expectPongIgnored(client, random.word(), random.word());
    },
  );

  check(
    "3.2",
    "a ping between two fragments is answered at once, a pong there gets nothing, and the message stays whole",
    {
      needs: "3.1",
      hint: "A control frame may come in the middle of a message. Does your code answer it before the message has ended, and what of the fragments is still there afterwards?",
      hints: HUNG_UP,
    },
    async ({ tcp, random }) => {
      const client = await RawClient.open({ tcp, random });
      const message = text(`${random.word()} ${random.word()} ${random.word()}`);
      await expectPongedBetween(client, fragmentsOf(message, [3, 7]), {
        payload: random.word(),
        unasked: random.word(),
      });
    },
  );

  check(
    "3.3",
    "a close frame is answered with a close frame, and the server ends the connection",
    {
      hint: "Closing is a handshake of its own: the client's close frame, the server's, then the end of TCP. Which of the last two is missing, and what may still be sent after them?",
      hints: {
        ...HUNG_UP,
        "connection-closed":
          "The connection ended before the client had its answer. What does a client want to know before TCP ends?",
        [failures["close-code-never-sent"].code]: failures["close-code-never-sent"].question,
        "not-closed":
          "Both sides have said goodbye, and the connection is still there. RFC 6455 lets the server end it. Which method of a socket does that?",
      },
    },
    async ({ tcp, http, random }) => {
      const goodbyes = [
        closing(1000),
        closing(1001, random.word()),
        closing(4000 + random.integer(0, 999)),
        { opcode: 8 },
      ];
      for (const goodbye of goodbyes) {
        const client = await RawClient.open({ tcp, random });
        await expectClosed(client, goodbye, text(random.word()), { opcode: OPCODE_PING }, closing(1000));
      }
      const client = await RawClient.open({ tcp, random });
      await client.send({ ...text(random.word()), final: false });
      await expectClosed(client, closing(1000));
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );

  check(
    "3.4",
    "a frame that no client may send ends the connection, and only this one",
    {
      needs: "3.2",
      hint: "Read the frame's first two bytes bit by bit: FIN, three reserved bits, opcode, MASK. Which of them does your code check before it uses the payload?",
    },
    async ({ tcp, http, random }) => {
      const witness = await RawClient.open({ tcp, random });
      const payload = random.word();
      const broken = [
        { section: "5.1", frame: { ...text(payload), mask: null } },
        { section: "5.1", frame: { ...text(""), mask: null } },
        { section: "5.1", frame: { opcode: OPCODE_PING, payload, mask: null } },
        { section: "5.1", frame: { ...closing(1000), mask: null } },
        { section: "5.2", frame: { ...text(payload), reserved: 4 } },
        { section: "5.2", frame: { ...text(payload), reserved: 2 } },
        { section: "5.2", frame: { ...text(payload), reserved: 1 } },
        { section: "5.2", frame: { opcode: OPCODE_PING, payload, reserved: 4 } },
        { section: "5.2", frame: { opcode: 3, payload } },
        { section: "5.2", frame: { opcode: 7, payload } },
        { section: "5.2", frame: { opcode: 11, payload } },
        { section: "5.2", frame: { opcode: 15, payload } },
      ];
      for (const { section, frame } of broken)
        await expectFailed(await RawClient.open({ tcp, random }), section, frame);

      // Also behind frames that are right.
      const begun = await RawClient.open({ tcp, random });
      await beginMessage(begun, payload);
      await expectFailed(begun, "5.1", { opcode: OPCODE_CONTINUATION, payload, mask: null });
      expect(await http.get("/health")).toHaveStatus(200);
      await expectPonged(witness, payload);
    },
  );

  check(
    "3.5",
    "a client that ends its half without a close frame gets the end of the server's half",
    {
      needs: "3.1",
      hint: "Node's HTTP server leaves a connection half open when the client has ended its half. Which event of the socket says so, and what do you do then?",
    },
    async ({ tcp, random }) => {
      const frame = encodeFrame(text(random.word()));
      const fragment = encodeFrame({ ...text(random.word()), final: false });
      const beginnings = [
        { sent: "a ping", begun: Buffer.alloc(0) },
        { sent: "the first byte of a frame", begun: frame.subarray(0, 1) },
        { sent: "the first 8 bytes of a frame", begun: frame.subarray(0, 8) },
        { sent: "the first fragment of a message", begun: fragment },
      ];
      for (const { sent, begun } of beginnings) {
        const client = await RawClient.open({ tcp, random });
        await expectPonged(client, random.word());
        await client.connection.send(begun);
        await expectOtherHalfEnded(client, sent, begun.length > 0);
      }
    },
  );

  check(
    "3.6",
    "a connection that breaks off ends nothing but itself",
    {
      needs: "3.2",
      hint: "A client that vanishes is an error on its socket, and an error event without a listener is thrown. Which line listens?",
    },
    async ({ tcp, http, random }) => {
      const other = await RawClient.open({ tcp, random });
      // After a ping, in the middle of a message, and before it has sent anything.
      const beginnings = [
        (leaver: RawClient) => expectPonged(leaver, random.word()),
        (leaver: RawClient) => beginMessage(leaver, random.word()),
        async () => {},
      ];
      for (const begin of beginnings) {
        const leaver = await RawClient.open({ tcp, random });
        await begin(leaver);
        leaver.connection.destroy();
        await expectPonged(other, random.word());
      }
      expect(await http.get("/health")).toHaveStatus(200);
      await expectPonged(other, random.word());
    },
  );
});

stretch(
  "S1",
  "text that is not UTF-8 ends the connection with 1007",
  { why: "A browser would have to show it, and cannot (RFC 6455 section 8.1). `isUtf8` of node:buffer finds it." },
  async ({ tcp, random }) => {
    for (const payload of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xe2, 0x82]])
      await expectFailedWith(1007, await RawClient.open({ tcp, random }), "8.1", text(Buffer.from(payload)));
  },
);

stretch(
  "S2",
  "a message of 1 MiB comes back, and a larger one is refused with 1009 before it has come",
  {
    why: "Fourteen bytes can announce more than the machine has, and small fragments can add up to it. The length is known before the payload is (RFC 6455 sections 7.4.1 and 10.4).",
  },
  async ({ tcp, random }) => {
    const largest = binary(random.bytes(1024 * 1024));
    // The size of one message is no part of the next one's.
    await expectEchoed(await RawClient.open({ tcp, random }), largest, text(random.word()));
    const [begun, last] = [
      { ...largest, final: false },
      { opcode: OPCODE_CONTINUATION, payload: "!" },
    ];
    await expectFailedWith(1009, await RawClient.open({ tcp, random }), "7.4.1", begun, last);

    const client = await RawClient.open({ tcp, random });
    const header = encodeFrame(binary(Buffer.alloc(1024 * 1024 + 1))).subarray(0, 14);
    await client.sendBytes(header, "the header of a binary frame with more than 1 MiB");
    await expectFailedWith(1009, client, "7.4.1");
  },
);

stretch(
  "S3",
  "fragments out of order end the connection with 1002",
  {
    why: "A continuation needs something to continue, and a message must end before the next begins (RFC 6455 section 5.4).",
  },
  async ({ tcp, random }) => {
    const payload = random.word();
    const begun = { opcode: OPCODE_TEXT, payload, final: false };
    const orphan = { opcode: OPCODE_CONTINUATION, payload };
    await expectFailedWith(1002, await RawClient.open({ tcp, random }), "5.4", orphan);
    await expectFailedWith(1002, await RawClient.open({ tcp, random }), "5.4", begun, text(payload));
  },
);

stretch(
  "S4",
  "control frames that are fragments or too long end the connection with 1002",
  { why: "They have to fit between any two frames of a message (RFC 6455 section 5.5)." },
  async ({ tcp, random }) => {
    const tooLong = { opcode: OPCODE_PING, payload: random.bytes(126) };
    const fragment = { opcode: OPCODE_PING, payload: random.word(), final: false };
    await expectFailedWith(1002, await RawClient.open({ tcp, random }), "5.5", tooLong);
    await expectFailedWith(1002, await RawClient.open({ tcp, random }), "5.5", fragment);
  },
);

stretch(
  "S5",
  "a violation is closed with 1002, and so is a close frame with a code that must not be sent",
  { why: "The code tells the author of the client what was wrong (RFC 6455 section 7.4)." },
  async ({ tcp, random }) => {
    const half = { opcode: 8, payload: Buffer.from([3]) };
    const reserved = { ...text(random.word()), reserved: 2 };
    const unmasked = { ...text(""), mask: null };
    for (const frame of [{ opcode: 3 }, reserved, unmasked, half, closing(999), closing(1005), closing(2000)])
      await expectFailedWith(1002, await RawClient.open({ tcp, random }), "7.4", frame);
  },
);

stretch(
  "S6",
  "a key that is not 16 bytes in base64 is refused",
  { why: "A client that sends another key is no WebSocket client (RFC 6455 section 4.2.1)." },
  async ({ tcp, random }) => {
    for (const length of [0, 15, 17]) {
      const headers = headersFor(random.bytes(length).toString("base64"));
      await expectRefused(tcp, { headers }, "its key is not 16 bytes (RFC 6455 section 4.2.1)");
    }
  },
);
