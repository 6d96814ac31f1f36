// The desk: draws what the server says, and tells the server what is pressed. The server decides what is possible.
import { drawMail } from "./mailbox.js";
import { drawTelephone, prepareTelephone } from "./telephone.js";
import { drawWorkspace, prepareWorkspace } from "./workspace.js";

const settings = await (await fetch("settings.json")).json();
const { words } = settings;
const problem = document.getElementById("problem");

async function act(name, given = {}) {
  problem.hidden = true;
  const headers = { "Content-Type": "application/json", "X-Requested-With": "desk" };
  const request = fetch(`do/${name}`, { method: "POST", headers, body: JSON.stringify(given) });
  const answer = await request.catch(() => null);
  if (!answer?.ok) complain(answer ? words.not_now : words.gone);
}

function complain(text) {
  problem.textContent = text;
  problem.hidden = false;
}

function speak() {
  document.documentElement.lang = words.language;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", words[element.dataset.label]);
}

function showConsole() {
  const frame = document.getElementById("console-frame");
  frame.title = words.console;
  frame.src = settings.console;
  document.getElementById("own-window").href = settings.console;
  for (const person of settings.people) {
    if (person.username === words.agent) document.getElementById("agents").append(passwordOf(person));
    else if (!person.groups.includes("agents")) document.getElementById("people").append(passwordOf(person));
  }
}

/** People type their name, and paste this. */
function passwordOf({ username, password, groups }) {
  const button = document.createElement("button");
  button.textContent = words.copy.replace("{name}", username);
  button.title = `${username}: ${groups.join(", ")}`;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(password);
    button.textContent = words.copied.replace("{name}", username);
  });
  return button;
}

speak();
showConsole();
prepareTelephone(settings, act);
prepareWorkspace(settings, act);
document.body.hidden = false;
const events = new EventSource("events");
events.addEventListener("message", ({ data }) => {
  const state = JSON.parse(data);
  drawTelephone(state, words);
  drawWorkspace(state, settings);
  drawMail(state.mail, settings);
});
events.addEventListener("error", () => complain(words.gone));
events.addEventListener("open", () => {
  problem.hidden = true;
});
