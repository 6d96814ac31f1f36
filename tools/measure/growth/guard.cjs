// Loaded before dynalite, which opens its answers to every page. A browser says of which page a request comes, and no
// program does; no page has any business here, nor whoever asks under a name that is not this machine's.
const { Server } = require("node:http");

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/i;
const emit = Server.prototype.emit;

Server.prototype.emit = function (event, request, response) {
  if (event !== "request" || !isForeign(request.headers)) {
    return emit.apply(this, arguments);
  }
  response.writeHead(403).end();
  return true;
};

function isForeign(headers) {
  const named = ["origin", "referer", "sec-fetch-site"].some((name) => name in headers);
  return named || !LOOPBACK.test(headers.host ?? "");
}
