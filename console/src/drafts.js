// Notes being typed: they wait in this tab's session storage until they are sent, or until their writer is gone.
const STEM = "deny-list.note.";

/** Where the note of a decision waits. @param {string} about */
export function draftOf(about) {
  return STEM + about;
}

/** Whoever sits at this tab next reads nothing that was not sent. */
export function forgetDrafts() {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(STEM)) sessionStorage.removeItem(name);
  }
}
