// Stands in for Amazon Connect's agent workspace towards one app in a frame, in the protocol that AWS's own packages speak
// (typed in @amazon-connect/workspace-types and @amazon-connect/core). It is for tests and for the desk; nothing deploys it.

/** The words of the workspace's default sandbox, and the one that signing in needs besides (docs/connect.md). */
export const SANDBOX = "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts";

export class WorkspaceHost {
  /** @param {HTMLIFrameElement} frame  where the app is, or will be @param {string | null} [contactId]  for an app for each contact */
  constructor(frame, contactId = null) {
    this.frame = frame;
    this.contactId = contactId;
    /** @type {MessagePort | null} */
    this.port = null;
    /** What the app has asked to hear. @type {import("@amazon-connect/core").SubscribeMessage[]} */
    this.subscriptions = [];
    addEventListener("message", (event) => this.connect(event));
  }

  /** An app says that it is there, and brings the port that all else goes through. @param {MessageEvent} event */
  connect({ source, data, ports: [port] }) {
    if (source !== this.frame.contentWindow || data?.type !== "connect-app-host-init" || !port) return;
    this.port = port;
    this.subscriptions = [];
    port.onmessage = ({ data }) => this.hear(data);
    this.send({
      type: "acknowledge",
      connectionId: crypto.randomUUID(),
      status: { initialized: true },
      healthCheckInterval: 0,
    });
    this.live("create");
    this.live("start");
  }

  /** @param {import("@amazon-connect/workspace-types").AppUpstreamMessage} message */
  hear(message) {
    if (message.type === "subscribe") this.subscriptions.push(message);
    if (message.type !== "request") return;
    const { namespace, requestId } = message;
    this.send({ type: "response", namespace, requestId, isError: true, reason: "not here", details: {} });
  }

  /** @param {"create" | "start" | "stop" | "destroy"} stage */
  live(stage) {
    const config = { name: "Deny list", namespace: "deny-list", id: "deny-list", description: "" };
    const contact = this.contactId ? { contactId: this.contactId } : null;
    const scope = contact ? { type: "contact", ...contact } : { type: "idle" };
    const named = { instanceId: "app-1", appInstanceId: "app-1", config, appConfig: config, region: "us-east-1" };
    this.send({ type: "appLifecycle", stage, scope, ...named });
  }

  /** Tells of a contact: `connected`, `acw` or `cleared`. @param {string} key @param {string} contactId */
  publish(key, contactId) {
    const data = { contactId, initialContactId: contactId, type: "voice", subtype: "connect:Telephony" };
    for (const { topic, handlerId } of this.subscriptions) {
      const asked = topic.key === `contact/${key}` && (!topic.parameter || topic.parameter === contactId);
      if (asked) this.send({ type: "publish", topic, handlerId, data });
    }
  }

  /** @param {object} message */
  send(message) {
    this.port?.postMessage(message);
  }
}
