//go:build unix

package main

import (
	"os"
	"os/exec"
	"strings"
)

// A peer is another program that does a job, or the part of it that is named.
type peer struct {
	name    string
	needs   []string // programs
	command []string // IN is the input's name; without it, the input is standard input. OUT is the output's name; without it, the output is standard output
	ext     string   // of its output; empty: it makes none that is worth a look
	check   figure   // what its output is to have
}

// A target is what obmen makes of the same input.
type target struct {
	name  string
	ext   string
	flags []string
	check figure
}

// A contest is a job that several programs do on one input, in turn.
type contest struct {
	name    string
	in      source
	big     bool // the peers are fast, or need little memory: the large input
	targets []target
	peers   []peer
}

// What lies in the peers' folder.
const scripts = "testdata/peers/"

var (
	wc            = peer{name: "wc -l (looks for line ends)", needs: []string{"wc"}, command: []string{"wc", "-l", "IN"}}
	xmllintSAX    = peer{name: "xmllint --sax (parses)", needs: []string{"xmllint"}, command: []string{"xmllint", "--sax", "--noout", "IN"}}
	xmllintStream = peer{name: "xmllint --stream (parses)", needs: []string{"xmllint"}, command: []string{"xmllint", "--stream", "--noout", "IN"}}

	// Sums of money that every program's output is to have. Those of CSV are a column, the others what stands behind a text.
	lineSums   = figure{column: "SumWithDiscount"}
	rowPrices  = figure{column: "Price"}
	itemCosts  = figure{text: `"cost_with_tax":`}
	shopPrices = figure{text: `"price":`, rows: `"cancellation_type":`}
	partCosts  = figure{column: "cost_with_tax", only: "Record", is: "item"}

	toReceiptsCSV     = target{"receipts-csv", "csv", nil, lineSums}
	toNomenclatureCSV = target{"nomenclature-csv", "csv", nil, rowPrices}
)

// goCSV and goJSON are programs as one writes them in Go in an hour.
func goCSV(check figure) peer {
	return peer{"Go encoding/xml + encoding/csv", []string{"BASELINE"}, []string{"BASELINE", "IN", "OUT"}, "csv", check}
}

func goJSON(check figure) peer {
	return peer{"Go encoding/xml + encoding/json", []string{"BASELINE"}, []string{"BASELINE", "IN", "OUT"}, "json", check}
}

// flatten are the programs that make a CSV of either dialect's XML by a script of their own.
func flatten(kind string, check figure) []peer {
	return []peer{
		{"Python lxml iterparse", []string{"PYTHON"}, []string{"PYTHON", scripts + "flatten.py", "IN"}, "csv", check},
		{"xsltproc", []string{"xsltproc"}, []string{"xsltproc", scripts + kind + ".xsl", "IN"}, "csv", check},
		{"xmlstarlet sel", []string{"xmlstarlet"}, []string{"sh", scripts + kind + "-xmlstarlet.sh", "IN"}, "csv", check},
	}
}

func miller(check figure) peer {
	return peer{"Miller, CSV → JSON", []string{"mlr"}, []string{"mlr", "--icsv", "--ojson", "cat", "IN"}, "json", check}
}

var contests = []contest{
	{"receipts-xml, parsed only", receiptsXML, true, []target{toReceiptsCSV, {"receipts-xml", "xml", nil, figure{}}}, []peer{wc, xmllintSAX, xmllintStream}},
	{"nomenclature-xml, parsed only", nomenclatureXML, true, []target{toNomenclatureCSV, {"nomenclature-xml", "xml", nil, figure{}}}, []peer{wc, xmllintSAX, xmllintStream}},
	{"receipts-xml → CSV", receiptsXML, false, []target{toReceiptsCSV}, append([]peer{
		goCSV(lineSums),
		{"xml2 + mawk", []string{"xml2", "mawk"}, []string{"sh", "-c", "xml2 | mawk -f " + scripts + "receipts.awk"}, "csv", lineSums},
	}, flatten("receipts", lineSums)...)},
	{"nomenclature-xml → CSV", nomenclatureXML, false, []target{toNomenclatureCSV}, append([]peer{goCSV(rowPrices)}, flatten("nomenclature", rowPrices)...)},
	{"receipts-xml → invoices", receiptsXML, false, []target{
		{"invoice-json", "json", nil, itemCosts}, {"invoice-ndjson", "ndjson", nil, itemCosts}, {"invoice-csv", "csv", []string{"--to", "invoice-csv"}, partCosts},
	}, []peer{goJSON(itemCosts)}},
	{"nomenclature-xml → invoices", nomenclatureXML, false, []target{
		{"invoice-json", "json", nil, shopPrices}, {"invoice-ndjson", "ndjson", nil, shopPrices}, {"invoice-csv", "csv", []string{"--to", "invoice-csv"}, figure{}},
	}, []peer{goJSON(shopPrices)}},
	{"receipts-csv", receiptsCSV, false, []target{
		{"invoice-json", "json", nil, itemCosts}, {"receipts-xml", "xml", nil, figure{text: "<SumWithDiscount>"}},
	}, []peer{miller(figure{text: `"SumWithDiscount":`})}},
	{"nomenclature-csv", nomenclatureCSV, false, []target{
		{"invoice-json", "json", nil, figure{}}, {"nomenclature-xml", "xml", nil, figure{text: ` Price="`}},
	}, []peer{miller(figure{text: `"Price":`})}},
	{"invoice-json", invoiceJSON, false, []target{
		{"items-csv", "csv", []string{"--to", "items-csv"}, figure{column: "CostWithTax"}}, {"invoice-csv", "csv", []string{"--to", "invoice-csv"}, partCosts},
		{"receipts-xml", "xml", []string{"--to", "receipts"}, figure{text: "<SumWithDiscount>"}}, {"nomenclature-xml", "xml", []string{"--to", "nomenclature"}, figure{}},
	}, []peer{{"jq, JSON → CSV", []string{"jq"}, []string{"jq", "-r", "-f", scripts + "items.jq", "IN"}, "csv", figure{column: "CostWithTax"}}}},
}

// A toolbox knows where the programs are.
type toolbox map[string]string

// tools finds what the peers need; what is missing is left out of it.
func (b *bench) tools() (toolbox, error) {
	if b.install {
		command := exec.Command("sh", scripts+"install.sh")
		command.Stdout, command.Stderr = os.Stderr, os.Stderr
		if err := command.Run(); err != nil {
			return nil, err
		}
	}
	baseline, err := b.build("baseline")
	if err != nil {
		return nil, err
	}
	t := toolbox{"BASELINE": baseline}
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import lxml.etree").Run() == nil {
			t["PYTHON"] = python
			break
		}
	}
	for _, name := range []string{"wc", "xmllint", "xsltproc", "xmlstarlet", "xml2", "mawk", "mlr", "jq"} {
		if path, err := exec.LookPath(name); err == nil {
			t[name] = path
		}
	}
	return t, nil
}

// missing names the first program that a peer needs and that is not there.
func (t toolbox) missing(p peer) string {
	for _, name := range p.needs {
		if t[name] == "" {
			return strings.ReplaceAll(name, "PYTHON", "python3 with lxml")
		}
	}
	return ""
}

// run gives the peer its input and takes its output.
func (b *bench) runPeer(p peer, t toolbox, in, out string) (run, error) {
	var args []string
	named := false
	for _, a := range p.command {
		switch {
		case a == "IN":
			a, named = in, true
		case a == "OUT":
			a = out
		case t[a] != "":
			a = t[a]
		}
		args = append(args, a)
	}
	command := exec.Command(args[0], args[1:]...)
	if !named {
		f, err := os.Open(in)
		if err != nil {
			return run{}, err
		}
		defer f.Close()
		command.Stdin = f
	}
	f, err := os.Create(out + ".stdout")
	if err != nil {
		return run{}, err
	}
	defer f.Close()
	command.Stdout = f
	r, err := b.account(command)
	if _, missing := os.Stat(out); missing != nil && err == nil {
		err = os.Rename(f.Name(), out)
	}
	return r, err
}
