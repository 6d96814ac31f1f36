// The caller's telephone.
import { drawSaid, makeKeypad } from "./line.js";

const at = (id) => document.getElementById(id);

export function prepareTelephone({ words }, act) {
  at("number").value = words.number_given;
  at("dial").addEventListener("submit", (event) => {
    event.preventDefault();
    act("dial", { number: at("withhold").checked ? "" : plain(at("number").value) });
  });
  at("withhold").addEventListener("change", () => {
    at("number").disabled = at("withhold").checked;
  });
  at("hang-up").addEventListener("click", () => act("hang_up"));
  makeKeypad(at("caller-keypad"), (key) => act("key", { key }));
}

export function drawTelephone({ phone }) {
  const on = phone !== null && !["after", "over"].includes(phone.stage);
  at("call").disabled = on;
  at("hang-up").disabled = !on;
  for (const button of at("caller-keypad").children) button.disabled = !on;
  if (phone) drawSaid(at("caller-said"), phone, phone.id);
}

/** A network sends a number without the marks that people put between digits. */
function plain(number) {
  return number.replace(/[\s().-]/g, "");
}
