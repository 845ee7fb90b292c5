import { check, exercise, expect } from "#kit";

exercise(1, "Answer", () => {
  // The fixture replaces the hint with a secret that no submission may find.
  check("1.1", "/health answers 200", { hint: "SECRET" }, async ({ http }) => {
    expect(await http.get("/health")).toHaveStatus(200);
  });
});
