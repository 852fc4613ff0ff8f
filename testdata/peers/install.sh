#!/bin/sh
# Installs what Debian has of the programs that obmen is measured against. Where that can't be done, they are left out of the table.
set -eu
missing=
for pair in xmllint:libxml2-utils xsltproc:xsltproc xmlstarlet:xmlstarlet xml2:xml2 mawk:mawk mlr:miller jq:jq; do
	command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
python3 -c 'import lxml' 2>/dev/null || /usr/bin/python3 -c 'import lxml' 2>/dev/null || missing="$missing python3-lxml"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "peers: not here, and can't be installed without apt and its rights:$missing"
	exit 0
fi
echo "peers: installing$missing"
(timeout 300 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends $missing) >/dev/null 2>&1 ||
	echo "peers: could not be installed"
