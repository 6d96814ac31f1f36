// Which contact the agent has in hand: the page around this one says so. It is a claim; the server asks Amazon Connect.
import { AmazonConnectApp } from "@amazon-connect/app";
import { ContactClient } from "@amazon-connect/contact";
import { framed } from "./session.js";

const PATIENCE = 5000;

/** @typedef {(contactId: string) => void} Tell  "" means that there is no contact in hand */

/**
 * Listens to the agent workspace and to a page with a Contact Control Panel of its own, whichever is there.
 * @param {string[]} origins  of pages that may show the panel
 * @param {Tell} tell
 * @param {() => void} alone  nobody has said anything for five seconds
 */
export function listenToHost(origins, tell, alone) {
  if (!framed) return alone();
  const timer = setTimeout(alone, PATIENCE);
  const heard = (/** @type {string} */ contactId) => {
    clearTimeout(timer);
    tell(contactId);
  };
  listenToWorkspace(heard);
  listenToPage(origins, heard);
}

/** An app for each contact is made for one and destroyed with it; an app for all hears of one after the other. @param {Tell} heard */
function listenToWorkspace(heard) {
  const { provider } = AmazonConnectApp.init({
    onCreate: async ({ context: { scope } }) => {
      const contacts = new ContactClient({ provider });
      const own = scope?.type === "contact" ? scope.contactId : undefined;
      heard(own ?? "");
      contacts.onConnected(async ({ contactId }) => heard(contactId), own);
      contacts.onStartingAcw(async ({ contactId }) => heard(contactId), own);
      contacts.onCleared(async () => heard(""), own);
    },
  });
}

/** The bridge that docs/connect.md describes. @param {string[]} origins @param {Tell} heard */
function listenToPage(origins, heard) {
  addEventListener("message", ({ origin, source, data }) => {
    if (source !== window.parent || !origins.includes(origin) || data?.type !== "deny-list-contact") return;
    heard(typeof data.contactId === "string" ? data.contactId : "");
  });
  // Says nothing of anybody, and only pages of these origins can have this one in a frame.
  window.parent.postMessage({ type: "deny-list-panel" }, "*");
}
