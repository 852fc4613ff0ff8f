#!/bin/sh
# The main job on real input: the services' own examples into every kind and back, a drop folder, then a large made-up export with its rate and
# peak memory. OBMEN is the binary, MIB the size of the large file.
set -eu
here=$(dirname "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cp "$here"/example/*.xml "$here"/example/*.json "$dir"
obmen=$(cd "$(dirname "$OBMEN")" && pwd)/$(basename "$OBMEN")
bench=$dir/bench
(cd "$here/.." && ${GO:-go} build -o "$bench" ./testdata/bench)
cd "$dir"
step() {
	printf '\n$ obmen %s\n' "$*"
	"$obmen" "$@"
}
same() { cmp "$1" "$2" && echo "$2: the same bytes as $1"; }

step convert nomenclature.xml -o catalogue.csv --dialect excel-ru --headers ru
cat catalogue.csv
step convert catalogue.csv -o back.xml
step convert nomenclature.xml -o canonical.xml
same canonical.xml back.xml
step convert nomenclature.xml -o catalogue.json
head -n 24 catalogue.json
step convert receipts.xml -o receipts.csv
cat receipts.csv
step convert receipts.csv -o back-receipts.xml
same receipts.xml back-receipts.xml
step convert receipts.xml -o invoices.json --catalog nomenclature.xml --group-by day --report totals.json
cat invoices.json
step convert invoice.json -o invoice.csv
step convert invoice.csv -o back.json
same invoice.json back.json
step check receipts.xml

printf '\nBoth services on this machine:\n'
"$obmen" sandbox --listen 127.0.0.1:0 --process 200ms --quiet > shop.yaml &
sandbox=$!
trap 'kill $sandbox 2>/dev/null; wait $sandbox 2>/dev/null; rm -rf "$dir"' EXIT INT TERM
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(wc -l < shop.yaml)" -ge 3 ] && break
	sleep 0.3
done
echo 'defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}' >> shop.yaml
cat shop.yaml
export OBMEN_CAFFESTA_KEY=any OBMEN_KASSATKA_TOKEN=any OBMEN_PROFILE=shop.yaml OBMEN_STATE="$dir/state"
step send kassatka nomenclature.xml
step fetch receipts --from 2024-01-15 --to 2024-01-16 -o day.xml
step convert day.xml -o day.csv
step send caffesta day.xml --group-by day --quiet
step send caffesta day.xml --group-by day
step journal
unset OBMEN_PROFILE OBMEN_STATE

printf '\nA drop folder, with the two documents and one that was cut off:\n'
mkdir -p exchange/inbox
cp nomenclature.xml receipts.xml exchange/inbox
head -c 1000 receipts.xml > exchange/inbox/cut-off.xml
pass() {
	status=0
	step watch exchange --once --settle 0s --to csv --dialect excel-ru --headers ru || status=$?
	[ "$status" -eq "$1" ] || { echo "status $status, not $1"; exit 1; }
}
pass 4 # the worst of its files
echo 'status 4: one file is not what it should be, and lies in failed'
ls exchange/outbox exchange/failed
cat exchange/failed/cut-off.xml.error.txt
cat exchange/registers/*.csv
cp nomenclature.xml receipts.xml exchange/inbox
pass 0
step watch status exchange || [ $? -eq 3 ]
echo 'status 3: a person should look into failed'

printf '\nA small, safe, true fixture of a made-up week:\n'
"$obmen" generate nomenclature --products 400 -o week-n.xml
step generate receipts --receipts 300 --products 400 --days 7 --returns 2% -o week.xml
step sample --share 10% week-n.xml -o part-n.xml
step sample --share 10% week.xml -o part.xml
step anonymize --new-key shop.key
step anonymize --key-file shop.key --amounts scale --dates shift part-n.xml part.xml -o safe/
step check safe/part.xml --catalog safe/part-n.xml
step convert safe/part.xml -o safe/part.csv
step diff safe/part.xml safe/part.csv
status=0
"$obmen" diff part-n.xml safe/part-n.xml --limit 3 || status=$?
[ "$status" -eq 3 ] || { echo "status $status, not 3"; exit 1; }

printf '\nA made-up export of %s MiB:\n' "$MIB"
for kind in nomenclature receipts; do
	"$obmen" generate "$kind" --generator 1 --bytes "${MIB}MiB" -o "large-$kind.xml"
	for to in csv json; do
		OBMEN="$obmen" "$bench" one "large-$kind.xml" "large-$kind.$to"
		rm "large-$kind.$to"
	done
	rm "large-$kind.xml"
done
