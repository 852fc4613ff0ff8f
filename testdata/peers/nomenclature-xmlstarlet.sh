#!/bin/sh
# A nomenclature as CSV in the order of obmen's columns, with xmlstarlet: nomenclature-xmlstarlet.sh IN.xml
# It quotes only what may hold a comma or a quote.
set -eu
echo Date,GroupCode,GroupName,GroupParentCode,Code,Name,Barcode,ParentCode,UnitCode,UnitName,Price,PriceType,Comment,Extra
quoted() { printf "concat('\"', str:replace(%s, '\"', '\"\"'), '\"')" "$1"; }
exec xmlstarlet sel -T -t -m /ProductsGroups/ProductGroup/Products/Product \
	-v '../../../@Date' -o , -v '../../@Code' -o , -v "$(quoted ../../@Name)" -o , -v '../../@ParentCode' -o , -v @Code -o , -v "$(quoted @Name)" -o , -v @Barcode -o , -v @ParentCode -o , \
	-v @UnitCode -o , -v "$(quoted @UnitName)" -o , -v "translate(@Price, ',   ', '.')" -o , -v @PriceType -o , -v "$(quoted @Comment)" -o , -n "$1"
