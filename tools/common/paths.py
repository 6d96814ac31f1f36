"""Where things are. Everything that the local tools write is below `.local/` or `.aws-sam/`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "template.yaml"
# The stacks inside the stack.
ALARMS, DASHBOARD, FLOWS = ROOT / "alarms.yaml", ROOT / "dashboard.yaml", ROOT / "flows" / "connect.yaml"
NESTED = (ALARMS, DASHBOARD, FLOWS)

# `make setup` fills these; the emulator and the SAM CLI each pin a botocore of their own.
TOOLS_BIN = ROOT / ".tools" / "bin"
DEV_BIN = ROOT / ".venvs" / "dev" / "bin"
EMULATOR_BIN = ROOT / ".venvs" / "emulator" / "bin"
SAM = ROOT / ".venvs" / "sam" / "bin" / "sam"

BUILD_LOCK = ROOT / ".aws-sam" / "lock"
BUILD_LOG = ROOT / ".aws-sam" / "build.log"
BUILD = ROOT / ".aws-sam" / "build"
BUILT_TEMPLATE = BUILD / "template.yaml"

DEFAULT_DIRECTORY = ROOT / ".local"
TEST_DIRECTORY = ROOT / ".local" / "test"


def private(directory: Path) -> Path:
    """Make a folder that only its owner can open. An existing folder is closed to others if it is in `.local/`.

    Passwords and deployed code are in it. A folder elsewhere, such as DIR=/tmp, keeps its rights.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (directory, *directory.parents):
        if folder.is_relative_to(DEFAULT_DIRECTORY):
            folder.chmod(0o700)
    return directory
