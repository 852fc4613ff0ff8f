# Reads what xml2 prints of receipts, writes CSV in the order of obmen's columns. xml2 prints an empty path between two elements of a name.
BEGIN {
	print "Date,OrganizationCode,CashBoxCode,CashBoxName,StoreCode,StoreName,DocSum,DocSumWithDiscount,DocNum,PayCard,PayCash,Line,ProductCode,ProductName,UnitCode,Price,Discount,Quantity,Sum,SumWithDiscount,Extra"
	heads = split("Date OrganizationCode CashBoxCode CashBoxName StoreCode StoreName DocSum DocSumWithDiscount DocNum PayCard PayCash", head, " ")
	fields = split("ProductCode ProductName UnitCode Price Discount Quantity Sum SumWithDiscount", field, " ")
}
function cell(text) {
	if (text ~ /[",\n]/) {
		gsub(/"/, "\"\"", text)
		return "\"" text "\""
	}
	return text
}
function row(   i, text) {
	if (!filled) return
	if (!first) {
		first = cell(value[head[1]])
		for (i = 2; i <= heads; i++) first = first "," cell(value[head[i]])
	}
	text = first "," ++line
	for (i = 1; i <= fields; i++) text = text "," cell(value[field[i]])
	print text ","
	for (i = 1; i <= fields; i++) value[field[i]] = ""
	filled = 0
}
/^\/Documents\/Doc\/Products\/Product\// {
	at = index($0, "=")
	name = substr($0, 33, at ? at - 33 : 999)
	value[name] = at ? substr($0, at + 1) : ""
	filled = 1
	next
}
/^\/Documents\/Doc\/Products\/Product$/ { row(); next }
/^\/Documents\/Doc\/Head\// {
	at = index($0, "=")
	name = substr($0, 21, at ? at - 21 : 999)
	value[name] = at ? substr($0, at + 1) : ""
	next
}
/^\/Documents\/Doc$/ { row(); line = 0; first = ""; split("", value); next }
END { row() }
