# Invoices as a CSV of their items, in the order of the columns of items-csv.
["Number", "Date", "ShipperCode", "ShipperName", "StorageID", "ProductCode", "Name", "Barcode", "CategoryCode", "CategoryName", "Unit", "Amount", "Price", "PriceWithTax", "Cost", "CostWithTax", "TaxID"],
((if type == "array" then .[] else . end) as $v
	| (reduce $v.categories[] as $c ({}; .[$c.ref_code] = $c.name)) as $categories
	| (reduce $v.products[] as $p ({}; .[$p.ref_code] = $p)) as $products
	| $v.items[]
	| $products[.product_code] as $p
	| [$v.number, $v.date, $v.shipper.ref_code, $v.shipper.name, $v.storage.caf_id, .product_code, $p.name, $p.barcode, $p.category_ref_code, $categories[$p.category_ref_code // ""],
		.package_code, .amount, .price, .price_with_tax, .cost, .cost_with_tax, .caf_tax_id])
| @csv
