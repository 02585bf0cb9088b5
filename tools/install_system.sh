#!/usr/bin/env bash
# Installs the Debian packages that tests, audits and benchmarks drive, where they are missing.
set -euo pipefail

declare -A package_of=(
  [chromium]=chromium
  [chromedriver]=chromium-driver
  [java]=default-jre-headless
  [msgfmt]=gettext
  [wrk]=wrk
  [nginx]=nginx-light
  [caddy]=caddy
  [varnishd]=varnish-modules
)

missing=()
# Faces with the measures of those most readers have: without them a page moves when its own faces arrive.
[ -d /usr/share/fonts/truetype/liberation ] || missing+=(fonts-liberation)
for command in "${!package_of[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$command" >/dev/null || missing+=("${package_of[$command]}")
done

if ! command -v npm >/dev/null; then
  echo "Node.js 20 or later with npm is needed for 'make audit'; please install it." >&2
fi
if [ ${#missing[@]} -eq 0 ]; then
  echo "Nothing is missing."
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "Please install these with your system's package manager: ${missing[*]}" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Please run: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# A policy that starts no daemon: nginx, Caddy and Varnish are wanted as programs, not as running services.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq </dev/null
apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
echo "Installed: ${missing[*]}"
