// The shapes that the API answers with; see /openapi.json of a stack.

/**
 * @typedef {object} Entry
 * @property {string} number
 * @property {string} status  one of tables.js, or whatever somebody typed
 * @property {boolean} denied  whether a call would be turned away now
 * @property {number} version
 * @property {string} expires_at  "" is permanent, when denied
 * @property {string} flagged_by
 * @property {string} flagged_at
 * @property {number} flag_count
 * @property {string} contact_id
 * @property {string} dialled  how the number came to be dialled, if it did not call
 * @property {string} reason
 * @property {string} category  what the latest flag is about, as a code
 * @property {string} term
 * @property {string} source
 * @property {string} reviewed_by
 * @property {string} reviewed_at
 * @property {string} note
 * @property {string} refusal  why it must not be denied, as a code
 * @property {string} country
 * @property {string} number_type
 * @property {string[]} may  what this person may do with it now
 *
 * @typedef {object} Change  one line of history
 * @property {string} at
 * @property {string} event
 * @property {string} actor
 * @property {string} from
 * @property {string} to
 * @property {string} why
 * @property {string} refusal
 * @property {string} until
 * @property {string} category
 * @property {string} term
 * @property {string} source
 * @property {string} contact_id
 * @property {string} dialled
 * @property {number} flag_count
 *
 * @typedef {object} Record  all that is known about a number
 * @property {string} number
 * @property {Entry | null} entry
 * @property {Change[]} history
 * @property {{count: number, last_at: string}} denied_calls
 * @property {string[]} may  where there is no entry: what this person may do with the number
 *
 * @typedef {object} Explanation
 * @property {string} number
 * @property {"deny" | "allow" | "withheld"} decision
 * @property {string} because
 * @property {string} status
 * @property {string} since
 * @property {string} by
 * @property {string} until
 * @property {boolean} permanent
 * @property {string} reviewed_by
 * @property {string} why
 * @property {string} refusal
 * @property {string[]} readings  what an ambiguous text could mean
 * @property {string} doubt  why only a reviewer may deny the number
 *
 * @typedef {{day: string, flags: number, denied_calls: number}} Day
 * @typedef {{entries: Entry[], cursor: string | null}} EntryPage
 *
 * @typedef {object} Call  the contact in hand, as the agents' panel gets it
 * @property {string} contact_id
 * @property {string | null} number
 * @property {string} why  why there is nothing to flag, as a code
 * @property {string} dialled  how the number came to be dialled, if it did not call
 * @property {boolean} open  whether the contact is not closed yet
 * @property {boolean} denied
 * @property {string | null} status
 * @property {string | null} until
 * @property {FlagOfNumber[]} flags
 * @property {number} flag_count
 * @property {OwnFlag | null} mine  one's own flag of this call
 * @property {string[]} may
 * @property {string[]} terms
 * @property {string[]} categories
 * @property {string} [result]  what came of flagging or taking back, as a code
 *
 * @typedef {object} OwnFlag
 * @property {string} category
 * @property {string} term
 * @property {string} reason
 * @property {number | null} warnings
 * @property {string} until
 *
 * @typedef {object} FlagOfNumber
 * @property {string} by
 * @property {string} at
 * @property {string} category
 * @property {string} term
 * @property {string} reason
 * @property {boolean} mine
 * @property {boolean} withdrawn
 *
 * @typedef {object} LastFlag  one of the agent's own
 * @property {string} number
 * @property {string} at
 * @property {string} category
 * @property {string} term
 * @property {string} event  what became of it last
 * @property {boolean} denied
 * @property {string | null} until
 *
 * @typedef {object} Me
 * @property {string} name
 * @property {string[]} groups
 * @property {{[right: string]: boolean}} may
 *
 * @typedef {object} Config
 * @property {string} discovery
 * @property {string} clientId
 * @property {string} scope
 * @property {"cognito" | "oidc"} signOut
 * @property {string} connectUrl
 * @property {string} language
 * @property {string[]} panelOrigins  of pages that may show the agents' panel
 *
 * @typedef {object} View  what fills the page below its header
 * @property {HTMLElement} element
 * @property {() => string} title
 * @property {() => Promise<void>} load
 * @property {(entries: Entry[]) => void} [changed]  decisions were taken back
 * @property {{[key: string]: () => void}} [keys]
 *
 * @typedef {object} Page  what every part of the page shares
 * @property {Config} config
 * @property {import("./session.js").Session} session
 * @property {import("./api.js").Api} api
 * @property {Me} me
 * @property {import("./lists.js").Lists} lists
 * @property {import("./told.js").Told} told
 * @property {() => Promise<void>} reload  loads the present view again
 * @property {(entries: Entry[]) => void} changed  tells the present view that decisions were taken back
 */

export {};
