import { check, exercise, expect, explained, stretch } from "#kit";
import { failures } from "./failures.ts";
import { askBetweenPings, askInTurn, hintsBetweenPings } from "./asking.ts";
import {
  adviseOnName,
  errorForText,
  errorForType,
  errorMessage,
  hintsWithoutConnection,
  jsonComplaint,
  pong,
  welcome,
} from "./messages.ts";
import { expectOwnPongs, pingOneByOne } from "./pings.ts";
import { whyInside, whyUnderstood } from "./searched.ts";
import { howTypesAreCompared } from "./type-parts.ts";

/** So many are longer than a limit that was meant in KiB. */
const NOTE_WORDS = 100;

/** So many bad messages come after the first three: more than a server that counts them would take. */
const MORE = 10;

exercise(1, "Set up the WebSocket server and answer a ping", () => {
  check(
    "1.1",
    "HTTP still works: /health answers 200, an unknown path 404",
    {
      hint: "The app answered both before WebSockets came. What stands between the socket and the app's fetch now, and does every request pass through it?",
    },
    async ({ http, random }) => {
      const health = await http.get("/health");
      expect(health).toHaveStatus(200);

      const unknown = await http.get(`/${random.word()}`);
      expect(unknown).toHaveStatus(404);
    },
  );

  check(
    "1.2",
    "a WebSocket handshake succeeds on the port that serves HTTP",
    {
      hint: "A WebSocketServer has to be told which HTTP server to listen on, and setupWebSocketServer has to be called with it. Does server.ts do that before it listens?",
      hints: {
        "handshake-invalid":
          "Who answers this handshake: ws, or code of your own? The answer has to hold a hash of the client's key, which ws makes. (RFC 6455, section 4.2.2.)",
        "second-port":
          "Which option of WebSocketServer opens a port, and which one shares a server that is already there?",
      },
    },
    async ({ connect }) => {
      const client = await connect();
      expect(client).toShareTheHttpPort();
    },
  );

  check(
    "1.3",
    "a client that connects is welcomed once, without asking, and no other client is",
    {
      needs: "1.2",
      hint: "Which event tells a WebSocketServer that a client has connected, and what does its handler send, as JSON, to that client?",
      hints: {
        doubled: "One connection, one welcome. Which two lines send it, or how often is the listener added that does?",
        "wrong-recipient":
          "The welcome is for the client that has just connected. Which connections does the line that sends it go through?",
      },
    },
    async ({ connect }) => {
      const client = await connect();
      await expect(client).toReceive(welcome);
      await expect(client).toReceiveNoMore(welcome);

      const newcomer = await connect();
      await expect(newcomer).toReceive(welcome);
      await expect(client).toReceiveNoMore(welcome);
    },
  );

  check(
    "1.4",
    "every ping gets exactly one pong, however the JSON is written",
    {
      needs: "1.2",
      hint: "The type decides what a message is, not its text: parse first, then look at type. Does every ping reach that place, and is each one answered once?",
      hints: {
        echo: "Which line makes the answer to a ping, and which object does it send?",
        "wrong-message": "Which line makes the answer to a ping, and which type does it give it?",
      },
    },
    async ({ connect, random }) => {
      const client = await connect();
      client.send({ type: "ping" });
      await expect(client).toReceive(pong);

      client.send({ type: "ping", id: random.word() });
      client.send(`{"n":${random.integer(1, 99)},"type":"ping"}`);
      client.send(`\n  { "type" : "ping" ,\t"note": "${random.word()}" } `);
      client.send({ type: "ping", note: random.word().repeat(NOTE_WORDS) });
      await expect(client).toReceive(pong, { times: 4 });

      client.send({ type: "ping", message: "dance", error: random.word() });
      client.send({ type: "ping" });
      client.send({ type: "ping" });
      await expect(client).toReceive(pong, { times: 3 });

      const id = random.integer(1, 99);
      client.send({ type: "ping", id });
      client.send({ type: "ping", id });
      client.send({ type: "ping", from: null });
      client.send({ type: "ping", data: { list: [true, 1.5, {}, [null]] } });
      client.send({ type: "ping", note: `https://${random.word()}.example/` });
      client.send({ type: "ping", note: `${random.word()} 5 € 🧭 é` });
      await expect(client).toReceive(pong, { times: 6 });
      await expect(client).toReceiveNoMore(pong);
      await expect(client).toReceiveNoMore(errorMessage);
    },
  );

  check(
    "1.5",
    "only the client that pinged gets the pong, whoever else is there and whoever has left",
    {
      needs: "1.4",
      hint: "A reply belongs to the socket the message came from. Which socket does your reply go to when several are open?",
    },
    async ({ connect }) =>
      expectOwnPongs(connect, async (open, pingInTurn) => {
        const [first, second] = [await open(), await open()];
        await pingOneByOne([first, second]);
        const third = await open();
        await pingInTurn([first, second, third]);
        const fourth = await open();
        await pingInTurn([first, second, third, fourth]);

        await first.leave();
        await pingInTurn([second, third, fourth]);
        const fifth = await open();
        await pingInTurn([second, third, fourth, fifth]);
        third.destroy();
        await pingInTurn([second, fourth, fifth]);
      }),
  );
});

exercise(2, "Answer text that is not JSON with an error", () => {
  check(
    "2.1",
    "text that is not JSON gets one error message, however much it looks like a ping",
    {
      hint: "JSON.parse throws when the text is not JSON. What happens to that exception in your message handler, and what does the client hear of it?",
      hints: {
        ...hintsWithoutConnection,
        [failures["lenient-parser"].code]:
          "What happens to this text before JSON.parse sees it, or who reads it instead?",
        [failures["pong-for-nothing"].code]: "What does your code put in the place of an empty text?",
        "answered-twice":
          "The error was sent, and then another answer. After catch, which line does your function go on with?",
      },
    },
    async ({ connect, random }) => {
      const word = random.word();
      const texts = [
        word,
        "ping",
        "{",
        '{"type":',
        "",
        random.garbage(24),
        `{'type':'ping','id':'${word}'}`,
        `{type:"ping",id:"${word}"}`,
        `{"type":"ping","id":"${word}",}`,
        `{"type":"ping"/* ${word} */}`,
        `({"type":"ping","id":"${word}"})`,
        `{"type":"ping"} ${word}`,
        '{"type":"ping"',
      ];
      await askInTurn(connect, texts, async (client, text) => {
        client.send(text);
        await explained(
          () => expect(client).toReceive(errorForText(text)),
          () => whyUnderstood(connect, text),
          failures["lenient-parser"],
        );
      });
    },
  );

  check(
    "2.2",
    "the connection survives it: every further bad text gets its error, and a ping its pong",
    {
      needs: "2.1",
      hint: "A bad message is the client's mistake and no reason to hang up. What does your code do after it has sent the error?",
      hints: hintsBetweenPings,
    },
    async ({ connect, random }) => {
      const client = await connect();
      const word = random.word();
      client.send(word);
      await expect(client).toReceive(errorMessage);
      await expect(client).toStayOpen();

      for (const text of [word, random.garbage(12)]) {
        client.send(text);
        await expect(client).toReceive(errorMessage);
      }
      await expect(client).toReceiveNoMore(errorMessage);
      await expect(client).toStayOpen();

      for (let sent = 0; sent < MORE; sent++) client.send(random.word());
      await expect(client).toReceive(errorMessage, { times: MORE });
      await expect(client).toReceiveNoMore(errorMessage);
      await expect(client).toStayOpen();

      await askBetweenPings(await connect(), client, [random.word(), random.word(), `{"${random.word()}`]);
    },
  );
});

exercise(3, "Answer an unknown message type with an error", () => {
  check(
    "3.1",
    "a type the protocol does not know gets one error message, no pong and no echo",
    {
      hint: "Which branch of handleMessage runs for a type that none of the others knows, and what does it send?",
      hints: {
        ...hintsWithoutConnection,
        "answered-twice": "Follow this message through your code: after the first answer, what runs next?",
        [failures["pong-for-any-case"].code]: "What happens to the type before it is compared?",
        [failures["pong-for-other-spaces"].code]: "What happens to the type before it is compared?",
      },
    },
    async ({ connect, random }) => {
      const types = [
        "dance",
        random.word(),
        random.word().toUpperCase(),
        "PING",
        "Ping",
        "pinger",
        "pin",
        " ping ",
        "type",
        "",
        `${random.word()} ${random.word()} ${random.word()}`,
        `"${random.word()}"\\\n`,
      ];
      await askInTurn(connect, types, async (client, type) => {
        client.send({ type, text: "ping", about: { type: "ping" } });
        const answer = await explained(
          () =>
            explained(
              () => expect(client).toReceive(errorForType(type)),
              () => howTypesAreCompared(connect, type),
              failures["pong-for-a-part"],
            ),
          () => whyInside(connect, type),
          failures["pong-for-everything"],
        );
        adviseOnName(client, type, answer);
      });
    },
  );

  check(
    "3.2",
    "the connection survives it: every further unknown type gets its error, and a ping its pong",
    {
      needs: "3.1",
      hint: "An unknown type is answered, not punished. What does your code do after it has sent the error?",
      hints: hintsBetweenPings,
    },
    async ({ connect, random }) => {
      const client = await connect();
      const unknown = random.word();
      client.send({ type: unknown });
      await expect(client).toReceive(errorMessage);
      await expect(client).toStayOpen();

      for (const type of [unknown, random.word()]) {
        client.send({ type });
        await expect(client).toReceive(errorMessage);
      }
      await expect(client).toReceiveNoMore(errorMessage);
      await expect(client).toStayOpen();

      for (let sent = 0; sent < MORE; sent++) client.send({ type: random.word() });
      await expect(client).toReceive(errorMessage, { times: MORE });
      await expect(client).toReceiveNoMore(errorMessage);
      await expect(client).toStayOpen();

      await askBetweenPings(await connect(), client, [
        { type: random.word() },
        { type: random.word() },
        { type: random.word() },
      ]);
    },
  );
});

stretch(
  "S1",
  "valid JSON that is no message gets one error",
  { why: "null, numbers, strings and arrays are JSON too; they have no type to switch on." },
  async ({ connect }) => {
    for (const text of ["null", "42", '"x"', "[]", "{}", '{"type":7}', '{"type":["ping"]}']) {
      const client = await connect();
      client.send(text);
      await expect(client).toReceive(errorMessage);
      await expect(client).toReceiveNoMore(errorMessage);
      await expect(client).toStayOpen();
    }
  },
);

stretch(
  "S2",
  "types named like members of every object get an error",
  {
    why: "An object used as a table finds constructor and toString on its prototype; Object.hasOwn or a Map does not.",
  },
  async ({ connect }) => {
    for (const type of ["__proto__", "constructor", "toString"]) {
      const client = await connect();
      client.send(`{"type":"${type}"}`);
      await expect(client).toReceive(errorMessage);
      await expect(client).toStayOpen();
    }
  },
);

stretch(
  "S3",
  "a binary frame gets an error, or is closed with 1003",
  { why: "ws hands binary frames to the same handler; its second argument tells them apart." },
  async ({ connect, random, http }) => {
    const client = await connect();
    client.sendBinary(random.bytes(16));
    await expect(client).toReceiveOrBeClosed(errorMessage, 1003);
    expect(await http.get("/health")).toHaveStatus(200);
  },
);

stretch(
  "S4",
  "a ping split over two fragments gets its pong",
  { why: "A message may come in several frames (RFC 6455 section 5.4); a library joins them." },
  async ({ connect }) => {
    const client = await connect();
    client.sendFragments('{"type":', '"ping"}');
    await expect(client).toReceive(pong);
  },
);

stretch(
  "S5",
  "a message over 1 MiB is refused with 1009, and the process lives",
  {
    why: 'Without maxPayload, ws takes messages of 100 MiB from anyone; without an "error" listener, refusing one ends the process.',
    exclusive: true,
  },
  async ({ connect, http }) => {
    const client = await connect();
    client.send(`{"type":"ping","padding":"${"x".repeat(1024 * 1024)}"}`);
    await expect(client).toBeClosed(1009);
    expect(await http.get("/health")).toHaveStatus(200);
  },
);

stretch(
  "S6",
  "hostile HTTP does not end the process",
  {
    why: "new URL and new Request throw on input like this; an async listener that does not catch takes the process down.",
    exclusive: true,
  },
  async ({ http }) => {
    await http.raw("GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
    await http.raw("GET // HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await http.raw("TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    expect(await http.get("/health")).toHaveStatus(200);
  },
);

stretch(
  "S7",
  "bodies and headers pass unharmed: split characters, two cookies, an endless answer",
  {
    why: "Joining chunks as text breaks characters, folding headers loses cookies, and awaiting a whole body never ends for a stream.",
  },
  async ({ http, random }) => {
    const title = `${random.word()} 🧭`;
    const json = Buffer.from(JSON.stringify({ title }));
    const middleOfTheEmoji = json.length - 4;
    const headers = { "content-type": "application/json" };
    const created = await http.request("/tasks", {
      method: "POST",
      headers,
      body: [json.subarray(0, middleOfTheEmoji), json.subarray(middleOfTheEmoji)],
    });
    expect(created).toContain(title);

    expect(await http.get("/preferences")).toHaveHeader("Set-Cookie", { count: 2 });

    const stream = await http.request("/events", { enough: (body) => body.includes("connected") });
    expect(stream).toContain("connected");
  },
);

stretch(
  "S8",
  "valid JSON is never called invalid",
  { why: "One try around both JSON.parse and the handler reports every bug in the handler as bad JSON." },
  async ({ connect }) => {
    const client = await connect();
    client.send("null");
    await expect(client).toReceive(errorMessage);
    expect(client).toHaveReceivedNone(jsonComplaint);
  },
);

stretch(
  "S9",
  "SIGTERM closes the clients with 1001 and ends the process",
  {
    why: "A server that just dies leaves its clients with 1006; 1001 tells them it is going away (RFC 6455 section 7.4.1).",
    exclusive: true,
    needsProcess: true,
  },
  async ({ connect, server }) => {
    const client = await connect();
    server.terminate();
    await expect(client).toBeClosed(1001);
    await server.ended();
  },
);
