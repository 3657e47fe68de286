#!/bin/bash
# install.sh: what Dateline's commands need beside Go. Quiet when nothing is missing.
#   install.sh run     ffmpeg; without it Dateline runs all the same, with fewer forms of its pictures
#   install.sh test    all that the tests use; something that stays absent is a failure
#   install.sh editor  the npm packages that the desk's editor is bundled from
set -euo pipefail
cd "$(dirname "$0")/.."

# absent NAME...: those of the Debian packages that are not here. Tools that were
# installed some other way count when their program is there.
absent() {
	local p
	for p in "$@"; do
		case $p in
			ffmpeg) command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null && continue ;;
			nodejs) command -v node >/dev/null && continue ;;
			npm) command -v npm >/dev/null && continue ;;
		esac
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
	done
}

# debian NAME...: installs what is absent; fails, saying what to do, where it can't.
debian() {
	local missing
	missing=$(absent "$@" | xargs)
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		echo "Missing: $missing. As root: apt-get install $missing" >&2
		return 1
	fi
	if ! command -v apt-get >/dev/null; then
		echo "Missing: $missing, and there is no apt-get here to install it with." >&2
		return 1
	fi
	echo "Installing from Debian: $missing"
	# A database cluster that nobody asked for would be made and started otherwise.
	if [[ " $missing " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
	fi
	apt-get update -qq
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		-o Dpkg::Options::=--force-confold $missing >/dev/null </dev/null
	missing=$(absent "$@" | xargs)
	if [ -n "$missing" ]; then
		echo "Still missing after installing: $missing" >&2
		return 1
	fi
}

# packages FOLDER: the npm packages that its lock file pins.
packages() {
	local stamp="$1/node_modules/.package-lock.json"
	if [ -e "$stamp" ] && [ ! "$1/package-lock.json" -nt "$stamp" ]; then
		return 0
	fi
	echo "Installing from npm: $1"
	if ! (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
		echo "The npm packages of $1 could not be installed." >&2
		return 1
	fi
	touch "$stamp"
}

case ${1:-} in
	run)
		if ! debian ffmpeg; then
			echo "Going on without ffmpeg: no AVIF or WebP pictures, no posters, no durations of sound and film." >&2
		fi
		;;
	test)
		debian postgresql chromium ffmpeg fonts-noto-core fonts-noto-cjk nodejs npm
		packages tests
		packages desk/editor
		;;
	editor)
		debian nodejs npm
		packages desk/editor
		;;
	*)
		sed -n '2,5p' "$0" >&2
		exit 2
		;;
esac
