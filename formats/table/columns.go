package table

import (
	"reflect"
	"strings"

	"obmen/formats/record"
)

// A cellKind says what the cells of a column hold, and so how they are written.
type cellKind uint8

const (
	textCell   cellKind = iota // any text: guarded against formulas and, in excel-ru, against Excel's guesses
	dateCell                   // a date of the format itself: Excel may take it for one
	numberCell                 // a number: never guarded
	boolCell                   // true or false
)

// A column is what the tags of a row struct say of one of its fields.
type column struct {
	name     string // gocsv's tag: the English header
	russian  string // tag ru
	others   []string
	kind     cellKind
	required bool // there is no such table without it
}

// header returns the column's name in a language.
func (c *column) header(l record.Language) string {
	if l == record.Russian {
		return c.russian
	}
	return c.name
}

// columnsOf resolves the tags of a row struct, once at the start of the program.
func columnsOf(row any) []column {
	t := reflect.TypeOf(row)
	list := make([]column, t.NumField())
	for i := range list {
		tag := t.Field(i).Tag
		list[i] = column{
			name:     tag.Get("csv"),
			russian:  tag.Get("ru"),
			kind:     kindOf(tag.Get("cell")),
			required: tag.Get("need") == "yes",
		}
		if others := tag.Get("also"); others != "" {
			list[i].others = strings.Split(others, "|")
		}
	}
	return list
}

func kindOf(tag string) cellKind {
	switch tag {
	case "date":
		return dateCell
	case "number":
		return numberCell
	case "bool":
		return boolCell
	}
	return textCell
}

// nomenclatureRow is a row of nomenclature-csv. The struct tags here and below are the one place that names the columns.
type nomenclatureRow struct {
	Date            string `csv:"Date" ru:"Дата" cell:"date"`
	GroupCode       string `csv:"GroupCode" ru:"Код группы"`
	GroupName       string `csv:"GroupName" ru:"Группа"`
	GroupParentCode string `csv:"GroupParentCode" ru:"Код родителя группы"`
	Code            string `csv:"Code" ru:"Код" need:"yes"`
	Name            string `csv:"Name" ru:"Наименование" need:"yes"`
	Barcode         string `csv:"Barcode" ru:"Штрихкод"`
	ParentCode      string `csv:"ParentCode" ru:"Код родителя"`
	UnitCode        string `csv:"UnitCode" ru:"Код единицы" need:"yes"`
	UnitName        string `csv:"UnitName" ru:"Единица"`
	Price           string `csv:"Price" ru:"Цена" cell:"number"`
	PriceType       string `csv:"PriceType" ru:"Тип цены"`
	Comment         string `csv:"Comment" ru:"Комментарий"`
	Extra           string `csv:"Extra" ru:"Дополнительно"`
}

// The columns of nomenclature-csv, as they stand in nomenclatureRow.
const (
	nomDate = iota
	nomGroupCode
	nomGroupName
	nomGroupParentCode
	nomCode
	nomName
	nomBarcode
	nomParentCode
	nomUnitCode
	nomUnitName
	nomPrice
	nomPriceType
	nomComment
	nomExtra
)

// receiptsRow is a row of receipts-csv.
type receiptsRow struct {
	Date               string `csv:"Date" ru:"Дата" cell:"date" need:"yes"`
	OrganizationCode   string `csv:"OrganizationCode" ru:"Код организации"`
	CashBoxCode        string `csv:"CashBoxCode" ru:"Код кассы"`
	CashBoxName        string `csv:"CashBoxName" ru:"Касса"`
	StoreCode          string `csv:"StoreCode" ru:"Код магазина"`
	StoreName          string `csv:"StoreName" ru:"Магазин"`
	DocSum             string `csv:"DocSum" ru:"Сумма чека" cell:"number" need:"yes"`
	DocSumWithDiscount string `csv:"DocSumWithDiscount" ru:"Сумма чека со скидкой" cell:"number" need:"yes"`
	DocNum             string `csv:"DocNum" ru:"Номер чека" need:"yes"`
	PayCard            string `csv:"PayCard" ru:"Оплата картой" cell:"number"`
	PayCash            string `csv:"PayCash" ru:"Оплата наличными" cell:"number"`
	Line               string `csv:"Line" ru:"Строка" cell:"number"`
	ProductCode        string `csv:"ProductCode" ru:"Код товара" need:"yes"`
	ProductName        string `csv:"ProductName" ru:"Товар"`
	UnitCode           string `csv:"UnitCode" ru:"Код единицы"`
	Price              string `csv:"Price" ru:"Цена" cell:"number" need:"yes"`
	Discount           string `csv:"Discount" ru:"Скидка" cell:"number"`
	Quantity           string `csv:"Quantity" ru:"Количество" cell:"number" need:"yes"`
	Sum                string `csv:"Sum" ru:"Сумма" cell:"number" need:"yes"`
	SumWithDiscount    string `csv:"SumWithDiscount" ru:"Сумма со скидкой" cell:"number" need:"yes"`
	Extra              string `csv:"Extra" ru:"Дополнительно"`
}

// The columns of receipts-csv, as they stand in receiptsRow.
const (
	recDate = iota
	recOrganizationCode
	recCashBoxCode
	recCashBoxName
	recStoreCode
	recStoreName
	recDocSum
	recDocSumWithDiscount
	recDocNum
	recPayCard
	recPayCash
	recLine
	recProductCode
	recProductName
	recUnitCode
	recPrice
	recDiscount
	recQuantity
	recSum
	recSumWithDiscount
	recExtra
)

var (
	nomenclatureColumns = columnsOf(nomenclatureRow{})
	receiptsColumns     = columnsOf(receiptsRow{})
)
