import type { Board, BoardList, BoardTask as Task, OneBoard } from "#kit";

type ListWith<Tasks extends readonly Task[]> = BoardList & { readonly tasks: Tasks };

/** The lists of the random boards, named for how many tasks they have: the same for every seed. */
export interface Places {
  readonly first: {
    readonly id: string;
    readonly threeTasks: ListWith<readonly [Task, Task, Task]>;
    readonly oneTask: ListWith<readonly [Task]>;
    readonly noTask: ListWith<readonly []>;
  };
  readonly second: {
    readonly id: string;
    readonly oneTask: ListWith<readonly [Task]>;
    readonly twoTasks: ListWith<readonly [Task, Task]>;
  };
  readonly third: {
    readonly id: string;
    readonly noTask: ListWith<readonly []>;
    readonly oneTask: ListWith<readonly [Task]>;
  };
}

/** The boards of this run by name. A check that writes uses lists which no other check of its exercise writes to. */
export function placesIn({ boards }: Board): Places {
  const [first, second, third] = boards as readonly [OneBoard, OneBoard, OneBoard];
  const [threeTasks, oneTask, noTask] = first.lists;
  const [secondOne, secondTwo] = second.lists;
  const [thirdNone, thirdOne] = third.lists;
  return {
    first: { id: first.id, threeTasks, oneTask, noTask },
    second: { id: second.id, oneTask: secondOne, twoTasks: secondTwo },
    third: { id: third.id, noTask: thirdNone, oneTask: thirdOne },
  } as Places;
}
