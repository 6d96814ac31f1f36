// The facts of an entry, as a list of terms and descriptions.
import { make } from "./elements.js";
import { actorName, country, numberType, refusalInWords } from "./numbers.js";
import { isClosed, isOpen } from "./status.js";
import { countdown, time } from "./times.js";
import { say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {[import("./words.js").Word, import("./elements.js").Child[]]} Fact */

/** @param {import("./types.js").Record} record @param {import("./types.js").Config} config */
export function facts(record, config) {
  const rows = [...(record.entry ? ofEntry(record.entry, config) : []), attempts(record.denied_calls)];
  const items = rows
    .filter(([, value]) => value.some(Boolean))
    .map(([name, value]) =>
      make("div", { class: "fact" }, make("dt", {}, say(name)), make("dd", { dir: "auto" }, ...value)),
    );
  const heading = make("h2", {}, say("facts"));
  return make("section", {}, heading, make("dl", { class: "facts" }, ...items));
}

/** @param {Entry} entry @param {import("./types.js").Config} config @returns {Fact[]} */
function ofEntry(entry, config) {
  return [
    ["fact.ends", ends(entry)],
    ["fact.country", [country(entry.country)]],
    ["fact.type", [numberType(entry.number_type)]],
    ["fact.flagged_by", [entry.flagged_by && actorName(entry.flagged_by)]],
    ["fact.flagged_at", [entry.flagged_at && time(entry.flagged_at)]],
    ["fact.flags", [entry.flag_count || ""]],
    ["category", [entry.category && sayCode("category", entry.category)]],
    ["reason", [entry.reason]],
    ["fact.term", [!isClosed(entry) && entry.term && sayCode("term", entry.term)]],
    ["fact.source", [entry.source && sayCode("source", entry.source)]],
    ["fact.call", [entry.dialled && sayCode("dialled", entry.dialled)]],
    ["fact.contact", contact(entry, config)],
    [isOpen(entry) ? "fact.changed_by" : "fact.reviewed_by", [entry.reviewed_by && actorName(entry.reviewed_by)]],
    [isOpen(entry) ? "fact.changed_at" : "fact.reviewed_at", [entry.reviewed_at && time(entry.reviewed_at)]],
    ["note", [entry.note]],
    ["fact.refusal", [refusalInWords(entry.refusal)]],
  ];
}

/** @param {Entry} entry */
function ends(entry) {
  if (isClosed(entry)) return [];
  if (!entry.expires_at) return [entry.denied && say("left.never")];
  return [time(entry.expires_at), " ", make("span", { class: "aside" }, countdown(entry.expires_at))];
}

/** @param {Entry} entry @param {import("./types.js").Config} config */
function contact({ contact_id }, { connectUrl }) {
  if (!contact_id || !connectUrl) return [contact_id];
  const href = `${connectUrl.replace(/\/$/, "")}/contact-trace-records/details/${encodeURIComponent(contact_id)}`;
  const id = make("span", { class: "aside" }, contact_id);
  return [make("a", { href, target: "_blank", rel: "noopener noreferrer" }, say("fact.contact.open")), " ", id];
}

/** @param {{count: number, last_at: string}} denied @returns {Fact} */
function attempts({ count, last_at }) {
  if (count === 0) return ["fact.attempts", [say("attempts.none")]];
  return [
    "fact.attempts",
    [
      say("attempts", { n: count }),
      " ",
      last_at && make("span", { class: "aside" }, "· ", say("attempts.last"), " ", time(last_at)),
    ],
  ];
}
