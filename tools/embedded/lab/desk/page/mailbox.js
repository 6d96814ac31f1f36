// The supervisors' mailbox. A link to the console opens in the console's frame.
const known = new Map();

export function drawMail(mail, settings) {
  document.getElementById("no-mail").hidden = mail.length > 0;
  const place = document.getElementById("mail");
  for (const one of [...mail].reverse()) {
    if (known.has(one.id)) continue;
    known.set(one.id, letter(one, settings));
    place.prepend(known.get(one.id));
  }
}

function letter({ at, subject, body }, { words, console: address }) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString(words.language);
  summary.append(subject, " ", time);
  const text = document.createElement("pre");
  text.append(...linked(body, address));
  details.append(summary, text);
  return details;
}

/** The body with its link to the console, which every alert has on a line of its own. */
function linked(body, address) {
  return body.split(/(https?:\/\/\S+)/).map((part) => {
    if (!part.startsWith(address)) return part;
    const link = document.createElement("a");
    link.href = part;
    link.target = "console";
    link.textContent = part;
    return link;
  });
}
