/**
 * What an examined server reports of its HTTP side: the requests that reach it, and which of its own lines makes an answer,
 * writes to one, or ends one. Part of observe.mjs, and like it believed for nothing else than what is shown.
 *
 * Plain JavaScript: it runs as it lies here.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import http from "node:http";

const MAX_TEXT = 300;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * @param {object} options
 * @param {(event: object) => void} options.see
 * @param {() => object[]} options.places the lines of the submission that are being run, the innermost first
 * @param {() => object[]} options.functionsSoFar what ran since it was last called
 * @returns {() => { request?: number }} the number of the request that is being handled
 */
export function watchHttp({ see, places, functionsSoFar }) {
  /** The number of the request that is being handled; what it causes later is still part of that. */
  const handled = new AsyncLocalStorage();
  const current = () => {
    const request = handled.getStore();
    return request === undefined ? {} : { request };
  };
  const changes = watchRequests({ see, handled, functionsSoFar });
  watchResponses(({ status }) => {
    see({ kind: "answer", ...current(), status, at: places() });
    const { request } = current();
    // What the change has led to at once is over in the next turn of the event loop.
    if (changes.delete(request)) setImmediate(() => see({ kind: "changed", request, functions: functionsSoFar() }));
  });

  /** Reports calls of a method that are made by a line of the submission. */
  const watch = ({ prototype }, method, describe) => {
    const original = prototype[method];
    prototype[method] = function (...args) {
      const at = places();
      if (at.length > 0) see({ ...describe(this, args), ...current(), at });
      return Reflect.apply(original, this, args);
    };
  };
  const wrote = (_, [chunk]) => ({ kind: "wrote", text: textOf(chunk) });
  const ended = () => ({ kind: "ended" });
  watch(http.ServerResponse, "writeHead", (_, [status]) => ({ kind: "answer", status: Number(status) || 0 }));
  watch(http.ServerResponse, "write", wrote);
  watch(http.ServerResponse, "end", ended);
  watch(ReadableStreamDefaultController, "enqueue", wrote);
  watch(ReadableStreamDefaultController, "close", ended);
  watch(ReadableStreamDefaultController, "error", ended);
  watch(WritableStreamDefaultWriter, "write", wrote);
  watch(WritableStreamDefaultWriter, "close", ended);
  return current;
}

/** @returns the numbers of the requests that change something (RFC 9110, section 9.2.1) and are not yet answered */
function watchRequests({ see, handled, functionsSoFar }) {
  let requests = 0;
  const changes = new Set();
  http.Server.prototype.emit = function (event, ...args) {
    // Looked up for each event, because observe.mjs replaces it too.
    // oxlint-disable-next-line typescript/unbound-method -- it is called with the server as its this
    const emit = () => Reflect.apply(EventEmitter.prototype.emit, this, [event, ...args]);
    if (event !== "request") return emit();
    const number = ++requests;
    const [{ method, url }, response] = args;
    // Registered first, so that it is reported before what the submission does about it.
    response.once("close", () => {
      if (!response.writableFinished) see({ kind: "left", request: number });
    });
    see({ kind: "request", number, method, path: url.slice(0, MAX_TEXT) });
    if (!SAFE_METHODS.has(method)) {
      changes.add(number);
      functionsSoFar();
    }
    return handled.run(number, emit);
  };
  return changes;
}

/** A subclass would not do: an answer that came from elsewhere would be no instance of it. */
function watchResponses(made) {
  const Original = globalThis.Response;
  globalThis.Response = new Proxy(Original, {
    construct(target, args, newTarget) {
      const response = Reflect.construct(target, args, newTarget === globalThis.Response ? target : newTarget);
      made(response);
      return response;
    },
    get(target, key) {
      const value = Reflect.get(target, key);
      if (key !== "json" && key !== "redirect") return value;
      return (...args) => {
        const response = Reflect.apply(value, target, args);
        made(response);
        return response;
      };
    },
  });
}

function textOf(chunk) {
  if (typeof chunk === "string") return chunk.slice(0, MAX_TEXT);
  return ArrayBuffer.isView(chunk)
    ? Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.byteLength, MAX_TEXT)).toString("utf8")
    : "";
}
