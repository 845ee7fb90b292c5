import { expect, test } from "vitest";
import type { Student } from "../../report/export/student.ts";
import { familyNameOf, SORT_ORDERS, sortStudents } from "../../report/sort-students.ts";
import { allPassed, graderError, notGradable, twoOfThree } from "../export/corpus.ts";

test.each<[Omit<Student, "id">, string]>([
  [{ name: "Ada Lovelace" }, "Lovelace"],
  [{ name: "Lovelace, Ada" }, "Lovelace"],
  [{ name: "Ludwig van Beethoven" }, "van Beethoven"],
  [{ name: "María de la Cruz" }, "de la Cruz"],
  [{ name: "van der Berg, Anna" }, "van der Berg"],
  [{ name: "Plato" }, "Plato"],
  [{ name: "Gabriel García Márquez", familyName: "García Márquez" }, "García Márquez"],
  [{}, "the-id"],
])("takes %j to the family name %s", (student, family) => {
  expect(familyNameOf({ id: "the-id", ...student })).toBe(family);
});

test("sorts by family name, name, id or score", () => {
  const student = (id: string, name: string, verdict = twoOfThree) => ({ student: { id, name }, verdict });
  const students = [
    student("10", "Zoe Ängström"),
    student("9", "Ada Lovelace", notGradable),
    student("2", "Bob Anders", graderError),
    student("1", "Bob Zimmer", allPassed),
  ];
  const ids = (order: (typeof SORT_ORDERS)[number]) => sortStudents(students, order).map(({ student: { id } }) => id);
  expect(Object.fromEntries(SORT_ORDERS.map((order) => [order, ids(order).join(" ")]))).toEqual({
    "family-name": "2 10 9 1",
    name: "9 2 1 10",
    id: "1 2 9 10",
    score: "1 10 9 2",
  });
});
