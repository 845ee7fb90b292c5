// Right, in an unusual way: no framework. A variant is a complete file that the checks must not refuse.

export const app = {
  fetch(request: Request): Response {
    const [, first = "", name = ""] = new URL(request.url).pathname.split("/");
    if (first === "health") return Response.json({ status: "ok" });
    if (first === "greetings") return Response.json({ greeting: `Hello, ${decodeURIComponent(name)}!` });
    return Response.json({ error: "Not Found" }, { status: 404 });
  },
};
