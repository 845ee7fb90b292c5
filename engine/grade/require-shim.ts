/** What esbuild puts into an ES module for `require`, and throws in the terms of its own. */
const SHIM = `throw Error('Dynamic require of "' + x + '" is not supported')`;

/** What Node itself says: the learner's code is not bundled anywhere else. */
const AS_NODE = `throw ReferenceError("require is not defined in ES module scope, you can use import instead")`;

/** The shim stands at the start of a file, among a few others. In bytes. */
const SHIMS_END = 4_096;

/** Compiled code in which `require` fails with the error it fails with in Node. No line moves. */
export function requireAsInNode(code: Uint8Array): Uint8Array {
  const at = Buffer.from(code.buffer, code.byteOffset, Math.min(code.length, SHIMS_END)).indexOf(SHIM);
  if (at === -1) return code;
  return Buffer.concat([code.subarray(0, at), Buffer.from(AS_NODE), code.subarray(at + SHIM.length)]);
}
