type Entry = { boardId: string; controller: ReadableStreamDefaultController };

let entries: Entry[] = [];

export const addClient = (boardId: string) => {
  let entry: Entry | undefined;
  return new ReadableStream({
    start: (controller) => {
      entry = { boardId, controller };
      entries.push(entry);
      controller.enqueue(new TextEncoder().encode('data: {"type":"connected"}\n\n'));
    },
    cancel: () => {
      entries = entries.filter((other) => other !== entry);
    },
  });
};

export const broadcast = (boardId: string, data: unknown) => {
  entries
    .filter((entry) => entry.boardId === boardId)
    .forEach(({ controller }) => {
      try {
        controller.enqueue(new TextEncoder().encode("data: " + JSON.stringify(data) + "\n\n"));
      } catch {
        entries = entries.filter((other) => other.controller !== controller);
      }
    });
};

export const clientCount = () => entries.length;
