// Made by `make tables` from functions/denylist.

/** How long each term is, in milliseconds. @type {{[name: string]: number | null}} */
export const TERMS = {
  "24h": 86400000,
  "7d": 604800000,
  "30d": 2592000000,
  "90d": 7776000000,
  "365d": 31536000000,
  permanent: null,
};

/** Whether entries with a status deny calls while they last, and whether they wait for a reviewer. @type {{[name: string]: { denies: boolean, waits: boolean }}} */
export const STATUSES = {
  FLAGGED: { denies: true, waits: true },
  PENDING: { denies: true, waits: true },
  APPROVED: { denies: true, waits: false },
  EXPIRED: { denies: false, waits: false },
  REFUSED: { denies: false, waits: false },
  PROTECTED: { denies: false, waits: false },
};

/** The right that each decision needs, whether it takes a term, and what history calls it. @type {{[name: string]: { right: string, term: boolean, event: string }}} */
export const DECISIONS = {
  add: { right: "review", term: true, event: "added" },
  approve: { right: "review", term: true, event: "approved" },
  extend: { right: "review", term: true, event: "extended" },
  expire: { right: "review", term: false, event: "expired" },
  undo: { right: "review", term: false, event: "taken_back" },
  protect: { right: "protect", term: false, event: "protected" },
  unprotect: { right: "protect", term: false, event: "unprotected" },
};
