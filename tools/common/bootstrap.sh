#!/usr/bin/env bash
# Names all that the targets need and this machine lacks, before anything is fetched; then sees to uv in .tools/bin.
# `tools/common/bootstrap.sh TARGET…`. What it may use itself is what it checks for, bash 3.2, and what every system has.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin

missing=() packages=()
lack() {
    missing+=("$1")
    packages+=("${@:2}")
}

# pyenv's `python3` fails in a folder whose .python-version it has not installed: hence the second and third way.
find_python() {
    local check='import ssl, sys, zipfile; assert sys.version_info >= (3, 9); print(sys.executable)'
    python3 -c "$check" 2>/dev/null || (cd / && python3 -c "$check") 2>/dev/null ||
        PYENV_VERSION=system python3 -c "$check" 2>/dev/null
}

has_certificates() {
    local file
    [[ -z ${SSL_CERT_FILE:-} ]] || { [[ -s $SSL_CERT_FILE ]]; return; }
    for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem /etc/ssl/ca-bundle.pem; do
        [[ ! -s $file ]] || return 0
    done
    return 1
}

# The libraries that Playwright's Chromium wants of the system, and Debian's packages that have them.
LIBRARIES="libnss3.so:libnss3 libnspr4.so:libnspr4 libdbus-1.so.3:libdbus-1-3 libatk-1.0.so.0:libatk1.0-0
    libatk-bridge-2.0.so.0:libatk-bridge2.0-0 libatspi.so.0:libatspi2.0-0 libcups.so.2:libcups2 libgio-2.0.so.0:libglib2.0-0
    libX11.so.6:libx11-6 libXcomposite.so.1:libxcomposite1 libXdamage.so.1:libxdamage1 libXext.so.6:libxext6
    libXfixes.so.3:libxfixes3 libXrandr.so.2:libxrandr2 libgbm.so.1:libgbm1 libxcb.so.1:libxcb1
    libxkbcommon.so.0:libxkbcommon0 libpango-1.0.so.0:libpango-1.0-0 libcairo.so.2:libcairo2 libasound.so.2:libasound2"

# Ubuntu has no Chromium among its packages, so there it is the libraries, and Playwright's own is fetched.
check_browser() {
    local name library known wanted=()
    for name in chromium chromium-browser google-chrome; do
        if "$name" --version 2>/dev/null | grep -q Chrom; then return; fi
    done
    [[ $(uname -s) == Linux ]] || return 0
    known=$(ldconfig -p 2>/dev/null || true)
    for library in $LIBRARIES; do
        [[ $known == *"${library%%:*} "* ]] || wanted+=("${library##*:}")
    done
    if (( ${#wanted[@]} )); then
        if grep -qs '^ID=ubuntu' "${OS_RELEASE:-/etc/os-release}"; then
            # From 24.04 on, packages whose library knows 64 bits of time say so.
            if apt-cache show libasound2t64 >/dev/null 2>&1; then
                for name in libasound2 libatk1.0-0 libatk-bridge2.0-0 libatspi2.0-0 libcups2 libglib2.0-0; do
                    wanted=("${wanted[@]/%$name/${name}t64}")
                done
            fi
            lack "libraries for the Chromium that is fetched for tests in the browser" "${wanted[@]}"
        else
            lack "a Chromium, for tests in the browser" chromium
        fi
    fi
}

check_bare() {
    [[ $(id -u) == 0 ]] || missing+=("root's rights, to make a root of its own: sudo make bare")
    command -v debootstrap >/dev/null || lack "debootstrap, which makes that root" debootstrap
    command -v unshare >/dev/null || lack "unshare, so that its mounts end with it" util-linux
    [[ -s /usr/share/keyrings/debian-archive-keyring.gpg ]] ||
        lack "Debian's keys, to know its packages by" debian-archive-keyring
    command -v git >/dev/null || lack "git, for the committed tree" git
}

tell() {
    local before=""
    [[ $(id -u) == 0 ]] || before="sudo "
    {
        echo "error: this machine lacks what make${*:+ $*} needs and cannot fetch into this folder:"
        printf '  - %s\n' "${missing[@]}"
        if (( ${#packages[@]} )); then
            if command -v apt-get >/dev/null; then
                echo "Install it, then run this again:"
                echo "  ${before}apt-get install ${packages[*]}"
            else
                echo "Install it with your system's package manager, then run this again. Debian's packages are called:"
                echo "  ${packages[*]}"
            fi
        fi
        echo "Nothing was fetched."
    } >&2
}

if [[ $* == bare ]]; then
    check_bare
else
    python=$(find_python) || lack "Python 3.9 or later with its standard library" python3
    has_certificates || lack "the certificates of authorities, to fetch anything" ca-certificates
    for goal in "$@"; do
        case $goal in test | browser | screenshots) check_browser ;; esac
    done
fi
if (( ${#missing[@]} )); then
    tell "$@"
    exit 1
fi
[[ $* == bare ]] || exec "$python" -B tools/common/fetch_uv.py
