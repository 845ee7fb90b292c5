import { route } from "@hectoday/http";

const known: Record<string, [type: "boolean" | "number", fallback?: boolean | number]> = {
  clientSendsOften: ["boolean"],
  serverPushes: ["boolean"],
  needsBinary: ["boolean", false],
  toleratedStalenessMs: ["number", 0],
  sseAvailable: ["boolean", true],
  wsAvailable: ["boolean", true],
};

function read(body: unknown) {
  if (body === null || typeof body !== "object" || Array.isArray(body)) throw new TypeError("Send an object");
  const given = body as Record<string, unknown>;
  const complete: Record<string, any> = {};
  for (const [name, [type, fallback]] of Object.entries(known)) {
    const value = name in given ? given[name] : fallback;
    if (typeof value !== type) throw new TypeError(`${name} has to be a ${type}`);
    if (typeof value === "number" && !(value >= 0)) throw new TypeError(`${name} has to be 0 or more`);
    complete[name] = value;
  }
  return complete;
}

export const recommendRoute = route.post("/recommend", {
  resolve: async ({ request }) => {
    let needs;
    try {
      needs = read(await request.json());
    } catch (error) {
      return Response.json({ error: { message: String(error) } }, { status: 400 });
    }
    const socket = needs["clientSendsOften"] || needs["needsBinary"];
    let approach = "long-polling";
    if (needs["wsAvailable"] && socket) approach = "websocket";
    else if (!needs["serverPushes"]) approach = "rest";
    else if (needs["sseAvailable"]) approach = "sse";
    else if (needs["wsAvailable"]) approach = "websocket";
    else if (needs["toleratedStalenessMs"] >= 10000) approach = "short-polling";
    const hybrid = approach === "sse" && socket ? "A hybrid: sse from the server, rest to it." : `Best is ${approach}.`;
    return Response.json({ data: { approach, reason: hybrid }, at: new Date() });
  },
});
