"""The local DynamoDB for measuring growth answers no web page: the guard that is loaded first refuses them all."""

import json
import subprocess

from tools.common.paths import DEV_BIN
from tools.measure.growth.store import GUARD

OWN = {"host": "127.0.0.1:1"}
# A server that answers 200 to everything, and one request to it with each of the headers.
PROGRAM = """
const http = require("node:http");
const server = http.createServer((_, response) => response.end()).listen(0, "127.0.0.1", async () => {
  const statuses = [];
  for (const headers of JSON.parse(process.argv[1])) {
    statuses.push(await new Promise((done) => http.get({ port: server.address().port, host: "127.0.0.1", headers },
      (answer) => done(answer.resume().statusCode))));
  }
  console.log(JSON.stringify(statuses));
  process.exit();
});
"""


def test_only_programs_are_answered() -> None:
    asked = [
        {},
        OWN,
        {"host": "elsewhere.example"},
        {**OWN, "origin": "http://127.0.0.1:1"},
        {**OWN, "sec-fetch-site": "same-origin"},
        {**OWN, "referer": "https://elsewhere.example/"},
    ]
    command = [str(DEV_BIN / "node"), "--require", str(GUARD), "-e", PROGRAM, json.dumps(asked)]
    answered = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout
    assert json.loads(answered) == [200, 200, 403, 403, 403, 403]
