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

// invoiceRow is a row of invoice-csv. Its columns have the names of the JSON keys; a key of a nested object has that of the object in front.
type invoiceRow struct {
	Record           string `csv:"Record" ru:"Запись" need:"yes"`
	Number           string `csv:"number" ru:"Номер" need:"yes"`
	Date             string `csv:"date" ru:"Дата" cell:"date"`
	Sum              string `csv:"sum" ru:"Итог" cell:"number"`
	Comment          string `csv:"comment" ru:"Комментарий"`
	ShipperRefCode   string `csv:"shipper_ref_code" ru:"Код поставщика"`
	ShipperName      string `csv:"shipper_name" ru:"Поставщик"`
	StorageCafID     string `csv:"storage_caf_id" ru:"Склад" cell:"number"`
	Amount           string `csv:"amount" ru:"Количество" cell:"number"`
	PackageCode      string `csv:"package_code" ru:"Код фасовки"`
	ProductCode      string `csv:"product_code" ru:"Код товара"`
	Price            string `csv:"price" ru:"Цена" cell:"number"`
	CafTaxID         string `csv:"caf_tax_id" ru:"Налог" cell:"number"`
	PriceWithTax     string `csv:"price_with_tax" ru:"Цена с НДС" cell:"number"`
	Cost             string `csv:"cost" ru:"Сумма" cell:"number"`
	CostWithTax      string `csv:"cost_with_tax" ru:"Сумма с НДС" cell:"number"`
	RefCode          string `csv:"ref_code" ru:"Код"`
	Name             string `csv:"name" ru:"Наименование"`
	Parent           string `csv:"parent" ru:"Код родителя"`
	Measure          string `csv:"measure" ru:"Единица"`
	Value            string `csv:"value" ru:"В фасовке" cell:"number"`
	Type             string `csv:"type" ru:"Тип"`
	CancellationType string `csv:"cancellation_type" ru:"Метод списания" cell:"number"`
	ForSale          string `csv:"for_sale" ru:"Для продажи" cell:"bool"`
	Barcode          string `csv:"barcode" ru:"Штрихкод"`
	Country          string `csv:"country" ru:"Страна"`
	WeightInGram     string `csv:"weight_in_gram" ru:"Вес в граммах" cell:"number"`
	CategoryRefCode  string `csv:"category_ref_code" ru:"Код категории"`
	UseDiscounts     string `csv:"use_discounts" ru:"Скидки" cell:"bool"`
	WorkspaceRefCode string `csv:"workspace_ref_code" ru:"Код цеха"`
	CafShopID        string `csv:"caf_shop_id" ru:"Точка продаж" cell:"number"`
	CafStorageID     string `csv:"caf_storage_id" ru:"Склад точки продаж" cell:"number"`
	Extra            string `csv:"Extra" ru:"Дополнительно"`
}

// The columns of invoice-csv, as they stand in invoiceRow.
const (
	invRecord = iota
	invNumber
	invDate
	invSum
	invComment
	invShipperRefCode
	invShipperName
	invStorageCafID
	invAmount
	invPackageCode
	invProductCode
	invPrice
	invCafTaxID
	invPriceWithTax
	invCost
	invCostWithTax
	invRefCode
	invName
	invParent
	invMeasure
	invValue
	invType
	invCancellationType
	invForSale
	invBarcode
	invCountry
	invWeightInGram
	invCategoryRefCode
	invUseDiscounts
	invWorkspaceRefCode
	invCafShopID
	invCafStorageID
	invExtra
)

// itemsRow is a row of items-csv. The tag also has the names by which suppliers call a column.
type itemsRow struct {
	Number       string `csv:"Number" ru:"Номер" also:"№ накладной|Накладная|Номер накладной|Номер документа|Документ"`
	Date         string `csv:"Date" ru:"Дата" cell:"date" also:"Дата накладной|Дата документа"`
	ShipperCode  string `csv:"ShipperCode" ru:"Код поставщика"`
	ShipperName  string `csv:"ShipperName" ru:"Поставщик" also:"Shipper|Supplier|Наименование поставщика"`
	StorageID    string `csv:"StorageID" ru:"Склад" cell:"number" also:"Storage|Код склада"`
	ProductCode  string `csv:"ProductCode" ru:"Код товара" also:"Code|Код|Артикул|SKU|Код номенклатуры"`
	Name         string `csv:"Name" ru:"Наименование" also:"Товар|Номенклатура|Название|Наименование товара|Product|ProductName"`
	Barcode      string `csv:"Barcode" ru:"Штрихкод" also:"Штрих-код|ШК|EAN|EAN13|EAN-13"`
	CategoryCode string `csv:"CategoryCode" ru:"Код категории" also:"Код группы|GroupCode"`
	CategoryName string `csv:"CategoryName" ru:"Категория" also:"Category|Группа|Группа товаров"`
	Unit         string `csv:"Unit" ru:"Ед. изм." also:"Ед|Единица|Единица измерения|ЕИ|UnitCode|Код единицы|Ед. измерения"`
	Amount       string `csv:"Amount" ru:"Количество" cell:"number" need:"yes" also:"Кол-во|Кол|Кол-во шт|Количество шт|Quantity|Qty"`
	Price        string `csv:"Price" ru:"Цена" cell:"number" also:"Цена без НДС|Цена руб|Цена без НДС руб|Цена за единицу|Цена за ед"`
	PriceWithTax string `csv:"PriceWithTax" ru:"Цена с НДС" cell:"number" also:"Цена в т.ч. НДС|Цена вкл. НДС|Цена с НДС руб"`
	Cost         string `csv:"Cost" ru:"Сумма" cell:"number" also:"Сумма без НДС|Сумма руб|Сумма без НДС руб|Стоимость|Стоимость без НДС"`
	CostWithTax  string `csv:"CostWithTax" ru:"Сумма с НДС" cell:"number" also:"Стоимость с НДС|Всего с НДС|Сумма в т.ч. НДС|Сумма вкл. НДС|Сумма с НДС руб|Стоимость с НДС руб"`
	TaxID        string `csv:"TaxID" ru:"Код налога" cell:"number"`
}

// The columns of items-csv, as they stand in itemsRow.
const (
	itmNumber = iota
	itmDate
	itmShipperCode
	itmShipperName
	itmStorageID
	itmProductCode
	itmName
	itmBarcode
	itmCategoryCode
	itmCategoryName
	itmUnit
	itmAmount
	itmPrice
	itmPriceWithTax
	itmCost
	itmCostWithTax
	itmTaxID
)

var (
	nomenclatureColumns = columnsOf(nomenclatureRow{})
	receiptsColumns     = columnsOf(receiptsRow{})
	invoiceColumns      = columnsOf(invoiceRow{})
	itemsColumns        = columnsOf(itemsRow{})
)
