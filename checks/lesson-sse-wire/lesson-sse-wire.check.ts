import { check, exercise, expect, explained, stretch } from "#kit";
import { decode, expectDecoded, expectDecodedAfterOneCutOff, expectDecodedWhereverCut } from "./decoding.ts";
import { expectEndsKnown, expectMarkKeptElsewhere, expectMarkTakenOff } from "./stream-ends.ts";
import { expectComment, expectEncoded, LINE_ENDS } from "./encoding.ts";
import { expectOthersServed, whyFirstIsLost } from "./departures.ts";
import { failures } from "./failures.ts";
import { expectNothingInjected } from "./injection.ts";
import { expectCommentIgnored, expectLinesKept } from "./line-ends.ts";
import { expectPublished, expectPublishedAsOne } from "./publishing.ts";
import { expectNoRetryTaken } from "./retry-values.ts";

/** What separates lines or words elsewhere, and is part of the value in an event stream. */
const OTHER_SEPARATORS = "\u2028\u2029\u0085\v\f\u00a0";

const ENCODE_HINTS = {
  [failures["undefined-written"].code]:
    "This event has only data, and its block says undefined. What does your code write for a field that was not given?",
  [failures["data-as-json"].code]: "The client gets quotes that nobody sent. Which call of yours puts them there?",
  "http-wrong-status":
    "The route threw, or refused an event that is right. What does `npm run dev lesson-sse-wire` print in the terminal for this request?",
};

const DECODE_HINTS = {
  "http-wrong-status":
    "The parser threw. `npm run dev lesson-sse-wire` prints the exception for this request: which line of yours does it name first?",
  "http-not-answering":
    "The parser does not come back from these bytes. Which loop of yours goes on although nothing is left to take?",
};

exercise(1, "Write events as text", () => {
  check(
    "1.1",
    "an event is a line with its data and a blank line",
    {
      hint: "A client dispatches an event when a blank line comes. What does your text end with, and what does the line before that begin with?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      await expectEncoded(http, { data: random.word() }, { data: random.word() });
    },
  );

  check(
    "1.2",
    "data of one line arrives as it was, whatever its characters",
    {
      needs: "1.1",
      hint: "A client takes off one space after the colon, and only one. What does it make of your line when the data begins with a space, has a colon in it, or is empty?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      const word = random.word();
      const alike = [`:${word}`, `data: ${word}`, `{"${word}": "a: b"}`];
      for (const data of ["", ` ${word}`, `  ${word} `, `\t${word}\t`, ...alike, `${word}${OTHER_SEPARATORS}ü漢🙂`])
        await expectEncoded(http, { data });
    },
  );

  check(
    "1.3",
    "data of several lines arrives as one event, whichever way its lines end",
    {
      needs: "1.1",
      hint: "A line end in the data ends the line of the field as well. What does the next line have to begin with, and which three sequences end a line?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two] = [random.word(), random.word()];
      await expectLinesKept(http, (end) => [`${one}${end}${two}`, `${one}${end}${end}id: ${two}${end}`]);
    },
  );

  check(
    "1.4",
    "name, id and reconnection time are written where they are given, and not where they are not",
    {
      needs: "1.1",
      hint: "Each of the three is a line of the same block, and a line that is not given is not written. What does your text say for an event that has only data?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      const event = random.word();
      const id = random.word();
      const retry = random.integer(1_000, 9_000);
      await expectEncoded(http, { data: random.word() }, { data: random.word(), event, id, retry });
      await expectEncoded(http, { data: random.word(), event }, { data: random.word() });
      await expectEncoded(http, { data: random.word(), id }, { data: random.word(), retry: retry + 1 });
      await expectEncoded(http, { data: random.word(), event: ` ${event}: ü `, id: `  ${id}:漢 ` });
    },
  );

  check(
    "1.5",
    "an id without characters and a reconnection time of 0 are values",
    {
      needs: "1.4",
      hint: "An empty id tells a client to forget the last one, and 0 tells it not to wait. How does your code find out that a field was not given?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      await expectEncoded(http, { data: random.word(), id: random.word() }, { data: random.word(), id: "" });
      await expectEncoded(http, { data: random.word(), retry: 3_000 }, { data: random.word(), retry: 0 });
    },
  );

  check(
    "1.6",
    "a name or an id with a line end in it adds no field to the stream",
    {
      needs: "1.4",
      hint: "Whoever chooses this name or id chooses what your clients get. Which characters of it may not reach the stream, and does your code look for each of them, in both fields?",
      hints: {
        "http-wrong-status":
          "Refusing the event is right; the status should say that the request was wrong. Which error does app.ts turn into 400?",
      },
    },
    async ({ http, random }) => {
      const [word, injected] = [random.word(), random.word()];
      for (const end of LINE_ENDS) {
        await expectNothingInjected(http, { data: word, event: `${word}${end}data: ${injected}` });
        await expectNothingInjected(http, { data: word, id: `${word}${end}data: ${injected}` });
        await expectNothingInjected(http, { data: word, event: `${word}${end}` });
        await expectNothingInjected(http, { data: word, id: `${word}${end}` });
      }
      await expectNothingInjected(http, { data: word, id: `${word}\0` });
      await expectNothingInjected(http, { data: word, id: `\0${word}` });
    },
  );

  check(
    "1.7",
    "a comment is ignored by clients, and the event after it is not",
    {
      needs: "1.3",
      hint: "A comment is one line, from its colon to its line end. What do its second and third line begin with, and what ends the last one?",
      hints: ENCODE_HINTS,
    },
    async ({ http, random }) => {
      await expectComment(http, random.word(), random.word());
      for (const end of LINE_ENDS)
        await expectCommentIgnored(http, `${random.word()}${end}data: ${random.word()}${end}${end}`, random.word());
    },
  );
});

exercise(2, "Keep a response open and stream to it", () => {
  check(
    "2.1",
    "the headers of the stream come at once, and it stays open",
    {
      hint: "The client has to learn that this is an event stream before there is an event. Which headers say so, when do they leave, and what would end the response?",
      hints: {
        "sse-no-headers":
          "The headers are composed and not sent: Node keeps them until the first byte of the body. What sends them without one (Node documentation, http: response)?",
        "http-wrong-header":
          "Something on the way may keep an answer and give it to the next client. Which header forbids that?",
      },
    },
    async ({ sse }) => {
      const stream = await sse.open("/raw/events");
      await expect(stream).toBeOpen();
      // A directive that only begins like one of them is unknown to caches, and ignored (RFC 9111 section 5.2.3).
      await expect(stream).toHaveHeader("cache-control", /\bno-cache\b|\bno-store\b/i);
      await expect(stream).toStayOpen({ barrier: "/health" });
    },
  );

  check(
    "2.2",
    "every client gets each block that is published while it is connected, once",
    {
      needs: "2.1",
      hint: "Several clients are open at once, and one of them came later. Which responses does `publish` know, and does it leave them open?",
      hints: {
        "sse-extra-event":
          "This block was published before this client was there. Where is it kept, and who sends it to a client that has just come?",
        "http-wrong-status":
          "`publish` threw. `npm run dev lesson-sse-wire` prints the exception for this request: which line of yours does it name first?",
      },
    },
    async ({ http, sse, servers, random }) => {
      const streams = [await sse.open("/raw/events"), await sse.open("/raw/events"), await sse.open("/raw/events")];
      for (const stream of streams) await expect(stream).toBeOpen();
      const early = random.word();
      expect(await http.post("/raw/publish", { body: `data: ${early}\n\n` })).toHaveStatus(204);
      for (const stream of streams)
        await explained(
          () => expect(stream).toReceive({ text: early }),
          () => whyFirstIsLost({ http, servers }, streams, early),
          "no-event",
        );

      // A greeting of the server's own is no fault: what must not come is the block before, to the late client or again.
      streams.push(await sse.open("/raw/events"));
      let before = early;
      for (const text of [random.word(), random.word(), random.word()]) {
        expect(await http.post("/raw/publish", { body: `data: ${text}\n\n` })).toHaveStatus(204);
        for (const stream of streams) await expect(stream).toReceiveNoMoreBefore({ text }, { text: before });
        before = text;
      }
    },
  );

  check(
    "2.3",
    "when a client leaves, the others go on",
    {
      needs: "2.2",
      hint: "Two of four clients are gone. What does your code do when a response is closed, and to which response does it do it?",
    },
    async ({ http, sse, servers, random }) => {
      const open = () => sse.open("/raw/events");
      const [first, second, third, fourth] = [await open(), await open(), await open(), await open()];
      await expect(fourth).toBeOpen();
      first.close();
      third.destroy();
      for (const text of [random.word(), random.word(), random.word()])
        await expectOthersServed({ http, sse, servers }, { left: [first, third], stayed: [second, fourth] }, text);
    },
  );

  check(
    "2.4",
    "a block arrives byte for byte, as often as it is published",
    {
      needs: "2.2",
      hint: "Blocks are bytes to `publish`, whatever they say. What does your code do with a block before it writes it?",
      hints: {
        "works-once":
          "The same block was published again, and was not sent again. Which comparison of yours takes it for one that was sent already?",
        "no-event":
          "These blocks were published at the same moment. What does your code keep until it writes, and is there room for more than one?",
      },
    },
    async ({ http, sse, random }) => {
      const stream = await sse.open("/raw/events");
      await expect(stream).toBeOpen();
      const [id, name, text, again] = [random.word(), random.word(), random.word(), random.word()];
      for (const block of [
        `: ${name}\r\nid: ${id}\r\nevent: ${name}\r\ndata:  ${text} ü漢🙂 \r\n\r\n`,
        `: ${name}\n\n`,
        `retry: 5000\rdata:${text}\r\r`,
        `data: ${text}\n`,
        `data: ${name}\n\n\n`,
      ])
        await expectPublished(http, stream, block);
      const [one, two] = [random.word(), random.word()];
      await expectPublishedAsOne(http, stream, [`data: ${one}\n`, `data: ${two}\n\n`], `${one}\n${two}`);
      await expectPublishedAsOne(http, stream, [`data: ${one}`, `${two}\n\n`], `${one}${two}`);

      for (let times = 0; times < 2; times++) {
        expect(await http.post("/raw/publish", { body: `data: ${again}\n\n` })).toHaveStatus(204);
        await expect(stream).toReceive({ text: again });
      }

      const texts = [random.word(), random.word(), random.word()];
      await http.pipeline(...texts.map((one) => ({ path: "/raw/publish", body: `data: ${one}\n\n` })));
      for (const one of texts) await expect(stream).toReceive({ text: one });
    },
  );
});

exercise(3, "Read a stream that is cut anywhere", () => {
  check(
    "3.1",
    "a block with data and a name is one event, and each stream has a parser of its own",
    {
      hint: "Bytes, text, lines, fields, blank line: how far does the first block come in your parser?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, three, event] = [random.word(), random.word(), random.word(), random.word()];
      const stream = `data: ${one}\n\nevent: ${event}\ndata: ${two}\ndata: ${three}\n\n`;
      const wanted = {
        events: [
          { data: one, lastEventId: "" },
          { event, data: `${two}\n${three}` },
        ],
        lastEventId: "",
        retry: null,
      };
      await expectDecoded(http, stream, wanted);
      await expectDecodedAfterOneCutOff(http, stream, wanted);
    },
  );

  check(
    "3.2",
    "CR LF, LF and CR each end one line",
    {
      needs: "3.1",
      hint: "Servers end lines in three ways, also in one stream. What does your parser do at a CR, and at an LF that comes right after it?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, three] = [random.word(), random.word(), random.word()];
      const events = [{ data: `${one}\n${two}` }, { data: three }];
      for (const end of LINE_ENDS) {
        const stream = `data: ${one}${end}data: ${two}${end}${end}data: ${three}${end}${end}`;
        await expectEndsKnown(http, stream, { events });
      }
      await expectDecoded(http, `data: ${one}\rdata: ${two}\r\n\ndata: ${three}\n\r\n`, { events });
      await expectDecoded(http, `data: ${one}\rdata: ${two}\n\rdata: ${three}\n\n`, { events });
    },
  );

  check(
    "3.3",
    "a value begins behind the first colon, and one space before it does not count",
    {
      needs: "3.1",
      hint: "Data may contain colons, and may begin and end with spaces. Which colon parts the line, what exactly do you take off the value, and what is a line without a colon?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const word = random.word();
      const values = [`{"${word}":"a: b"}`, ` ${word}`, `${word} `, `\t${word}`, `:${word}`, ""];
      const events = values.map((data) => ({ data }));
      await expectDecoded(http, values.map((value) => `data: ${value}\n\n`).join(""), { events });
      await expectDecoded(http, `data:${word}\n\ndata:\t${word}\n\n`, {
        events: [{ data: word }, { data: `\t${word}` }],
      });
      // Both streams above are read rightly: what is missing of this one is its lines without a colon.
      await expectDecoded(
        http,
        `data: ${word}\n\ndata\n\ndata\ndata\n\n`,
        { events: [{ data: word }, { data: "" }, { data: "\n" }] },
        failures["needs-colon"],
      );
      await expectDecoded(http, `data:{"${word}": "a: b"}\n\n`, { events: [{ data: `{"${word}": "a: b"}` }] });
      const others = `${word}${OTHER_SEPARATORS}${word}`;
      await expectDecoded(http, `event: ${others}\ndata: ${others}\n\n`, { events: [{ event: others, data: others }] });
    },
  );

  check(
    "3.4",
    "comments, unknown fields and the byte order mark of a stream are passed over",
    {
      needs: "3.3",
      hint: "A client ignores what it does not know, and names of fields are compared as they are. What does your parser do with a line that begins with a colon, with Data, DATA and a space before data, and with U+FEFF before the first line?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, other] = [random.word(), random.word(), random.word()];
      const ignored = [`: ${other}`, ":", `:data: ${other}`, `Data: ${other}`, `DATA: ${other}`, ` data: ${other}`];
      const unknown = [`time: ${other}`, other, `dat: ${other}`, `data : ${other}`, `database: ${other}`];
      const block = `data: ${one}\n${[...ignored, ...unknown].join("\n")}\ndata: ${two}\n\n`;
      await expectDecoded(http, block, { events: [{ data: `${one}\n${two}` }] });
      await expectMarkTakenOff(http, one);
      await expectMarkKeptElsewhere(http, [one, two]);
    },
  );

  check(
    "3.5",
    "a block without data or without its blank line is no event, and no name outlives its block",
    {
      needs: "3.3",
      hint: "What does your parser keep when a blank line comes and there is no data, and what when the stream ends before the blank line?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, name] = [random.word(), random.word(), random.word()];
      await expectDecoded(http, `event: ${name}\ndata: ${one}\n\ndata: ${two}\n\n`, {
        events: [{ event: name, data: one }, { data: two }],
      });
      await expectDecoded(http, `event: ${name}\n\n\n\ndata: ${one}\n\nevent:\ndata: ${two}\n\n`, {
        events: [{ data: one }, { data: two }],
      });
      await expectDecoded(
        http,
        `event: ${one}\nevent: ${name}\ndata: ${one}\n\nevent: ${name}\nevent\ndata: ${two}\n\n`,
        {
          events: [{ event: name, data: one }, { data: two }],
        },
      );
      await expectDecoded(http, `data: ${one}\n\ndata: ${two}\n`, { events: [{ data: one }] });
      await expectDecoded(http, `data: ${one}\n\ndata: ${two}`, { events: [{ data: one }] });
    },
  );

  check(
    "3.6",
    "an id stays until another one comes, and counts from its blank line on",
    {
      needs: "3.5",
      hint: "A client that reconnects says up to where it knows the stream. Which id is that after an event without one, after an empty id or one without a colon, after a block with nothing but an id, and after a block that was cut off?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, three] = [random.word(), random.word(), random.word()];
      await expectDecoded(http, `data: ${one}\nid: ${one}\n\ndata: ${two}\n\nid:\ndata: ${three}\n\n`, {
        events: [
          { data: one, lastEventId: one },
          { data: two, lastEventId: one },
          { data: three, lastEventId: "" },
        ],
        lastEventId: "",
      });
      await expectDecoded(http, `id: ${one}\ndata: ${one}\n\nid: ${two}\0\ndata: ${two}\n\n`, {
        events: [
          { data: one, lastEventId: one },
          { data: two, lastEventId: one },
        ],
        lastEventId: one,
      });
      await expectDecoded(http, `id: ${one}\nid:  ${two}: \ndata: ${two}\n\nid\ndata: ${three}\n\n`, {
        events: [
          { data: two, lastEventId: ` ${two}: ` },
          { data: three, lastEventId: "" },
        ],
        lastEventId: "",
      });
      await expectDecoded(http, `data: ${one}\n\nid: ${two}\n\n`, { events: [{ data: one }], lastEventId: two });
      await expectDecoded(http, `id: ${one}\ndata: ${one}\n\nid: ${two}\n`, {
        events: [{ data: one, lastEventId: one }],
        lastEventId: one,
      });
    },
  );

  check(
    "3.7",
    "a reconnection time consists of digits and counts at its line",
    {
      needs: "3.3",
      hint: "What does your parser take for a number: an empty text, a sign, a fraction, a unit? Which lines set the time, and does it wait for a blank line?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [data, ms] = [random.word(), random.integer(1_000, 9_000)];
      const events = [{ data }];
      await expectDecoded(http, `data: ${data}\n\n`, { events, retry: null });
      await expectNoRetryTaken(http, ["", "-5", "1.5", "5s", "1e3", "0x10", " 5", "5 "], { ms, data });
      await expectDecoded(http, `id: ${ms}\ndata: ${data}\n\n`, { events, retry: null });
      await expectDecoded(http, `retry: 9999\ndata: ${data}\n\nretry: ${ms}\n`, { events, retry: ms });
      await expectDecoded(http, `retry: ${ms}\nretry: 0\ndata: ${data}\n\n`, { events, retry: 0 });
    },
  );

  check(
    "3.8",
    "the same bytes are the same events wherever they are cut",
    {
      needs: "3.2",
      hint: "A chunk ends where the network likes: inside a line, inside a character of several bytes, between CR and LF. What of each of them does your parser keep until the next chunk?",
      hints: DECODE_HINTS,
    },
    async ({ http, random }) => {
      const [one, two, three] = [random.word(), random.word(), random.word()];
      const stream = `data: ${one}\r\n\r\ndata: 漢🙂\r\ndata: ${two}\r\revent: ü${three}\ndata: é\n\n`;
      const events = [{ data: one }, { data: `漢🙂\n${two}` }, { event: `ü${three}`, data: "é" }];
      await expectDecodedWhereverCut(http, stream, { events });
    },
  );
});

stretch(
  "S1",
  "a line of a quarter of a megabyte in small pieces is read within the time of any answer",
  {
    why: "Each piece makes the parser go through everything that came before it, so its work grows with the square of the length.",
  },
  async ({ http, random }) => {
    const data = random.word().repeat(30_000);
    const bytes = Buffer.from(`data: ${data}\n\n`);
    const sizes = Array.from({ length: 500 }, () => Math.floor(bytes.length / 500));
    expect(await decode(http, bytes, sizes)).toMatchJson({ data: { events: [{ event: "message", data }] } });
  },
);

stretch(
  "S2",
  "bytes that are no UTF-8 become the replacement character, and the stream goes on",
  { why: "A stream is decoded as UTF-8, always, and a decoder that is asked to be strict throws instead." },
  async ({ http, random }) => {
    const [one, two] = [random.word(), random.word()];
    const bytes = Buffer.concat([
      Buffer.from(`data: ${one}`),
      Buffer.from([0xff]),
      Buffer.from(`\n\ndata: ${two}\n\n`),
    ]);
    const events = [{ data: `${one}\ufffd` }, { data: two }];
    expect(await decode(http, bytes, [])).toMatchJson({ data: { events } });
  },
);

stretch(
  "S3",
  "a piece without bytes changes nothing",
  {
    why: "What a piece ended with is forgotten when it is taken from the last piece alone, and that one may be empty.",
  },
  async ({ http, random }) => {
    const [one, two] = [random.word(), random.word()];
    const bytes = Buffer.from(`data: ${one}\r\ndata: ${two}\r\n\r\n`);
    const behindCr = bytes.indexOf("\r") + 1;
    const events = [{ data: `${one}\n${two}` }];
    expect(await decode(http, bytes, [behindCr, 0])).toMatchJson({ data: { events } });
  },
);

stretch(
  "S4",
  "a byte order mark is taken off when it comes byte by byte",
  { why: "Three bytes are looked for at the beginning of a chunk, while they may come in three." },
  async ({ http, random }) => {
    const data = random.word();
    const bytes = Buffer.from(`\ufeffdata: ${data}\n\n`);
    expect(await decode(http, bytes, [1, 1, 1])).toMatchJson({ data: { events: [{ data }] } });
  },
);
