// What to say when somebody else was faster.
import { make } from "./elements.js";
import { actorName } from "./numbers.js";
import { problemInWords } from "./problems.js";
import { longTime } from "./times.js";
import { say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/** Who decided what meanwhile, the entry as it is now, and that one may decide all the same. @param {import("./api.js").Problem} problem @param {Entry} entry */
export function conflictNote(problem, entry) {
  const lead = problem.code === "conflict" ? meanwhile(entry) : problemInWords(problem);
  return make(
    "div",
    { class: "alert alert-warning", "data-testid": "conflict" },
    make("p", {}, make("strong", {}, lead)),
    make("p", {}, stands(entry)),
    entry.note ? make("p", { class: "quoted" }, entry.note) : null,
    problem.code === "conflict" ? make("p", {}, say("conflict.again")) : null,
  );
}

/** @param {Entry} entry */
function meanwhile(entry) {
  if (!entry.reviewed_by) return say("conflict.changed");
  const values = { by: actorName(entry.reviewed_by), at: entry.reviewed_at ? longTime(entry.reviewed_at) : "" };
  return say("conflict.decided", values);
}

/** How an entry stands, in a sentence. @param {Entry} entry */
export function stands(entry) {
  const status = sayCode("status", entry.status || "FLAGGED");
  if (!entry.denied) return say("stands.taken", { status });
  if (!entry.expires_at) return say("stands.permanent", { status });
  return say("stands.until", { status, until: longTime(entry.expires_at) });
}
