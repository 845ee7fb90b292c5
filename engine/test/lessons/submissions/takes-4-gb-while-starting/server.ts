const kept: Buffer[] = [];

while (kept.length < 64) {
  kept.push(Buffer.alloc(64 * 1024 * 1024, "x"));
  await new Promise((resolve) => setImmediate(resolve));
}
setInterval(() => kept.length, 1000);

export {};
