/** esbuild's stand-in for `require` in an ES module, with an error message of its own. */
const SHIM = `throw Error('Dynamic require of "' + x + '" is not supported')`;

/** Node's message, which learners see wherever their code is not bundled. */
const AS_NODE = `throw ReferenceError("require is not defined in ES module scope, you can use import instead")`;

/** The shim is within this many bytes of the start of the file. */
const SHIMS_END = 4_096;

/** Makes `require` in compiled code fail with Node's error. Line numbers do not change. */
export function requireAsInNode(code: Uint8Array): Uint8Array {
  const at = Buffer.from(code.buffer, code.byteOffset, Math.min(code.length, SHIMS_END)).indexOf(SHIM);
  if (at === -1) return code;
  return Buffer.concat([code.subarray(0, at), Buffer.from(AS_NODE), code.subarray(at + SHIM.length)]);
}
