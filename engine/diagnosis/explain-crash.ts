/** What an uncaught error means: read from the error and from the line that threw it. */
import type { Finding } from "./failed-check.ts";
import { suggestNames } from "../text/suggest.ts";
import { named } from "./places.ts";
import type { Place, Sources } from "./sources.ts";

/** An error that ended a server, or kept it from starting. */
export interface Thrown {
  /** On one line, with its name. */
  readonly error: string;
  readonly at: Place | undefined;
  /** Whether it was the reason of a promise that nothing handled. */
  readonly rejected: boolean;
  /** Whether code of the submission caught it. @default false */
  readonly caught?: boolean;
}

interface Explanation {
  readonly error: RegExp;
  readonly explain: (thrown: Thrown, sources: Sources, match: RegExpExecArray) => Finding | undefined;
}

/** What a module of ws exports, of which learners misspell the names. */
const WS_EXPORTS = ["WebSocketServer", "WebSocket", "createWebSocketStream"];

/** How far around a line its try and its catch are looked for. */
const TRY_LINES = 8;

/** The line that throws the very error again that a line inside of a try threw, as far as the lines around it show. */
function thrownAgain(at: Place | undefined, sources: Sources): Place | undefined {
  if (at === undefined) return undefined;
  const isInTry = sources
    .from({ file: at.file, line: Math.max(1, at.line - TRY_LINES) }, Math.min(TRY_LINES, at.line - 1) + 1)
    .some((line) => /\btry\s*\{/.test(line));
  const below = sources.from({ file: at.file, line: at.line + 1 }, TRY_LINES);
  const start = below.findIndex((line) => /\bcatch\s*\(\w+/.test(line));
  const name = /\bcatch\s*\((\w+)/.exec(below[start] ?? "")?.[1];
  if (!isInTry || name === undefined) return undefined;
  const line = below.findIndex((text, index) => index >= start && /\bthrow (\w+)/.exec(text)?.[1] === name);
  return line === -1 ? undefined : { file: at.file, line: at.line + 1 + line, column: 1 };
}

/** The first line of a method of a class. */
const METHOD =
  /^\s{0,20}(?!(?:if|for|while|switch|catch|function)\b)(?:async |private |public )?#?(\w{1,60})\(.{0,300}\{$/;
/** A method that is given to an emitter as its listener, by name. */
const PASSES_METHOD = /\.(?:on|once|addListener)\(\s?["'`]\w{1,40}["'`],\s?(?:\w{1,40}\.){1,4}#?(\w{1,60})\s?\)/;

const EXPLANATIONS: readonly Explanation[] = [
  {
    error: /TypeError/,
    explain: ({ at }, sources) => {
      if (at === undefined || !/\bthis\./.test(sources.line(at))) return undefined;
      // The method that the line stands in: on a wrong object, its first use of this fails, or calls what is not its own.
      const method = sources.find(METHOD).findLast((one) => one.at.file === at.file && one.at.line < at.line)?.match[1];
      const unbound = sources.find(PASSES_METHOD).find(({ match }) => match[1] === method);
      return (
        unbound && {
          why: `${unbound.text.replace(/;$/, "")} passes the method ${unbound.match[1]} without its object, so inside of it this is what emitted the event: here, this.${/\bthis\.(\w{1,60})/.exec(sources.line(at))?.[1]} is not yours`,
          at: unbound.at,
          hint: "What is this inside a method that an emitter calls, and how does an arrow function keep it? (MDN, this; Function.prototype.bind.)",
        }
      );
    },
  },
  {
    error: /ERR Can't execute '(\w{1,40})': only .{0,40}SUBSCRIBE/,
    explain: (_thrown, sources, match) => ({
      why: `Redis refused ${match[1]}, because it came over a connection that has subscribed, which takes no other commands from then on`,
      at: sources.find(/\.p?[sS]ubscribe\(/)[0]?.at,
      hint: "How many connections to Redis does this code need, and which of them subscribes? (redis documentation, Pub/Sub: a dedicated connection, duplicate().)",
    }),
  },
  {
    error: /handleUpgrade\(\) was called more than once/,
    explain: (_thrown, sources) => {
      const calls = sources
        .find(/\bset\w{0,40}up\w{0,40}\s*\(/i)
        .filter(({ text }) => !/\bfunction\b|\bimport\b/.test(text));
      const created = sources.find(/new\s+(?:WebSocketServer|WebSocket\.Server)\s*\(/);
      const upgrades = sources.find(/\.on\(["'`]upgrade["'`]/);
      const twice = calls.length > 1 ? calls : created.length > 1 ? created : [...created, ...upgrades];
      return {
        why: `two WebSocketServers, or a WebSocketServer and a listener for "upgrade", answer the same handshake${twice.length > 1 ? `: see ${twice.map(({ at }) => named(at)).join(" and ")}` : ""}`,
        at: twice.at(-1)?.at,
        hint: "How many WebSocketServers does this HTTP server need, and how often does the line run that makes one?",
      };
    },
  },
  {
    error:
      /The (?:"data"|first) argument must be of type string or an instance of Buffer.{0,200}Received an instance of/,
    explain: ({ at }, sources) => {
      // Other functions of Node take such arguments too.
      if (at === undefined || !/\bsend\w{0,40}\s*\(/.test(sources.line(at))) return undefined;
      return {
        why: "an object was given to send, which takes text or bytes",
        at: sources.only(/\.send\(\s*\{/)?.at ?? at,
        hint: "What turns an object into the text that travels? (MDN, JSON.stringify.)",
      };
    },
  },
  {
    error: /\b(\w{1,60})\.(?:on|send|once|close) is not a function/,
    explain: (thrown, sources, match) => {
      const name = match[1] ?? "";
      const swapped = sources
        .find(/\.on\(["'`]connection["'`], ?(?:async )?(?:function ?)?\((\w{1,40})[^,()]{0,60}, ?(\w{1,40})/)
        .find(({ match: [, , second] }) => second === name);
      if (swapped !== undefined)
        return {
          why: `the listener for "connection" calls its arguments (${swapped.match[1]}, ${swapped.match[2]}), but the connection is the first argument and the request the second; so ${name} is the request`,
          at: swapped.at,
          hint: "In which order does ws give the arguments? (ws documentation, event 'connection'.)",
        };
      const call = sources
        .find(/\bset\w{0,40}up\w{0,40}\(\s*(\w+)/i)
        .find(({ text }) => !/\bfunction\b|\bimport\b/.test(text));
      if (name === "server" && call !== undefined)
        return {
          why: `${call.match[1]} was passed at ${named(call.at)} where the http.Server is needed: it has no method on`,
          at: call.at,
          hint: "Which variable holds what createServer returned?",
        };
      return undefined;
    },
  },
  {
    error: /One and only one of the "port", "server", or "noServer" options/,
    explain: ({ at }, sources) => {
      const created = sources.find(/new\s+(?:WebSocketServer|WebSocket\.Server|WSS|Server)\s*\(/).at(0)?.at ?? at;
      const options = created === undefined ? "" : sources.from(created, 6).join("\n").split(")", 1)[0];
      const words = (options ?? "").split(/\W+/, 200);
      const has = (name: string) => words.includes(name);
      const both = has("port") && has("server");
      const early = has("server") && !both ? calledTooEarly(sources, created) : undefined;
      if (early !== undefined) return early;
      return {
        why: both
          ? "WebSocketServer was given port and server together: port opens a port of its own, server joins the HTTP server"
          : has("server")
            ? "the server that WebSocketServer was given is undefined by then: the line that makes it has not run, or makes another one"
            : "WebSocketServer was given neither server nor port, so it has nothing to listen on",
        at: created,
        hint: "Which one option makes it share the HTTP server's port? (ws documentation, new WebSocketServer.)",
      };
    },
  },
  {
    error: /ReferenceError: (\w+) is not defined/,
    explain: ({ at }, sources, match) => {
      const name = match[1] ?? "";
      if (name === "module" || name === "exports" || name === "require")
        return {
          why: `${name} belongs to CommonJS; these files are ES modules, which use import and export`,
          at,
          hint: "How does an ES module export a function? (Node documentation, ECMAScript modules.)",
        };
      const asType = sources
        .containing(name)
        .find(
          ({ text }) => text.startsWith("import type ") || (text.includes("import") && text.includes(`type ${name}`)),
        );
      if (asType !== undefined)
        return {
          why: `${name} is imported as a type, and types are gone when the code runs`,
          at: asType.at,
          hint: `What does the word "type" in this import mean for a class that is used with new?`,
        };
      return {
        why: `the name ${name} is used, and nothing here declares or imports it`,
        at,
        hint: "Is it spelt as where it is declared, and is that place visible from this line?",
      };
    },
  },
  {
    error: /SyntaxError: .{0,300}\bJSON\b/,
    explain: ({ at, rejected, caught = false }, sources) => {
      if (caught) return undefined;
      const again = thrownAgain(at, sources);
      if (again !== undefined)
        return {
          why: `JSON.parse throws on text that is not JSON; the catch block below it takes the error and throws it again for this text (${sources.line(again)})`,
          at: again,
          hint: "For which errors does this catch block answer the client, and which does it throw on? Does JSON.parse say the same for every text?",
        };
      if (!rejected)
        return {
          why: "JSON.parse throws on text that is not JSON, and nothing around this line catches it",
          at,
          hint: "Which block would catch what this line throws, and does the line stand inside it?",
        };
      return {
        why: `JSON.parse threw inside an async function, so the error became a rejected promise, ${notHandled(sources)}`,
        at,
        hint: "Where is this async function called, and is the call awaited inside a try? (MDN, async function.)",
      };
    },
  },
  {
    error: /Cannot read propert(?:y|ies) of (undefined|null) \(reading '([^']{1,60})'\)/,
    explain: ({ at, rejected, caught = false }, _sources, match) => ({
      why: `.${match[2]} is read of a value that is ${match[1]}${caught ? "" : rejected ? ", in an async function whose promise nothing handles" : ", and nothing catches that"}`,
      at,
      hint: "Which value on this line is missing, and for which message?",
    }),
  },
  {
    error: /SyntaxError: The requested module '([^']{1,100})' does not provide an export named '(\w{1,60})'/,
    explain: ({ at }, sources, match) => {
      const asCommonJs = sources.find(/\bmodule\.exports\b|^\s*exports\.\w/).at(0);
      if (asCommonJs !== undefined)
        return {
          why: `${match[1]} exports nothing called ${match[2]}: ${asCommonJs.text} belongs to CommonJS, and these files are ES modules, which use import and export`,
          at: asCommonJs.at,
          hint: "How does an ES module export a function? (Node documentation, ECMAScript modules.)",
        };
      const meant = match[1] === "ws" ? suggestNames(match[2] ?? "", WS_EXPORTS).at(0) : undefined;
      return {
        why: `${match[1]} exports nothing called ${match[2]}${meant === undefined ? "" : `; it exports ${meant}`}`,
        at,
        hint: "Is the name spelt alike in the export and in the import?",
      };
    },
  },
  {
    error: /./,
    explain: ({ at, rejected, caught = false }, sources) => {
      if (caught || !rejected || at === undefined || !/\bthrow\b/.test(sources.line(at))) return undefined;
      return {
        why: `what an async function throws becomes a rejected promise, ${notHandled(sources)}`,
        at,
        hint: "Where is the async function called that this line runs in, and is the call awaited inside a try? (MDN, async function.)",
      };
    },
  },
];

/** Why nobody sees that a promise was rejected. */
function notHandled(sources: Sources): string {
  return sources.find(/\btry\b/).length > 0
    ? "which a try around a call without await does not catch"
    : "and nothing handles it";
}

/** A call that passes a variable of its file above the line that declares it: the variable is undefined by then. */
function calledTooEarly(sources: Sources, created: Place | undefined): Finding | undefined {
  for (const { at, match } of sources.find(/^\s{0,20}\w{0,40}set\w{0,40}up\w{0,40}\(\s*(\w{1,40})\s*\)/i)) {
    const name = match[1] ?? "";
    const declared = sources
      .find(/\b(?:const|let|var)\s+(\w{1,40})\b/)
      .find((one) => one.match[1] === name && one.at.file === at.file);
    if (declared !== undefined && declared.at.line > at.line)
      return {
        why: `${name} is passed at ${named(at)}, and its value is made only later, at ${named(declared.at)}: it is still undefined`,
        at: created,
        hint: "In which order do these lines run? (MDN, const: temporal dead zone.)",
      };
  }
  return undefined;
}

/** The first explanation that fits the error; undefined for an error that speaks for itself. */
export function explainCrash(thrown: Thrown, sources: Sources): Finding | undefined {
  for (const { error, explain } of EXPLANATIONS) {
    const match = error.exec(thrown.error);
    if (match === null) continue;
    const found = explain(thrown, sources, match);
    if (found !== undefined) return found;
  }
  return undefined;
}
