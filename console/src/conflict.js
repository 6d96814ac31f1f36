// What to say when somebody else was faster.
import { make } from "./elements.js";
import { actorName, refusalInWords } from "./numbers.js";
import { problemInWords } from "./problems.js";
import { isOpen, statusName } from "./status.js";
import { longTime } from "./times.js";
import { say } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/**
 * What happened meanwhile, the entry as it is now and who decided that, and that one may decide all the same.
 * @param {import("./api.js").Problem} problem
 * @param {Entry} entry
 * @param {{seen?: Entry | undefined, again?: boolean}} [before]  the entry that was decided on, and whether the same can be decided again
 */
export function conflictNote(problem, entry, { seen, again = false } = {}) {
  const overtaken = problem.code === "conflict";
  const why = entry.note || refusalInWords(entry.refusal);
  return make(
    "div",
    { class: "alert alert-warning", "data-testid": "conflict" },
    make("p", {}, make("strong", {}, overtaken ? meanwhile(entry, seen) : problemInWords(problem))),
    make("p", {}, [stands(entry), whose(entry)].filter(Boolean).join(" ")),
    why ? make("p", { class: "quoted", dir: "auto" }, why) : null,
    overtaken && again ? make("p", {}, say("conflict.again")) : null,
  );
}

/** A decision since, or else another flag or change. @param {Entry} entry @param {Entry} [seen] */
function meanwhile(entry, seen) {
  if (!entry.reviewed_by || !isLater(entry, seen)) return say("conflict.changed");
  return say("conflict.decided", { by: actorName(entry.reviewed_by), at: longTime(entry.reviewed_at) });
}

/** Whether the review is a newer one than was seen; times are to the second. @param {Entry} entry @param {Entry} [seen] */
function isLater(entry, seen) {
  const before = seen?.reviewed_at ?? "";
  return entry.reviewed_at > before || (entry.reviewed_at === before && entry.reviewed_by !== seen?.reviewed_by);
}

/** @param {Entry} entry */
function whose(entry) {
  if (!entry.reviewed_by) return "";
  const values = { by: actorName(entry.reviewed_by), at: longTime(entry.reviewed_at) };
  return isOpen(entry) ? say("stands.changed", values) : say("stands.decided", values);
}

/** How an entry stands, in a sentence. @param {Entry} entry */
export function stands(entry) {
  const status = statusName(entry.status);
  if (!entry.denied) return say("stands.taken", { status });
  if (!entry.expires_at) return say("stands.permanent", { status });
  return say("stands.until", { status, until: longTime(entry.expires_at) });
}
