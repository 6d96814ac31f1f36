// Notes being typed: they wait in this tab's session storage until they are sent, or until their writer is gone.
const STEM = "deny-list.note.";

/** Where the note waits that is about these numbers, and about this decision on them. @param {string} decision @param {string[]} numbers */
export function draftOf(decision, numbers) {
  return STEM + JSON.stringify([decision, ...numbers.toSorted()]);
}

/** The next person at this tab must not read what was not sent. */
export function forgetDrafts() {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(STEM)) sessionStorage.removeItem(name);
  }
}
