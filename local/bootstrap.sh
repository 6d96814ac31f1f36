#!/usr/bin/env bash
# Puts uv into .tools/bin: a link to the one on PATH if it is new enough, else an own copy from PyPI.
# Needs a Python 3.9 or later, of any kind; uv itself then finds or fetches the Python which the project is pinned to.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$1

is_recent() {
    local version
    version=$("$1" --version 2>/dev/null | cut -d ' ' -f 2) || return 1
    [[ -n $version && $(printf '%s\n' "$wanted" "$version" | sort -V | head -n 1) == "$wanted" ]]
}

find_uv() {
    local candidate
    while read -r candidate; do
        is_recent "$candidate" && echo "$candidate" && return
    done < <(type -aP uv)
    return 1
}

# pyenv's `python3` fails in a folder whose .python-version it has not installed: hence the second and third way.
find_python() {
    local check='import sys, venv, ensurepip; assert sys.version_info >= (3, 9); print(sys.executable)'
    (cd / && python3 -c "$check") 2>/dev/null && return
    PYENV_VERSION=system python3 -c "$check" 2>/dev/null && return
    local candidate
    for candidate in /usr/bin/python3 /usr/local/bin/python3 /opt/homebrew/bin/python3; do
        "$candidate" -c "$check" 2>/dev/null && return
    done
    return 1
}

is_recent .tools/bin/uv && exit
mkdir -p .tools/bin
if found=$(find_uv); then
    echo "==> Using $found"
    ln -sfn "$found" .tools/bin/uv
elif python=$(find_python); then
    echo "==> Fetching uv $wanted into .tools/ (once)"
    rm -rf .tools/uv
    "$python" -m venv .tools/uv
    .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$wanted"
    ln -sfn ../uv/bin/uv .tools/bin/uv
else
    echo "error: no Python 3.9 or later with the venv module was found. Install one (on Debian and Ubuntu:" \
        "apt-get install python3-venv), or install uv $wanted or later from PyPI, then run this again." >&2
    exit 1
fi
