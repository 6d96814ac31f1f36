// One decision about several entries: one request each, a few at a time, and an account of what came of it.
import { Problem, SessionEnded, Unreachable } from "./api.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {{done: Entry[], overtaken: number, current: Entry[], failed: unknown[]}} Results */

const AT_A_TIME = 4;

/**
 * @param {import("./types.js").Page} page
 * @param {string} kind
 * @param {Entry[]} entries
 * @param {(entry: Entry) => object} body
 * @returns {Promise<Results>}
 */
export async function decideSeveral(page, kind, entries, body) {
  return eachOf(entries, (entry) => page.api.decide(entry.number, kind, body(entry)));
}

/** @param {Entry[]} entries @param {(entry: Entry) => Promise<Entry>} send @returns {Promise<Results>} */
export async function eachOf(entries, send) {
  /** @type {Results} */
  const results = { done: [], overtaken: 0, current: [], failed: [] };
  const waiting = [...entries];
  const work = async () => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      await note(results, send(entry));
      if (results.failed.some(isHopeless)) results.failed.push(...waiting.splice(0).map(() => results.failed[0]));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return results;
}

/** @param {Results} results @param {Promise<Entry>} answer */
async function note(results, answer) {
  try {
    results.done.push(await answer);
  } catch (error) {
    if (error instanceof Problem && error.status === 409) results.overtaken += 1;
    else results.failed.push(error);
    if (error instanceof Problem && error.entry) results.current.push(error.entry);
  }
}

/** Whether the other requests would meet the same: without session or network, asking on only annoys. @param {unknown} error */
function isHopeless(error) {
  return error instanceof SessionEnded || error instanceof Unreachable;
}
