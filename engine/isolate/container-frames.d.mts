/** See container-frames.mjs. */
export declare const FRAME: {
  readonly start: 1;
  readonly line: 2;
  readonly stdout: 3;
  readonly stderr: 4;
  readonly exit: 5;
  readonly open: 6;
  readonly data: 7;
  readonly end: 8;
  readonly gone: 9;
};
export declare function frame(kind: number, number: number, bytes?: Uint8Array): Buffer;
export declare function frameReader(
  onFrame: (kind: number, number: number, bytes: Buffer) => void,
): (chunk: Buffer) => void;
