// The statuses an entry can have, in the order of the tabs.
import { knows, say, sayCode } from "./words.js";

/** @type {import("./types.js").Status[]} */
export const STATUSES = ["PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "FLAGGED"];

/** Whether the status alone says that calls are taken; the time that is left then means nothing to a reader. @param {import("./types.js").Entry} entry */
export function isClosed({ status }) {
  return status === "EXPIRED" || status === "REFUSED" || status === "PROTECTED";
}

/** Whether it waits for a decision: who is named on it then has changed it, as by giving it more time, and decided nothing. @param {{status: string}} entry */
export function isOpen({ status }) {
  return status === "" || status === "FLAGGED" || status === "PENDING";
}

/** In words; one that somebody typed into the table is said to be unknown. @param {string} status */
export function statusName(status) {
  const name = status || "FLAGGED";
  return knows("status", name) ? sayCode("status", name) : say("status.other", { status });
}
