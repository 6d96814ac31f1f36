// What both ends of a line have: a keypad, and what was said.

/** Twelve buttons. @param {HTMLElement} place @param {(key: string) => void} press */
export function makeKeypad(place, press) {
  for (const key of "123456789*0#") {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key;
    button.addEventListener("click", () => press(key));
    place.append(button);
  }
}

/** Add what is new, so that a screen reader reads only that. @param {HTMLElement} list @param {{said: [string, string][], speaks: boolean}} line @param {string} call */
export function drawSaid(list, { said, speaks }, call) {
  if (list.dataset.call !== call) list.replaceChildren();
  list.dataset.call = call;
  for (const [kind, text] of said.slice(list.children.length)) {
    const item = document.createElement("li");
    item.className = kind;
    item.textContent = text;
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }
  list.classList.toggle("speaks", speaks);
}

/** A number as people read it. */
export function shownNumber(number, words) {
  return number === "anonymous" ? words.withheld_number : number;
}
