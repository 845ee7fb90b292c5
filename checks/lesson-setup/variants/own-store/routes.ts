import { route, type RouteDescriptor } from "@hectoday/http";
import { z } from "zod";
import { Conflict, NotFound, TaskStore } from "./store.js";

const store = new TaskStore();
const id = z.object({ id: z.string() });

/** What the store throws becomes an answer; a thrown Response is one already. */
function answered(work: () => Response): Response {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotFound) return Response.json({ error: `no such ${error.message}` }, { status: 404 });
    if (error instanceof Conflict) return Response.json({ error: error.message }, { status: 422 });
    throw error;
  }
}

function invalid(issues: unknown): never {
  throw Response.json({ error: { issues } }, { status: 422 });
}

export const routes: RouteDescriptor[] = [
  route.get("/boards", { resolve: () => Response.json({ data: store.boards() }) }),
  route.get("/boards/:id", {
    request: { params: id },
    resolve: ({ input }) =>
      input.ok ? answered(() => Response.json({ data: store.board(input.params.id) })) : invalid(input.issues),
  }),
  route.post("/tasks", {
    request: {
      body: z.strictObject({
        listId: z.string().min(1),
        title: z.string().trim().min(1).max(200),
        description: z.string().nullish(),
        assigneeId: z.string().nullish(),
      }),
    },
    resolve: ({ input }) =>
      input.ok
        ? answered(() => Response.json({ data: store.create(input.body) }, { status: 201 }))
        : invalid(input.issues),
  }),
  route.patch("/tasks/:id/move", {
    request: { params: id, body: z.strictObject({ listId: z.string(), position: z.number().optional() }) },
    resolve: ({ input }) =>
      input.ok
        ? answered(() =>
            Response.json({ data: store.move(input.params.id, input.body.listId, input.body.position) }),
          )
        : invalid(input.issues),
  }),
  route.delete("/tasks/:id", {
    request: { params: id },
    resolve: ({ input }) =>
      input.ok
        ? answered(() => {
            store.remove(input.params.id);
            return new Response(null, { status: 204 });
          })
        : invalid(input.issues),
  }),
];
