// The agent's workspace: the call, the quick connect, the panel, and the form after the call.
import { readForm, showForm } from "./form.js";
import { drawSaid, makeKeypad, shownNumber } from "./line.js";
import { SANDBOX, WorkspaceHost } from "./workspace_host.js";

const at = (id) => document.getElementById(id);
/** Which buttons there are at which stage. */
const BUTTONS = {
  rings: ["answer"],
  talking: ["quick-connect", "end"],
  flagging: ["leave", "end"],
  after: ["close"],
};
const STATUS = { rings: "rings", talking: "on_call", flagging: "flags", after: "after" };

/** The panel is made for one contact, and made anew for the next, as the workspace does it. */
const panel = at("panel-frame");
const host = new WorkspaceHost(panel);

export function prepareWorkspace({ words, quickConnect }, act) {
  panel.sandbox = SANDBOX;
  panel.title = words.panel;
  at("agent").textContent = words.agent;
  at("quick-connect").textContent = quickConnect;
  for (const button of at("agent-buttons").children)
    button.addEventListener("click", () => act(button.id.replace("-", "_")));
  makeKeypad(at("agent-keypad"), (key) => act("agent_key", { key }));
  at("form").addEventListener("submit", (event) => {
    event.preventDefault();
    act("submit", { action: event.submitter.value, fields: readForm(at("form")) });
  });
}

export function drawWorkspace({ phone, desk, rings }, { words, panel: address }) {
  showPanel(desk, address);
  const stage = rings ? "rings" : desk?.stage;
  const number = rings ? phone.number : desk?.number;
  at("workspace").classList.toggle("rings", rings);
  at("agent-keypad").classList.toggle("asks", desk?.asks ?? false);
  at("status").textContent = stage ? status(stage, number, words) : words.no_call;
  for (const button of at("agent-buttons").children) button.hidden = !BUTTONS[stage]?.includes(button.id);
  at("agent-keypad").hidden = stage !== "flagging";
  at("agent-said").hidden = !desk;
  if (desk) drawSaid(at("agent-said"), desk, desk.contact);
  showForm(at("form"), desk?.form ?? null);
}

/** The workspace tells an app when work after the call begins. */
function showPanel(desk, address) {
  const contact = desk?.contact ?? null;
  if (desk?.stage === "after" && panel.dataset.stage !== "after") host.publish("acw", contact);
  panel.dataset.stage = desk?.stage ?? "";
  if (panel.src && host.contactId === contact) return;
  host.contactId = contact;
  panel.src = address;
}

function status(stage, number, words) {
  return stage === "flagging" ? words.flags : `${words[STATUS[stage]]} ${shownNumber(number, words)}`;
}
