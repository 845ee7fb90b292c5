import { route } from "@hectoday/http";
import { z } from "zod";

const Needs = z.object({
  clientSendsOften: z.boolean(),
  serverPushes: z.boolean(),
  needsBinary: z.boolean().optional(),
  toleratedStalenessMs: z.number().min(0).optional(),
  sseAvailable: z.boolean().optional(),
  wsAvailable: z.boolean().optional(),
});

// often/binary, ws, push, sse, patient; null is a dash
const TABLE = [
  [true, true, null, null, null, "websocket"],
  [null, null, false, null, null, "rest"],
  [null, null, true, true, null, "sse"],
  [null, true, true, false, null, "websocket"],
  [null, false, true, false, true, "short-polling"],
  [null, false, true, false, false, "long-polling"],
] as const;

export const recommendRoute = route.post("/recommend", {
  request: { body: Needs },
  resolve({ input }) {
    if (!input.ok) return Response.json({ error: input.issues.map((issue) => issue.message).join("; ") }, { status: 400 });
    const needs = input.body;
    const facts = [
      needs.clientSendsOften || needs.needsBinary === true,
      needs.wsAvailable ?? true,
      needs.serverPushes,
      needs.sseAvailable ?? true,
      (needs.toleratedStalenessMs ?? 0) >= 1e4,
    ];
    const index = TABLE.findIndex((row) => facts.every((fact, column) => row[column] === null || row[column] === fact));
    const approach = TABLE[index]![5];
    return Response.json({ data: { reason: `Row ${index + 1} says ${approach}`, approach, row: index + 1 } }, { status: 200 });
  },
});
