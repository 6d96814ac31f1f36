"""The request that the least possible check sends: ours, signed beforehand by botocore."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def write_request(path: Path, environment: Mapping[str, str], number: str) -> None:
    """Write the bytes of the GetItem that `check_number` makes of a number."""
    key = {"ContactNumber": {"S": number}}
    body = json.dumps({"TableName": environment["DENYLIST_TABLE"], "Key": key, "ConsistentRead": True}).encode()
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.GetItem",
        "Content-Length": str(len(body)),
    }
    url = environment["AWS_ENDPOINT_URL_DYNAMODB"]
    request = AWSRequest("POST", f"{url}/", headers=headers, data=body)
    SigV4Auth(_credentials(environment), "dynamodb", environment["AWS_REGION"]).add_auth(request)
    lines = [f"{name}: {value}" for name, value in {"Host": urlsplit(url).netloc, **request.headers}.items()]
    path.write_bytes("\r\n".join(["POST / HTTP/1.1", *lines, "", ""]).encode() + body)


def _credentials(environment: Mapping[str, str]) -> Credentials:
    return Credentials(
        *(environment[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"))
    )
