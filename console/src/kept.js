// What the browser remembers of the reader's choices, where it lets a page remember: in a frame it may not.

/** @param {string} name @returns {string | null} */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The choice holds as long as the page does.
  }
}
