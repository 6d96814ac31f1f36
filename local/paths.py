"""Where things are. Everything that the local tools write is below `.local/` or `.aws-sam/`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "template.yaml"

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
