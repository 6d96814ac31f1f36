// What came of a decision, in words, and how it is taken back.
import { spell } from "./numbers.js";
import { problemInWords } from "./problems.js";
import { eachOf } from "./several.js";
import { shortTime } from "./times.js";
import { knows, say, sayCode } from "./words.js";

/** @typedef {import("./types.js").Entry} Entry */

/** "+1 206-555-0142 is denied until 22 Dec." @param {string} kind @param {Entry} entry */
export function outcome(kind, entry) {
  const number = spell(entry.number);
  return knows(kind, "done") ? sayCode(kind, "done", { number }) : standing(entry);
}

/** @param {Entry} entry */
export function standing(entry) {
  const number = spell(entry.number);
  if (!entry.denied) return say("told.taken", { number });
  if (!entry.expires_at) return say("told.permanent", { number });
  return say("told.until", { number, until: shortTime(entry.expires_at) });
}

/** "4 approved, 1 had been decided by somebody else." @param {string} kind @param {import("./several.js").Results} results */
export function outcomes(kind, results) {
  const parts = [sayCode(kind, "count", { n: results.done.length })];
  if (results.overtaken > 0) parts.push(say("several.overtaken", { n: results.overtaken }));
  if (results.failed.length > 0) parts.push(say("several.failed", { n: results.failed.length }));
  const [first] = results.failed;
  return `${parts.join(say("comma"))}${say("stop")}${first ? ` ${problemInWords(first)}` : ""}`;
}

/**
 * The way back from decisions: as the versions they made, as long as nothing happened since.
 * @param {import("./types.js").Page} page
 * @param {Entry[]} entries
 */
export function takeBack(page, entries) {
  return async () => {
    const results = await eachOf(entries, ({ number, version }) => page.api.decide(number, "undo", { version }));
    const known = [...results.done, ...results.current];
    for (const entry of known) page.lists.put(entry);
    page.changed(known);
    page.told.say(takenBack(results));
  };
}

/** @param {import("./several.js").Results} results */
function takenBack(results) {
  const [only] = results.done;
  if (only && results.done.length === 1 && results.overtaken + results.failed.length === 0) {
    return `${say("undo.one", { number: spell(only.number) })} ${standing(only)}`;
  }
  const parts = [say("undo.count", { n: results.done.length })];
  if (results.overtaken > 0) parts.push(say("several.overtaken", { n: results.overtaken }));
  if (results.failed.length > 0) parts.push(say("several.failed", { n: results.failed.length }));
  return parts.join(say("comma")) + say("stop");
}
