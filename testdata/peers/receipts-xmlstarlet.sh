#!/bin/sh
# Receipts as CSV in the order of obmen's columns, with xmlstarlet: receipts-xmlstarlet.sh IN.xml
# It quotes only what may hold a comma or a quote.
set -eu
echo Date,OrganizationCode,CashBoxCode,CashBoxName,StoreCode,StoreName,DocSum,DocSumWithDiscount,DocNum,PayCard,PayCash,Line,ProductCode,ProductName,UnitCode,Price,Discount,Quantity,Sum,SumWithDiscount,Extra
quoted() { printf "concat('\"', str:replace(%s, '\"', '\"\"'), '\"')" "$1"; }
exec xmlstarlet sel -T -t -m /Documents/Doc -m Products/Product \
	-v '../../Head/Date' -o , -v '../../Head/OrganizationCode' -o , -v '../../Head/CashBoxCode' -o , -v "$(quoted ../../Head/CashBoxName)" -o , -v '../../Head/StoreCode' -o , \
	-v "$(quoted ../../Head/StoreName)" -o , -v '../../Head/DocSum' -o , -v '../../Head/DocSumWithDiscount' -o , -v '../../Head/DocNum' -o , -v '../../Head/PayCard' -o , -v '../../Head/PayCash' -o , \
	-v 'position()' -o , -v ProductCode -o , -v "$(quoted ProductName)" -o , -v UnitCode -o , -v Price -o , -v Discount -o , -v Quantity -o , -v Sum -o , -v SumWithDiscount -o , -n "$1"
