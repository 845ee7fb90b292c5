import { describe, expect, test } from "vitest";
import { FAILURES, failureOf } from "../../failures/registry.ts";
import { defineFailures } from "../../kit/exercise.ts";
import { expect as expectOf } from "../../kit/expect.ts";
import { CheckFailure, type Observation } from "../../kit/failure.ts";
import { fieldIs, pattern } from "../../kit/pattern.ts";
import type { WebSocketClient } from "../../kit/transports/websocket/websocket-client.ts";
import { BINARY, closing, frame, TEXT } from "./frames.ts";
import { withRawServer, type RawServer, type RawConnection } from "./raw-server.ts";

const failures = defineFailures({
  "no-answer": { ...FAILURES["no-message"], cause: "knocks are not answered" },
  "greeting-for-everything": { ...FAILURES["wrong-message"], cause: "every message is greeted" },
});
const answer = pattern("answer", 'a JSON object with "type":"answer"', ({ type }) => type === "answer", {
  missing: failures["no-answer"],
  instead: [{ matches: ({ type }) => type === "greeting", failure: failures["greeting-for-everything"] }],
});
const refusal = pattern("refusal", 'a JSON object with "type":"refusal"', ({ type }) => type === "refusal");
const ANSWER = '{"type":"answer"}';
const KNOCK = { type: "knock" };

/** What a check saw, with the code as the verdict tells it. */
type Observed = Omit<Observation, "code"> & { readonly code: string };

/** Knocks `times` times at a server that does this with each knock, and expects as many answers. */
function knocking(
  onKnock: (connection: RawConnection, knocks: number) => void,
  times: number = 1,
): Promise<Observed | undefined> {
  return asking(onKnock, async (client) => {
    for (let knock = 0; knock < times; knock++) client.send(KNOCK);
    await expectOf(client).toReceive(answer, { times });
  });
}

/** What `ask` fails with, at a server that does this with each text it gets. */
async function asking(
  onText: (connection: RawConnection, texts: number) => void,
  ask: (client: WebSocketClient, peer: RawServer) => Promise<void> | void,
): Promise<Observed | undefined> {
  const serve = (connection: RawConnection) => {
    let texts = 0;
    connection.open().onText(() => onText(connection, ++texts));
  };
  return withRawServer(serve, async (peer) => observed(async () => ask(await peer.connect(), peer)));
}

async function observed(act: () => Promise<void>): Promise<Observed | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof CheckFailure) {
      const { question: _question, failedAt: _failedAt, ...seen } = error.observation;
      return { ...seen, code: failureOf(seen.code).code };
    }
    throw error;
  }
}

const nothing = () => {};
const answering = (connection: RawConnection) => connection.say(ANSWER);

describe.concurrent("toReceive", () => {
  test("accepts an answer among other messages", async () => {
    expect(
      await knocking((connection) => connection.say('{"type":"weather"}', "hm", ANSWER, '{"type":"weather"}')),
    ).toBeUndefined();
  });

  test("accepts as many answers as asked for", async () => {
    expect(await knocking(answering, 3)).toBeUndefined();
  });

  test("accepts an answer that is followed by the end of the connection", async () => {
    expect(await knocking((connection) => connection.say(ANSWER).write(closing(1000)))).toBeUndefined();
  });

  test("accepts an answer that comes late but within the limit", async () => {
    expect(await knocking((connection) => setTimeout(() => connection.say(ANSWER), 500))).toBeUndefined();
  });
});

describe.concurrent("a failed toReceive", () => {
  test("reports silence", async () => {
    expect(await knocking(nothing)).toEqual({
      code: "no-answer",
      sent: '{"type":"knock"} (text, 16 bytes)',
      expected: 'a JSON object with "type":"answer", within 2 s',
      received: "nothing within 2 s; the connection is open",
    });
  });

  test("reports plain text", async () => {
    expect(await knocking((connection) => connection.say("who is there?"))).toMatchObject({
      code: "not-json",
      received: "who is there? (text)",
    });
  });

  test("reports a binary message", async () => {
    expect(await knocking((connection) => connection.write(frame(BINARY, ANSWER)))).toMatchObject({
      code: "binary-instead-of-text",
      received: "17 bytes (binary)",
    });
  });

  test("reports another JSON message", async () => {
    expect(await knocking((connection) => connection.say('{"type":"question"}'))).toMatchObject({
      code: "wrong-message",
      received: '{"type":"question"} (text)',
    });
  });

  test("reports another JSON message with what it lacks", async () => {
    const named = pattern("name", "a JSON object with a name", ({ name }) => name === "Ada", {
      lacks: (message) => fieldIs(message, "name", '"Ada"'),
    });
    const ask = (text: string) =>
      asking(
        (connection) => connection.say(text),
        async (client) => {
          client.send(KNOCK);
          await expectOf(client).toReceive(named);
        },
      );
    expect(await ask("{}")).toMatchObject({
      code: "wrong-message",
      why: expect.stringContaining('it has no "name"') as string,
    });
    expect(await ask('{"name":7}')).toMatchObject({
      code: "wrong-message",
      why: expect.stringContaining('its "name" is 7 and not "Ada"') as string,
    });
  });

  test("reports JSON that was encoded twice", async () => {
    expect(await knocking((connection) => connection.say(JSON.stringify(ANSWER)))).toMatchObject({
      code: "wrong-message",
    });
  });

  test("reports an echo, however it is formatted", async () => {
    expect(await knocking((connection) => connection.say('{ "type": "knock" }'))).toMatchObject({ code: "echo" });
  });

  test("reports a message that reveals a particular mistake", async () => {
    expect(await knocking((connection) => connection.say('{"type":"greeting"}'))).toMatchObject({
      code: "greeting-for-everything",
    });
  });

  test("reports silence with the engine's code when the message has no code of its own", async () => {
    const unnamed = asking(nothing, async (client) => {
      client.send(KNOCK);
      await expectOf(client).toReceive(refusal);
    });
    expect(await unnamed).toMatchObject({ code: "no-message" });
  });

  test("reports an answer to the first message and none to the second", async () => {
    expect(
      await asking(
        (connection, knocks) => knocks === 1 && answering(connection),
        async (client) => {
          client.send(KNOCK);
          await expectOf(client).toReceive(answer);
          client.send(KNOCK);
          await expectOf(client).toReceive(answer);
        },
      ),
    ).toMatchObject({ code: "works-once", received: "nothing within 2 s; the connection is open" });
  });

  test("reports that not even a ping frame was answered", async () => {
    expect(await knocking((connection) => void (connection.pongs = false))).toMatchObject({
      code: "event-loop-blocked",
      received: "nothing within 2 s, not even the answer to a ping frame",
    });
  });

  test("reports fewer answers than messages", async () => {
    expect(await knocking((connection, knocks) => knocks !== 2 && answering(connection), 3)).toMatchObject({
      code: "too-few",
      received: "2 of 3",
    });
  });

  test("does not count an answer that came before the question", async () => {
    const early = (connection: RawConnection) => void connection.open(frame(TEXT, ANSWER));
    const ask = async ({ connect }: RawServer) => {
      const client = await connect();
      await client.until(() => client.inbox[0], 2_000);
      client.send(KNOCK);
      await expectOf(client).toReceive(answer);
    };
    expect(await withRawServer(early, (peer) => observed(() => ask(peer)))).toMatchObject({ code: "no-answer" });
  });

  test("reports an answer that reached another client", async () => {
    expect(
      await withRawServer(
        (connection) => connection.open(),
        (peer) =>
          observed(async () => {
            const [, asking] = [await peer.connect(), await peer.connect()];
            peer.visitors[1]?.onText(() => void peer.visitors[0]?.say(ANSWER));
            asking.send(KNOCK);
            await expectOf(asking).toReceive(answer);
          }),
      ),
    ).toMatchObject({ code: "wrong-recipient", received: "nothing at client-2; the answer went to client-1" });
  });

  test("reports a closed connection with its code and reason", async () => {
    expect(await knocking((connection) => connection.write(closing(4001, "not today")))).toMatchObject({
      code: "connection-closed",
      received: 'nothing; your server closed the connection with 4001 "not today"',
    });
  });

  test("reports a connection that was closed without a code after another message", async () => {
    expect(await knocking((connection) => connection.say("bye").write(frame(0x8)))).toMatchObject({
      code: "connection-closed",
      received: "bye (text); your server closed the connection (1005, no code given)",
    });
  });

  test("reports a connection that was cut", async () => {
    expect(await knocking((connection) => connection.socket.destroy())).toMatchObject({
      code: "connection-closed",
      received: "nothing; your server cut the connection without a close frame (1006)",
    });
  });

  test("reports a flood", async () => {
    expect(await knocking((connection) => connection.write(frame(TEXT, "x", { claimed: 2 ** 32 })))).toMatchObject({
      code: "flooded",
      received: "a message larger than 1 MiB; the check cut the connection",
    });
  });

  test("reports bytes that are not a frame", async () => {
    expect(await knocking((connection) => connection.write(frame(0x3, "x")))).toMatchObject({ code: "broken-frame" });
  });

  test("reports the end of the process as the cause of a cut connection", async () => {
    const end = {
      code: "server-stopped",
      error: "TypeError: cold",
      location: { file: "oven.ts", line: 7, column: 9 },
      exitCode: 1,
      signal: null,
    } as const;
    const dying = (connection: RawConnection, peer: RawServer) => {
      connection.socket.destroy();
      // The system tells of an exit a moment after the connection is gone.
      setTimeout(() => peer.end(end), 50);
    };
    for (const wait of [
      (client: WebSocketClient) => expectOf(client).toReceive(answer),
      (client: WebSocketClient) => expectOf(client).toBeClosed(1001),
    ])
      expect(
        await asking(nothing, async (client, peer) => {
          peer.visitors[0]?.onText(() => dying(peer.visitors[0] as RawConnection, peer));
          client.send(KNOCK);
          await wait(client);
        }),
      ).toMatchObject({
        code: "server-stopped",
        received: "nothing; your server stopped: TypeError: cold",
        file: "oven.ts",
        line: 7,
      });
  });

  test("names everything that was sent, however much it is", async () => {
    expect(await knocking(nothing, 5)).toMatchObject({
      sent: '{"type":"knock"} (text, 16 bytes), then {"type":"knock"} (text, 16 bytes), then 3 more',
    });
  });
});

describe.concurrent("toReceiveNoMore", () => {
  const knockOnce = async (client: WebSocketClient) => {
    client.send(KNOCK);
    await expectOf(client).toReceive(answer);
    await expectOf(client).toReceiveNoMore(answer);
  };

  test("passes when nothing more comes", async () => {
    expect(await asking(answering, knockOnce)).toBeUndefined();
  });

  test("fails for an answer that is sent twice", async () => {
    expect(await asking((connection) => connection.say(ANSWER, ANSWER), knockOnce)).toMatchObject({
      code: "doubled",
      received: '1 more: {"type":"answer"} (text)',
    });
  });

  test("fails for a second answer that is sent a moment later, before the pong", async () => {
    expect(
      await asking((connection) => setImmediate(() => answering(connection)) && answering(connection), knockOnce),
    ).toMatchObject({ code: "doubled" });
  });

  test("fails for an answer of another kind beside the right one", async () => {
    const ask = async (client: WebSocketClient) => {
      client.send(KNOCK);
      await expectOf(client).toReceive(answer);
      await expectOf(client).toReceiveNoMore(refusal);
    };
    expect(await asking((connection) => connection.say(ANSWER, '{"type":"refusal"}'), ask)).toMatchObject({
      code: "answered-twice",
      received: '{"type":"refusal"} (text) as well',
    });
  });

  test("fails for an answer at a client that sent nothing", async () => {
    expect(
      await withRawServer(
        (connection) => connection.open(),
        (peer) =>
          observed(async () => {
            const [quiet, client] = [await peer.connect(), await peer.connect()];
            peer.visitors[1]?.onText(() => peer.visitors.forEach(answering));
            client.send(KNOCK);
            await expectOf(client).toReceive(answer);
            await expectOf(quiet).toReceiveNoMore(answer);
          }),
      ),
    ).toMatchObject({
      code: "wrong-recipient",
      sent: '{"type":"knock"} (text, 16 bytes) by client-2',
      received: '{"type":"answer"} (text) at client-1',
    });
  });
});

describe.concurrent("toStayOpen", () => {
  const staying = async (client: WebSocketClient) => {
    client.send(KNOCK);
    await expectOf(client).toStayOpen();
  };

  test("passes after a pong frame", async () => {
    expect(await asking(nothing, staying)).toBeUndefined();
  });

  test("fails after silence", async () => {
    expect(await asking((connection) => void (connection.pongs = false), staying)).toMatchObject({
      code: "no-pong-frame",
    });
  });

  test("fails for a message in place of the pong frame", async () => {
    expect(await asking((connection) => void (connection.say('{"type":"pong"}').pongs = false), staying)).toMatchObject(
      {
        code: "no-pong-frame",
      },
    );
  });

  test("fails for a closed connection", async () => {
    expect(await asking((connection) => connection.write(closing(1008)), staying)).toMatchObject({
      code: "connection-closed",
      received: "nothing; your server closed the connection with 1008",
    });
  });
});

describe.concurrent("the other expectations", () => {
  test("toHaveReceivedNoEcho fails for an echo beside an answer", async () => {
    const ask = async (client: WebSocketClient) => {
      client.send(KNOCK);
      await expectOf(client).toReceive(answer);
      await expectOf(client).toReceiveNoMore(answer);
      expectOf(client).toHaveReceivedNoEcho();
    };
    // The event is the echo, which is not the last thing that came.
    expect(await asking((connection) => connection.say(JSON.stringify(KNOCK), ANSWER), ask)).toMatchObject({
      code: "echo",
      event: { dir: "in", text: JSON.stringify(KNOCK) },
    });
    expect(await asking(answering, ask)).toBeUndefined();
  });

  test("toHaveReceivedNone fails for an unwanted message", async () => {
    const ask = async (client: WebSocketClient) => {
      client.send(KNOCK);
      await client.until(() => client.inbox[0], 2_000);
      expectOf(client).toHaveReceivedNone(answer);
    };
    expect(await asking(answering, ask)).toMatchObject({ code: "wrong-message" });
    expect(await asking((connection) => connection.say("{}"), ask)).toBeUndefined();
  });

  test("toBeClosed requires the close code", async () => {
    const ask = async (client: WebSocketClient) => {
      client.send(KNOCK);
      await expectOf(client).toBeClosed(1001);
    };
    expect(await asking((connection) => connection.write(closing(1001)), ask)).toBeUndefined();
    expect(await asking((connection) => connection.write(closing(1000)), ask)).toMatchObject({
      code: "wrong-close-code",
      received: "closed with 1000",
    });
    expect(await asking(nothing, ask)).toMatchObject({ code: "not-closed" });
  });

  test("toReceiveOrBeClosed accepts either a message or the close", async () => {
    const ask = async (client: WebSocketClient) => {
      client.send(KNOCK);
      await expectOf(client).toReceiveOrBeClosed(answer, 1003);
    };
    expect(await asking(answering, ask)).toBeUndefined();
    expect(await asking((connection) => connection.write(closing(1003)), ask)).toBeUndefined();
    expect(await asking((connection) => connection.write(closing(1011)), ask)).toMatchObject({
      code: "connection-closed",
    });
  });

  test("toShareTheHttpPort names the second port", async () => {
    const ask = (client: WebSocketClient) => {
      client.ownPort = { asked: 3001, real: 40_001 };
      expectOf(client).toShareTheHttpPort();
    };
    expect(await asking(nothing, ask)).toMatchObject({
      code: "second-port",
      received: "no WebSocket there; your WebSocket server opened a second port, 3001",
    });
  });
});
