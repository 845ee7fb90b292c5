async function heat(): Promise<void> {
  await Promise.resolve();
  throw new Error("no gas");
}

void heat();
setInterval(() => {}, 1000);
