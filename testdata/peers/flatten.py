"""Writes CSV of either XML dialect in the order of obmen's columns, with lxml's iterparse in constant memory: flatten.py IN.xml >OUT.csv"""
import csv
import sys

from lxml import etree

HEAD = "Date OrganizationCode CashBoxCode CashBoxName StoreCode StoreName DocSum DocSumWithDiscount DocNum PayCard PayCash".split()
LINE = "ProductCode ProductName UnitCode Price Discount Quantity Sum SumWithDiscount".split()
ROW = "Code Name Barcode ParentCode UnitCode UnitName Price PriceType Comment".split()
GROUP = "Code Name ParentCode".split()
PLAIN = str.maketrans({",": ".", " ": None, "\u00a0": None, "\u202f": None})


def free(element):
    """What was read is let go, and what stands before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def receipts(path, out):
    out.writerow(HEAD + ["Line"] + LINE + ["Extra"])
    for _, doc in etree.iterparse(path, tag="Doc"):
        head = doc.find("Head")
        start = [head.findtext(name) for name in HEAD]
        for i, line in enumerate(doc.iterfind("Products/Product"), 1):
            out.writerow(start + [i] + [line.findtext(name) for name in LINE] + [""])
        free(doc)


def nomenclature(path, out):
    out.writerow(["Date", "GroupCode", "GroupName", "GroupParentCode"] + ROW + ["Extra"])
    start = []
    for event, element in etree.iterparse(path, events=("start", "end"), tag=("ProductsGroups", "ProductGroup", "Product")):
        if event == "start" and element.tag == "ProductsGroups":
            date = element.get("Date")
        elif event == "start" and element.tag == "ProductGroup":
            start = [date] + [element.get(name) for name in GROUP]
        elif event == "end" and element.tag == "Product":
            row = [element.get(name) for name in ROW]
            row[6] = row[6].translate(PLAIN)
            out.writerow(start + row + [""])
            free(element)
        elif event == "end" and element.tag == "ProductGroup":
            free(element)


def main():
    path = sys.argv[1]
    _, root = next(etree.iterparse(path, events=("start",)))
    out = csv.writer(sys.stdout, lineterminator="\n")
    (receipts if root.tag == "Documents" else nomenclature)(path, out)


main()
