#!/usr/bin/env bash
# Two commands on a bare machine: makes a Debian of its own with no more than README.md names, copies the committed
# tree into it, and runs `make demo` and `make test` there as an ordinary user whose home cannot be written to.
# `tools/embedded/bare.sh`, as root; SUITE, MIRROR, TARGETS choose; KEEP=1 leaves the root behind.
set -euo pipefail
cd "$(dirname "$0")/../.."

SUITE=${SUITE:-trixie}
MIRROR=${MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 || true)}
TARGETS=${TARGETS:-demo test}
NEEDS=python3,make,git,ca-certificates
WORK=$(mktemp -d "${TMPDIR:-/var/tmp}/bare.XXXXXX")
ROOT=$WORK/root

# Every mount is made in a mount namespace of its own, so that it ends with the processes that need it, however they end.
apart() {
    unshare --mount --pid --fork --kill-child --mount-proc "$@"
}

inside() {
    apart bash -euo pipefail -c '
        root=$1; shift
        mount --make-rprivate /
        mount -t proc proc "$root/proc"
        for device in null zero full random urandom tty; do
            touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
        done
        mkdir -p "$root/dev/shm" "$root/dev/pts"
        mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
        ln -sfn pts/ptmx "$root/dev/ptmx"; ln -sfn /proc/self/fd "$root/dev/fd"
        exec chroot "$root" "$@"' bare "$ROOT" "$@"
}

finish() {
    if [[ -n ${KEEP:-} ]]; then
        echo "==> The root is kept in $ROOT"
    else
        echo "==> Removing the root"
        rm -rf --one-file-system "$WORK"
    fi
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

timed() {
    local began=$SECONDS
    echo "==> $1"
    "${@:2}"
    echo "==> $1: $((SECONDS - began)) s"
}

# What nobody reads unless it fails.
quietly() {
    "$@" > "$WORK/log" 2>&1 || { tail -n 20 "$WORK/log" >&2; return 1; }
}

# What this machine's owner set up to reach a network and its registries; none of it is the project's.
passed_on() {
    env | grep -E '^(PIP|UV|NPM_CONFIG|npm_config|SSL_CERT|REQUESTS_CA|CURL_CA|NODE_EXTRA_CA)_?[A-Za-z_]*=|^(https?|no)_proxy=|^(HTTPS?|NO)_PROXY=' |
        grep -vE '^(UV_CACHE_DIR|UV_PYTHON_INSTALL_DIR|PIP_CACHE_DIR|NPM_CONFIG_CACHE)=' || true
}

copy_configuration() {
    local file
    for file in /etc/pip.conf /etc/xdg/pip /etc/uv /etc/npmrc /etc/hosts /etc/resolv.conf /usr/local/share/ca-certificates; do
        [[ -e $file ]] || continue
        mkdir -p "$ROOT$(dirname "$file")"
        cp -rL "$file" "$ROOT$(dirname "$file")/"
    done
    for file in .config/pip .config/uv .npmrc; do
        [[ -e $HOME/$file ]] || continue
        mkdir -p "$ROOT/home/newcomer/$(dirname "$file")"
        cp -rL "$HOME/$file" "$ROOT/home/newcomer/$(dirname "$file")/"
    done
    quietly inside update-ca-certificates
}

copy_tree() {
    mkdir -p "$ROOT/home/newcomer/clone"
    git archive HEAD | tar -x -C "$ROOT/home/newcomer/clone"
    inside useradd --no-create-home --home-dir /home/newcomer newcomer
    inside chown -R newcomer:newcomer /home/newcomer
    inside chown root:root /home/newcomer
    inside chmod 755 /home/newcomer
}

as_newcomer() {
    local variables=()
    mapfile -t variables < <(passed_on)
    inside setpriv --reuid newcomer --regid newcomer --clear-groups env -i "${variables[@]}" \
        HOME=/home/newcomer USER=newcomer PATH=/usr/local/bin:/usr/bin:/bin LANG=C \
        bash -c 'cd ~/clone && exec "$@"' bash "$@" < /dev/null
}

# AWS's X-Ray SDK leaves an empty file in /tmp/.aws-xray, wherever that is, as it does on Lambda.
outside() {
    inside find / -xdev -newer /home/newcomer/.started -user newcomer -not -path '/home/newcomer/clone*' \
        -not -path '/proc*' -not -path '/dev*' -not -path '/tmp/.aws-xray*' | sort | head -n 20
}

timed "Making a bare Debian ($SUITE) from ${MIRROR:-the default mirror} with $NEEDS" \
    quietly apart debootstrap --variant=minbase --include="$NEEDS" "$SUITE" "$ROOT" ${MIRROR:+"$MIRROR"}
copy_configuration
copy_tree
inside touch /home/newcomer/.started
for target in $TARGETS; do
    if [[ $target != demo && ! -e $ROOT/usr/bin/chromium ]]; then
        echo "==> Without a Chromium, make $target says so before it fetches anything:"
        if as_newcomer make "$target"; then
            echo "error: make $target asked for no Chromium" >&2
            exit 1
        fi
        timed "Installing chromium, as it says" quietly inside env DEBIAN_FRONTEND=noninteractive bash -c \
            'apt-get update && apt-get install --yes chromium'
    fi
    timed "make $target" as_newcomer make "$target"
    echo "==> The clone takes $(du -sh "$ROOT/home/newcomer/clone" | cut -f 1) after make $target"
done
left=$(outside)
if [[ -n $left ]]; then
    printf 'error: this was left outside the clone:\n%s\n' "$left" >&2
    exit 1
fi
echo "==> make $TARGETS passed on a bare Debian ($SUITE) after $SECONDS s, and left nothing outside the clone"
