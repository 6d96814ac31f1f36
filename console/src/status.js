// The statuses an entry can have, in the order of the tabs.

/** @type {import("./types.js").Status[]} */
export const STATUSES = ["PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "FLAGGED"];

/** Whether the status alone says that calls are taken; the time that is left then means nothing to a reader. @param {import("./types.js").Entry} entry */
export function isClosed({ status }) {
  return status === "EXPIRED" || status === "REFUSED" || status === "PROTECTED";
}
