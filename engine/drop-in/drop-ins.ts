/** The systems that can grade with this workbook, by the name that is typed. docs/ has a page about each. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { DropIn, DropInRequest } from "./drop-in.ts";
import { NODE_VERSION } from "./node-version.ts";
import { courseFiles } from "./prairielearn-course.ts";
import { filledTemplate } from "./template.ts";

/** The repository that a workflow runs in, in the language of GitHub Actions. */
const THIS_REPOSITORY = "${{ github.repository }}";
const SECRET_BYTES = 32;

/** @param templates absolute path of the folder `template` beside this file's source */
export function dropIns(templates: string): Readonly<Record<string, DropIn>> {
  /** Files of a template's folder, by the path that each gets. */
  const from = async (
    folder: string,
    names: Readonly<Record<string, string>>,
    values: Readonly<Record<string, string>>,
  ): Promise<Map<string, string>> => {
    const files = new Map<string, string>();
    for (const [target, name] of Object.entries(names))
      files.set(target, await filledTemplate(path.join(templates, folder, name), { NODE: NODE_VERSION, ...values }));
    return files;
  };

  return {
    "github-classroom": {
      summary: "a workflow that reports points to GitHub Classroom",
      lessons: "one",
      reporter: "github",
      takes: ["workbook"],
      files: (request) =>
        from(
          "github-classroom",
          { ".github/workflows/classroom.yml": "classroom.yml" },
          { LESSON: onlyLesson(request), REPORTER: "github", WORKBOOK: request.workbook ?? THIS_REPOSITORY },
        ),
      next: (folder) => [
        `Commit ${path.join(folder, ".github")} to the assignment's template repository.`,
        "In GitHub Classroom, choose your own workflow under Grading, and protect .github/** as a file path.",
      ],
    },
    gradescope: {
      summary: "setup.sh and run_autograder for Gradescope",
      lessons: "one",
      reporter: "gradescope",
      takes: [],
      workbook: "workbook",
      files: (request) =>
        from(
          "gradescope",
          { "setup.sh": "setup.sh", run_autograder: "run_autograder" },
          { LESSON: onlyLesson(request), REPORTER: "gradescope" },
        ),
      next: (folder) => [
        `Zip what is in it, not the folder: (cd ${folder} && zip -qr ../autograder.zip .)`,
        "Upload autograder.zip under Configure Autograder, and test it with the lesson's solution.",
      ],
    },
    prairielearn: {
      summary: "an image that grades and a course with a question for each lesson, for PrairieLearn",
      lessons: "all",
      reporter: "prairielearn",
      takes: ["image"],
      workbook: "image/workbook",
      files: async (request) => {
        const image = await from(
          "prairielearn",
          { "image/Dockerfile": "Dockerfile", "image/grade": "grade" },
          { REPORTER: "prairielearn" },
        );
        const page = path.join(templates, "prairielearn/question.html");
        return new Map([...image, ...(await courseFiles(request, (values) => filledTemplate(page, values)))]);
      },
      next: (folder, { image }) => [
        `Build and publish the image: docker build --tag ${image} ${path.join(folder, "image")} && docker push ${image}`,
        `Copy the questions you want from ${path.join(folder, "course")} into your course, or sync all of it.`,
      ],
    },
    docker: {
      summary: "an image and a compose file that grade classes on many workers",
      lessons: "later",
      takes: [],
      workbook: "workbook",
      files: async () => {
        const files = await from("docker", { Dockerfile: "Dockerfile", "compose.yaml": "compose.yaml" }, {});
        const secret = () => randomBytes(SECRET_BYTES).toString("hex");
        return files.set(".env", `WORKBOOK_GRADING_SECRET=${secret()}\nWORKBOOK_QUEUE_PASSWORD=${secret()}\n`);
      },
      next: (folder) => [
        `Put the class into ${path.join(folder, "class")} and make ${path.join(folder, "grades")}, then, in ${folder}:`,
        "docker compose up --detach --scale worker=4",
        "docker compose run --rm grade lesson-ws /class",
      ],
    },
  };
}

function onlyLesson({ lessons: [first] }: DropInRequest): string {
  if (first === undefined) throw new RangeError("a drop-in for one lesson needs one");
  return first.lesson.slug;
}
