/**
 * The task board that this process serves. `@workbook/task-board` is what "Project Setup" builds, finished. Given and
 * finished: nothing in this file is part of an exercise.
 */

import { openBoard } from "@workbook/task-board";

export const board = openBoard();
