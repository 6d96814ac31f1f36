// The statuses an entry can have.
import { STATUSES } from "./tables.js";
import { knows, say, sayCode } from "./words.js";

/** In the order of the tabs: the last is of entries that have it for seconds only. */
export const TABS = [...Object.keys(STATUSES).filter((status) => status !== "FLAGGED"), "FLAGGED"];

/** Whether the status alone says that calls are taken; the time that is left then means nothing to a reader. @param {import("./types.js").Entry} entry */
export function isClosed({ status }) {
  return STATUSES[status]?.denies === false;
}

/** Whether it waits for a decision: who is named on it then has changed it, as by giving it more time, and decided nothing. @param {{status: string}} entry */
export function isOpen({ status }) {
  return status === "" || STATUSES[status]?.waits === true;
}

/** In words; one that somebody typed into the table is said to be unknown. @param {string} status */
export function statusName(status) {
  const name = status || "FLAGGED";
  return knows("status", name) ? sayCode("status", name) : say("status.other", { status });
}
