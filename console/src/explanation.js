// What a call from a number would meet, in words.
import { make } from "./elements.js";
import { actorName, refusalInWords } from "./numbers.js";
import { isOpen } from "./status.js";
import { longTime } from "./times.js";
import { say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Explanation} Explanation */

/** @param {Explanation} explained */
export function explanation(explained) {
  const tone = explained.decision === "deny" ? "explained-deny" : "explained-allow";
  return make("div", { class: `explained ${tone}` }, make("p", {}, sentence(explained)), because(explained));
}

/** @param {Explanation} explained */
export function sentence(explained) {
  const doubt = explained.doubt ? sayCode("doubt", explained.doubt) : "";
  return [effect(explained), doubt].filter(Boolean).join(" ");
}

/** @param {Explanation} explained */
function effect(explained) {
  if (explained.decision === "deny") return denied(explained);
  const until = explained.until ? longTime(explained.until) : "";
  return sayCode("because", explained.because, { until, why: refusalInWords(explained.refusal) || explained.why });
}

/** @param {Explanation} explained */
function denied({ permanent, until }) {
  return permanent || !until ? say("because.permanent") : say("because.in_force", { until: longTime(until) });
}

/** Who flagged and who decided. @param {Explanation} explained */
function because({ by, since, status, reviewed_by }) {
  const flagged = by && since ? say("because.flagged", { by: actorName(by), at: longTime(since) }) : "";
  const reviewed = reviewed_by
    ? say(isOpen({ status }) ? "because.changed" : "because.reviewed", { by: actorName(reviewed_by) })
    : "";
  const parts = [flagged, reviewed].filter(Boolean).join(" ");
  return parts ? make("p", { class: "hint", dir: "auto" }, parts) : null;
}
