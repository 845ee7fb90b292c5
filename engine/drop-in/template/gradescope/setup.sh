#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the autograder: it installs Node and the workbook.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DEBIAN_FRONTEND=noninteractive

apt-get update
apt-get install -y --no-install-recommends ca-certificates curl @PACKAGES@
if ! node --version | grep -q '^v@NODE@\.'; then
  curl -fsSL https://deb.nodesource.com/setup_@NODE@.x | bash -
  apt-get install -y nodejs
fi
npm ci --prefix workbook --omit=dev --no-audit --no-fund
