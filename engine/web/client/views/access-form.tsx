import type { JSX } from "preact";
import { textField } from "../parts/text-field.ts";
import { navigate, route } from "../route.ts";
import { action } from "../state/action.ts";
import { ask } from "../state/ask.ts";
import { session } from "../state/page.ts";

const entering = action();

/** The page that asks for an access code. */
export function AccessForm(): JSX.Element {
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    const code = textField(event.currentTarget, "code");
    void entering.run(async () => {
      session.value = await ask("POST /api/access", { body: { code } });
      if (route.value.page === "code") navigate("/", { replace: true });
    });
  };
  const { fault, busy } = entering;
  return (
    <main class="access-form" id="main">
      <h1>Enter your access code</h1>
      <form onSubmit={enter}>
        <label for="code" class="label">
          Access code
        </label>
        <div class="row">
          <input
            id="code"
            name="code"
            type="text"
            required
            autofocus
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={fault.value !== ""}
            aria-describedby="code-fault"
          />
          <button type="submit" class="primary" disabled={busy}>
            Enter
          </button>
        </div>
        <p id="code-fault" class="state failed" role="alert">
          {fault}
        </p>
      </form>
    </main>
  );
}
