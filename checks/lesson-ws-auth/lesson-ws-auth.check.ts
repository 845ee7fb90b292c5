import { check, exercise, expect, explained, like, stretch, type WebSocketClient } from "#kit";
import {
  whenOriginIsAsked,
  whyExpiredCounts,
  whyJustExpiredCounts,
  whyOriginLetIn,
  whyPathLetIn,
} from "./asked-again.ts";
import { failures } from "./failures.ts";
import {
  expectEnd,
  expectHead,
  expectOneStatus,
  expectRefusal,
  expectWithoutOrigin,
  handshakeWith,
  resetOften,
  worthless,
} from "./handshakes.ts";
import {
  authenticatedAs,
  errorMessage,
  expectAnnouncement,
  expectOneWelcome,
  expectWelcome,
  joinBoard,
  welcome,
} from "./messages.ts";
import { cookie, openAs, openUnknown, ORIGIN, PATH, pathWith, peopleIn } from "./people.ts";
import {
  expectErrorOrEnd,
  expectKept,
  expectLeftOut,
  expectTimeoutBeside,
  expectTimeoutOfTalker,
  expectTimeoutWithoutToken,
  expectTurnedAway,
  expectTurnedDown,
  expectTimeoutsApart,
  openTimed,
} from "./unknown-clients.ts";

/** For a handshake that has a right to succeed. */
const refusedHint = {
  "handshake-answered-by-http":
    "This handshake shows a valid session and was refused. Which of your questions about the request did it fail, and what did that question look at?",
};

/** For a session that is over and counts. */
const EXPIRED =
  "This token belongs to a session, and the session is over. Where does your code look at `expiresAt`, and are both sides of the comparison times?";

/** For an empty token that counts as none. */
const EMPTY =
  "The token is there, and its value is empty. Does your code ask whether there is a token, or whether its value counts as true?";

/** For a token that ended the server. */
const UNDECODABLE =
  "A client can send any text as a token, also one that cannot be decoded. What does your code do with the text before it looks for its session, and what happens when that fails?";

/** For a handshake that was refused, and whose connection is still open. */
const NOT_ENDED =
  "The client has its status and waits: without an end, the rest of the response may still come. Which method of a socket writes the last bytes and ends it, and does every line that refuses a handshake call it?";

exercise(1, "Recognize a session by its cookie, and refuse the rest", () => {
  check(
    "1.1",
    "a handshake with a session's cookie is accepted, and the welcome names its user",
    {
      hint: "The cookie is a header of the handshake. Which function turns its token into a user, and how does the user get from there into the welcome?",
      hints: refusedHint,
    },
    async ({ http, websocket, board }) => {
      const { first, second, third } = peopleIn(board);
      const login = await http.post("/login", { json: { email: first.email } });
      const { data } = expect(login).toMatchJson({ data: { token: like.text } });

      for (const [person, token] of [
        [first, data.token],
        [second, second.token],
        [third, third.token],
      ] as const) {
        const client = await websocket.open(PATH, cookie(token));
        await expectWelcome(client, person, `Cookie: session=${token}`);
        await expect(client).toReceiveNoMore(welcome);
      }
    },
  );

  check(
    "1.2",
    "a cookie with a wrong, an expired or an empty token is refused with 401",
    {
      needs: "1.1",
      hint: "What does your code do with a token that belongs to no session, and with one whose session is over? A refused handshake gets a status, and never the 101.",
      hints: {
        [failures["expired-let-in"].code]: EXPIRED,
        [failures["empty-let-in"].code]: EMPTY,
        "server-stopped": UNDECODABLE,
      },
    },
    async ({ websocket, board, random }) => {
      for (const { what, token, ...refusal } of worthless({ random, websocket, board }))
        await expectRefusal(websocket, {
          ...cookie(token),
          ...refusal,
          statuses: [401],
          showing: `with ${what} in the cookie`,
        });
    },
  );

  check(
    "1.3",
    "the session's cookie is found among others, and no other is taken for it",
    {
      needs: "1.1",
      hint: "A request has all its cookies in one header, in any order. Which of them does your code read, and would it also read one whose name only ends in the same way?",
      hints: refusedHint,
    },
    async ({ websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const cookies = [
        `theme=${random.word()}; session=${first.token}; lang=en`,
        `old_session=${second.token}; session=${first.token}`,
        `session=${first.token}; sessions=${third.token}; last=session=${second.token}`,
      ];
      for (const header of cookies) {
        const client = await websocket.open(PATH, { headers: { cookie: header }, origin: ORIGIN });
        await expectWelcome(client, first, `Cookie: ${header}`);
      }
    },
  );

  check(
    "1.4",
    "a handshake on any other path than /ws is refused with 404",
    {
      needs: "1.2",
      hint: "Since nothing restricts the WebSocketServer to a path, it takes handshakes on all of them. Where does your code compare the path, and with the whole of it?",
      hints: {
        "handshake-reset":
          "The connection was cut without an answer. What does a client learn from that, and which status would tell it?",
      },
    },
    async ({ websocket, board, random }) => {
      const { first } = peopleIn(board);
      for (const path of ["/", `/${random.word()}`, "/wss", `${PATH}/${random.word()}`, `/${random.word()}${PATH}`])
        await expectRefusal(websocket, {
          path: `${path}?token=${first.token}`,
          ...cookie(first.token),
          statuses: [404, 400],
          failure: failures["wrong-path-let-in"],
          showing: "with the token of a session",
          ask: () => whyPathLetIn({ websocket, board }),
        });
    },
  );

  check(
    "1.5",
    "after signing out, the same cookie is refused",
    {
      needs: "1.2",
      hint: "Signing out deletes the session from the database. Where does your server look when the next handshake shows its token?",
    },
    async ({ http, websocket, board }) => {
      const { first } = peopleIn(board);
      const login = await http.post("/login", { json: { email: first.email } });
      const { data } = expect(login).toMatchJson({ data: { token: like.text } });
      const client = await websocket.open(PATH, cookie(data.token));
      await expectWelcome(client, first, `Cookie: session=${data.token}`);

      expect(await http.post("/logout", cookie(data.token))).toHaveStatus(204);
      await expectRefusal(websocket, {
        ...cookie(data.token),
        statuses: [401],
        failure: failures["let-in"],
        showing: "with the token of a session that was ended",
      });
    },
  );

  check(
    "1.6",
    "the connection of a refused client is ended, and one that resets it harms nobody",
    {
      needs: "1.4",
      hint: "Until the 101, the socket is yours: who ends it, and who listens for its errors?",
      hints: { "not-closed": NOT_ENDED },
    },
    async ({ http, tcp, websocket, random }) => {
      const handshake = handshakeWith(random, `session=${random.word()}`);
      const elsewhere = handshakeWith(random, "", { target: `/${random.word()}` });
      for (const refused of [handshake, elsewhere]) await expectEnd(tcp, http, refused);

      for (const refused of [handshake, elsewhere]) await resetOften(tcp, http, refused);
      // What takes time to answer a handshake has taken it by the time that another one is answered.
      await expectRefusal(websocket, {
        ...cookie(random.word()),
        statuses: [401],
        failure: failures["let-in"],
        showing: "with a wrong token in the cookie",
      });
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );
});

exercise(2, "Accept a token in the URL or in the first message", () => {
  check(
    "2.1",
    "a handshake with a token in the URL is accepted, and the welcome names its user",
    {
      hint: "The query is the part of the request's target behind the question mark. Which parameter holds the token, and what does your code do with its value?",
      hints: {
        ...refusedHint,
        [failures["not-recognized"].code]:
          "The token stands in the URL of the handshake. Does authenticateUpgrade look there, and not only at the cookie?",
        [failures["wrong-user"].code]:
          "The token in the URL belongs to one user, and the welcome names another. Which other parameter, or which cookie, did your code take instead?",
      },
    },
    async ({ websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const paths = [
        pathWith(first.token),
        `${PATH}?client=${random.word()}&token=${first.token}&v=2`,
        `${PATH}?csrf_token=${second.token}&token=${first.token}&tokens=${third.token}`,
      ];
      for (const path of paths) {
        const client = await websocket.open(path, { origin: ORIGIN });
        await expectWelcome(client, first, `the target ${path}`);
      }

      const both = await websocket.open(pathWith(first.token), cookie(second.token));
      await expectWelcome(both, first, `the target ${pathWith(first.token)} and Cookie: session=${second.token}`);
    },
  );

  check(
    "2.2",
    "a URL with a wrong, an expired or an empty token is refused with 401",
    {
      needs: "2.1",
      hint: "A token in the URL is worth as much as one in a cookie, and a wrong one as little. Does it go through the same questions?",
      hints: {
        [failures["expired-let-in"].code]: EXPIRED,
        [failures["empty-let-in"].code]: EMPTY,
        [failures["cookie-instead"].code]:
          "The URL shows a wrong token, and the cookie that of a session. Which of the two counts, in your code and in the README?",
        "server-stopped": UNDECODABLE,
      },
    },
    async ({ websocket, board, random }) => {
      const { first } = peopleIn(board);
      for (const { what, token, ...refusal } of worthless({ random, websocket, board }))
        await expectRefusal(websocket, {
          path: pathWith(token),
          ...refusal,
          statuses: [401],
          showing: `with ${what} in the URL`,
        });

      await expectRefusal(websocket, {
        path: pathWith(random.word()),
        ...cookie(first.token),
        statuses: [401],
        failure: failures["cookie-instead"],
        showing: "with a wrong token in the URL and the token of a session in the cookie",
      });
    },
  );

  check(
    "2.3",
    "a client that shows nothing may connect, and what it asks for has no effect",
    {
      hint: "A client without a token is neither refused nor known. What does your code ask before it lets it join a board?",
      hints: {
        "handshake-answered-by-http":
          "This client shows nothing yet, and is allowed to: it says who it is in its first message. What tells your code no token from a wrong one?",
        [failures["joined-unauthenticated"].code]:
          "The client got an error for its join, and then what only members get. Which of your lines run before you ask who it is?",
        "connection-closed": "Asking too early is answered with an error. What does your code do with such a client?",
        "no-message": "The client asked to join and waits. Which answer does it get as long as nobody knows it?",
      },
    },
    async ({ websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const boardId = random.word();
      const member = await openAs(websocket, first);
      await joinBoard(member, boardId);

      const unknown = await openUnknown(websocket);
      unknown.send({ type: "join", boardId, userId: second.id, name: second.name });
      await expectTurnedDown(unknown, member);

      const newcomer = await openAs(websocket, third);
      await joinBoard(newcomer, boardId);
      await expectAnnouncement(member, third, newcomer);
      await expectLeftOut(unknown, newcomer);
    },
  );

  check(
    "2.4",
    "a first message with a valid token is answered with the user, who can then join",
    {
      needs: "2.3",
      hint: 'Which case of handleMessage takes the type "auth", and where does it keep the user for the messages that follow?',
      hints: {
        "connection-closed":
          "The token of this first message is valid, and the connection was closed. Does your code find its session, and is a timer running that does not wait for it?",
        "no-message":
          "The first message can come at once. Is the listener for messages there when the connection opens, or only after something else was waited for?",
        [failures["message-believed"].code]:
          'The "auth" message also named another user, and the others were told that name. Which fields of this message does your code keep?',
        "wrong-message":
          'The client sent an "auth" message with a valid token. Which case of handleMessage answers it, and with which fields?',
      },
    },
    async ({ websocket, board, random }) => {
      const { first, second } = peopleIn(board);
      const boardId = random.word();
      const member = await openAs(websocket, first);
      await joinBoard(member, boardId);

      const client = await openUnknown(websocket);
      client.send({ type: "auth", token: second.token, userId: first.id, name: first.name });
      await expect(client).toReceive(authenticatedAs(second));
      await expect(client).toReceiveNoMore(errorMessage);
      expectOneWelcome(client);
      await joinBoard(client, boardId);
      await expectAnnouncement(member, second, client);
    },
  );

  check(
    "2.5",
    "a first message with a wrong or an expired token closes the connection with 4401",
    {
      needs: "2.4",
      hint: "A wrong token is no reason to go on waiting. Which method of `ws` ends a connection with a code of your choice?",
      hints: {
        [failures["expired-let-in"].code]: EXPIRED,
        "server-stopped":
          "This message has no token. What does your code do with it before it looks for its session, and who catches what is thrown there?",
      },
    },
    async ({ http, websocket, board, random }) => {
      const { first, expired, justExpired } = peopleIn(board);
      const user = { id: first.id, name: first.name };
      const tokens = [
        [random.word(), failures["let-in"], undefined],
        [expired, failures["expired-let-in"], whyExpiredCounts],
        [justExpired, failures["expired-let-in"], whyJustExpiredCounts],
      ] as const;
      for (const [token, failure, ask] of tokens) {
        const client = await openUnknown(websocket);
        client.send({ type: "auth", token, userId: first.id, name: first.name, user });
        await explained(
          () => expectTurnedAway(client, failure),
          () => ask?.({ websocket, board }),
          failures["expired-let-in"],
        );
      }

      const without = await openUnknown(websocket);
      without.send({ type: "auth" });
      await expectErrorOrEnd(without);
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );

  check(
    "2.6",
    "a client that stays unknown is closed after AUTH_TIMEOUT_MS, and no other",
    {
      needs: "2.4",
      hint: "Which timer is started for a client that shows nothing, and what does its function ask before it closes the connection?",
      hints: {
        [failures["closed-for-another"].code]:
          "Several connections of one user are open, as with two tabs. Which line of yours closes one of them when another comes?",
        [failures["one-timer-for-all"].code]:
          "Three clients came one after the other, and each got another time. Is there a timer for each of them that starts when it connects, or one that goes off now and then for all?",
        [failures["timer-shared"].code]:
          "Some of the unknown clients were closed, and others never. Whose timer does your code stop when one of them says who it is, or leaves?",
        "wrong-close-code":
          "The client learns from the close code why it was closed: 4401. Which method of `ws` sends a code, and which cuts the connection?",
      },
    },
    async ({ servers, board, random }) => {
      const timeoutMs = 900;
      const { websocket } = await servers.start({ env: { AUTH_TIMEOUT_MS: String(timeoutMs) } });
      const { first, second } = peopleIn(board);
      // A user may have several connections, in several tabs: each of them stays.
      const known = [await openAs(websocket, first), await openAs(websocket, first)];
      // Three are unknown at the same time: what stops the timer of one must not stop another's.
      const late = [await openUnknown(websocket), await openUnknown(websocket)];
      const silent = await openTimed(websocket);
      for (const [index, { token, ...user }] of [first, second].entries()) {
        const client = late[index] as WebSocketClient;
        client.send({ type: "auth", token });
        await expect(client).toReceive(authenticatedAs({ token, ...user }));
        known.push(client);
      }
      await expectKept(known);

      const asking = await openTimed(websocket);
      const ping = { type: "ping", note: random.word() };
      await Promise.all([
        expectTimeoutOfTalker(websocket, asking, timeoutMs, ping),
        expectTimeoutWithoutToken(websocket, timeoutMs),
        expectTimeoutsApart(websocket, timeoutMs),
      ]);
      await expectTimeoutBeside(silent, timeoutMs);
      await expectKept(known);
    },
  );
});

exercise(3, "Trust the session, and only your own pages", () => {
  check(
    "3.1",
    "whoever a message says it is from, the others are told the user of the session",
    {
      hint: "Any client can write any name into a message. Where does your code take the name from that it tells the others?",
      hints: {
        [failures["wrong-user"].code]:
          "The others were told a user whom neither this connection's session nor its message names. Where does your code keep the user of a connection, and which other connections find theirs in the same place?",
      },
    },
    async ({ websocket, board, random }) => {
      const { first, second, third } = peopleIn(board);
      const boardId = random.word();
      const member = await openAs(websocket, first);
      await joinBoard(member, boardId);

      // Both are connected before the first of them joins: the newest connection is not the one that asks.
      const inventing = await openAs(websocket, second);
      const posing = await openAs(websocket, third);
      await joinBoard(inventing, boardId, { userId: random.word(), name: random.word() });
      await expectAnnouncement(member, second, inventing);
      await joinBoard(posing, boardId, {
        userId: first.id,
        name: first.name,
        user: { id: first.id, name: first.name },
      });
      await expectAnnouncement(member, third, posing);
    },
  );

  check(
    "3.2",
    "pages of every allowed origin may connect, and clients without an origin",
    {
      hint: "ALLOWED_ORIGINS holds several origins in one text. What does your code compare with the Origin of the handshake, and what of a handshake that has none?",
      hints: {
        "handshake-answered-by-http":
          "This origin is allowed, and the handshake was refused. What does your code compare with the Origin header?",
      },
    },
    async ({ servers, board, random }) => {
      const { first } = peopleIn(board);
      const allowed = [
        `https://${random.word()}.example`,
        `http://${random.word()}.example:8080`,
        "http://localhost:5173",
      ];
      const { websocket } = await servers.start({ env: { ALLOWED_ORIGINS: allowed.join(",") } });
      for (const origin of allowed) {
        const page = await websocket.open(pathWith(first.token), { ...cookie(first.token), origin });
        await expect(page).toStayOpen();
      }
      await expectWithoutOrigin(websocket, pathWith(first.token), `session=${first.token}`);
    },
  );

  check(
    "3.3",
    "a page of any other origin is refused with 403, however much its origin looks like an allowed one",
    {
      hint: "Put the refused origin beside the allowed ones, character by character. Does your code compare the whole text, or only a part of it? And does it do so whatever else the handshake shows?",
      hints: { "not-closed": NOT_ENDED, [failures["origin-asked-late"].code]: failures["origin-asked-late"].question },
    },
    async ({ http, tcp, websocket, board, random }) => {
      const { first } = peopleIn(board);
      const host = new URL(ORIGIN).host;
      const foreign = [
        [`https://${random.word()}.test`, "which has nothing in common with an allowed one"],
        [`https://${host}.${random.word()}.test`, "which begins with an allowed one and goes on"],
        [`https://${random.word()}${host}`, "whose host ends with that of an allowed one"],
        [`https://${random.word()}.${host}`, "whose host ends with that of an allowed one, after a dot"],
        [`https://${host.replace(".", "-")}`, "which is like an allowed one but for a dot, as in a regular expression"],
        [`https://${host}:8443`, "which has the host of an allowed one and another port"],
        [`http://${host}`, "which has the host of an allowed one and another scheme"],
        [`https://${host.slice(1)}`, "whose host is a part of that of an allowed one"],
        [`https://${host}0`, "which begins with an allowed one and goes on"],
        [ORIGIN.slice(0, -1), "which is the beginning of an allowed one"],
        [`https://${random.word()}.test?https://${host}`, "which has an allowed one in it"],
        [`https://${host.toUpperCase()}.TEST`, "which begins with an allowed one in capital letters and goes on"],
      ] as const;
      for (const [origin, which] of foreign)
        await expectRefusal(websocket, {
          path: pathWith(first.token),
          ...cookie(first.token),
          origin,
          statuses: [403, 401, 400],
          failure: failures["foreign-origin-let-in"],
          showing: `from a page of ${origin}`,
          why: `a page gets a connection whose origin is none of the allowed, ${which}`,
          ask: () => whyOriginLetIn({ websocket, board }, origin),
        });

      // Whatever the handshake shows, it is one page or another that sends it.
      const origin = `https://${random.word()}.test`;
      const ways = {
        "a valid token in a cookie": { path: PATH, ...cookie(first.token) },
        "a valid token in the URL": { path: pathWith(first.token) },
        "no token": { path: PATH },
        "a wrong token in the URL": { path: pathWith(random.word()) },
      };
      const asked = {
        ...ways,
        "a valid token in both": { path: pathWith(first.token), ...cookie(first.token) },
      };
      const refusals = Object.entries(ways).map(([what, handshake]) => ({
        ...handshake,
        origin,
        statuses: [403, 401, 400],
        failure: failures["origin-asked-sometimes"],
        showing: `with ${what}, from a page of ${origin}`,
        ask: () => whenOriginIsAsked({ websocket, board }, asked, origin),
      }));
      await expectOneStatus(websocket, refusals);
      const refused = handshakeWith(random, `session=${first.token}`, { origin });
      await expectEnd(tcp, http, refused);
      await resetOften(tcp, http, refused);
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );

  check(
    "3.4",
    "an origin that is no URL is refused, and the server lives",
    {
      needs: "3.3",
      hint: "A sandboxed frame or a local file sends `Origin: null`, and any other client whatever it likes. Does your code treat such a text as an origin that is not in the list, or as none at all?",
    },
    async ({ http, websocket, board, random }) => {
      const { first } = peopleIn(board);
      for (const origin of ["null", random.word(), "https://", "http://[::1"])
        await expectRefusal(websocket, {
          path: pathWith(first.token),
          ...cookie(first.token),
          origin,
          statuses: [403, 401, 400],
          failure: failures["foreign-origin-let-in"],
          showing: `with Origin: ${origin}`,
          why: `the Origin ${JSON.stringify(origin)}, which is no URL and none of the allowed, is let in`,
        });
      expect(await http.get("/health")).toHaveStatus(200);
    },
  );
});

stretch(
  "S1",
  "a second auth message makes nobody else of a client",
  {
    why: "A connection that changes its user takes its rooms along: those in them would hear one user and see another.",
  },
  async ({ websocket, board, random }) => {
    const { first, second } = peopleIn(board);
    const boardId = random.word();
    const member = await openAs(websocket, first);
    await joinBoard(member, boardId);
    const client = await openAs(websocket, second);
    client.send({ type: "auth", token: first.token });
    client.send({ type: "join", boardId });
    await expectAnnouncement(member, second, client);
  },
);

stretch(
  "S2",
  "handshakes with strange targets do not end the process",
  {
    why: "new URL throws on targets such as //, and what an upgrade listener throws nothing catches.",
    exclusive: true,
  },
  async ({ http, tcp, random }) => {
    for (const target of ["//", "//:0", "/ws?token=%", "http://", "*"]) {
      const connection = await tcp.open();
      await connection.send(handshakeWith(random, "", { target }));
      await expectHead(connection, http);
    }
    expect(await http.get("/health")).toHaveStatus(200);
  },
);

stretch(
  "S3",
  "a token that is no text is a wrong one",
  {
    why: "A message's fields can be anything. A database that is asked for an object throws, and its query is no comparison.",
  },
  async ({ http, websocket }) => {
    for (const token of [null, 42, true, ["a"], { a: 1 }]) {
      const client = await openUnknown(websocket);
      client.send({ type: "auth", token });
      await expectTurnedAway(client);
    }
    expect(await http.get("/health")).toHaveStatus(200);
  },
);
