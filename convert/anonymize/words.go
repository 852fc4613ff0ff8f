package anonymize

// The words that names are made of. They are not those of the generator: what a key makes of a file may not change when the generator learns new goods.

// A vocabulary is that of one script.
type vocabulary struct {
	goods  []goods
	brands []string
	places []string
	words  []string
	kinds  [lastClass]string // what a made-up name of a class begins with
}

// Goods are one kind of them.
type goods struct {
	name         string
	sorts, sizes []string
}

var cyrillic = &vocabulary{
	goods: []goods{
		{"Молоко", []string{"пастеризованное", "топлёное", "отборное"}, []string{"2,5% 930 мл", "3,2% 1 л", "1,5% 500 мл"}},
		{"Кефир", []string{"детский", "термостатный", "фруктовый"}, []string{"1% 500 г", "2,5% 930 г"}},
		{"Сыр", []string{"российский", "копчёный", "плавленый"}, []string{"45% 200 г", "50% вес."}},
		{"Хлеб", []string{"ржаной", "пшеничный", "бородинский"}, []string{"нарезка 350 г", "буханка 700 г"}},
		{"Печенье", []string{"овсяное", "сахарное", "имбирное"}, []string{"250 г", "400 г", "вес."}},
		{"Колбаса", []string{"варёная", "сырокопчёная", "ветчинная"}, []string{"400 г", "вес."}},
		{"Чай", []string{"чёрный", "зелёный", "травяной"}, []string{"100 г", "25 пакетиков"}},
		{"Кофе", []string{"молотый", "растворимый", "зерновой"}, []string{"75 г", "250 г", "1 кг"}},
		{"Крупа", []string{"гречневая", "рисовая", "перловая"}, []string{"800 г", "900 г"}},
		{"Сок", []string{"яблочный", "томатный", "апельсиновый"}, []string{"0,2 л", "1 л", "2 л"}},
		{"Порошок", []string{"стиральный", "детский", "чистящий"}, []string{"400 г", "3 кг"}},
		{"Шампунь", []string{"крапивный", "ромашковый", "дегтярный"}, []string{"250 мл", "400 мл"}},
		{"Витамины", []string{"укрепляющие", "жевательные", "растворимые"}, []string{"30 таб.", "60 капс."}},
		{"Тетрадь", []string{"клетчатая", "линованная", "нотная"}, []string{"12 листов", "48 листов"}},
		{"Лампа", []string{"светодиодная", "настольная", "галогенная"}, []string{"7 Вт", "12 Вт"}},
		{"Краска", []string{"масляная", "акриловая", "фасадная"}, []string{"0,9 кг", "2,5 кг"}},
	},
	brands: []string{"«Берёза»", "«Зорька»", "«Ладога»", "«Рябина»", "«Колос»", "«Ручей»", "«Северянка»", "«Поляна»", "«Околица»", "«Радуга»", "«Журавль»", "«Самоцвет»"},
	places: []string{"«Берёза»", "«Перекрёсток трёх дорог»", "«Ладога»", "«Лукошко»", "«Мельница»", "«Причал»", "«Околица»", "«Полустанок»"},
	words: []string{"пример", "заметка", "образец", "строка", "запись", "пояснение", "сведения", "отметка", "описание", "слово", "вариант", "деталь", "значение",
		"признак", "раздел", "абзац"},
	kinds: [lastClass]string{className: "Товар", classGroup: "Отдел", classParty: "Торговый дом", classTill: "Касса", classComment: "Примечание", classWorkspace: "Цех",
		classPackage: "Упаковка", classPriceType: "Вид цены", classUnit: "Мера", classCountry: "Страна"},
}

var latin = &vocabulary{
	goods: []goods{
		{"Milk", []string{"pasteurized", "organic", "skimmed"}, []string{"2.5% 930 ml", "3.2% 1 l"}},
		{"Cheese", []string{"smoked", "grated", "mature"}, []string{"45% 200 g", "50% 400 g"}},
		{"Bread", []string{"rye", "wheaten", "toasted"}, []string{"350 g", "700 g"}},
		{"Biscuits", []string{"oatmeal", "ginger", "buttered"}, []string{"250 g", "400 g"}},
		{"Coffee", []string{"ground", "instant", "roasted"}, []string{"75 g", "250 g", "1 kg"}},
		{"Juice", []string{"apple", "tomato", "orange"}, []string{"0.2 l", "1 l"}},
		{"Shampoo", []string{"herbal", "nettle", "camomile"}, []string{"250 ml", "400 ml"}},
		{"Notebook", []string{"ruled", "squared", "plain"}, []string{"12 sheets", "48 sheets"}},
		{"Lamp", []string{"halogen", "desktop", "folding"}, []string{"7 W", "12 W"}},
		{"Paint", []string{"acrylic", "glossy", "washable"}, []string{"0.9 kg", "2.5 kg"}},
	},
	brands: []string{"Birch", "Meadow", "Rainbow", "Crane", "Brook", "Harvest", "Lantern", "Pebble"},
	places: []string{"Birch", "Crossroads", "Basket", "Windmill", "Harbour", "Meadow"},
	words: []string{"example", "remark", "specimen", "passage", "notice", "wording", "detail", "section", "variant", "feature", "paragraph", "mention", "statement",
		"element"},
	kinds: [lastClass]string{className: "Goods", classGroup: "Department", classParty: "Trading house", classTill: "Till", classComment: "Remark", classWorkspace: "Workshop",
		classPackage: "Pack", classPriceType: "Price type", classUnit: "Unit", classCountry: "Country"},
}

// keptAnywhere are texts that stay whatever they stand for: service words of the formats and of this program's own profile.
var keptAnywhere = []string{"none", "pcs", "kg", "l", "obmen"}

// keptPriceTypes are names of price types that anybody might use, kept so that profiles go on working.
var keptPriceTypes = []string{
	"Розничная", "Розничная цена", "Розница", "Оптовая", "Оптовая цена", "Опт", "Мелкооптовая", "Мелкий опт", "Закупочная", "Закупочная цена", "Закупка", "Прайс-лист",
	"Основная цена продажи", "Основная", "Плановая", "Плановая себестоимость", "Себестоимость", "Учетная", "Учётная", "Дилерская", "Интернет-магазин", "Акция", "Акционная",
	"Retail", "Wholesale", "Purchase", "retail", "wholesale", "purchase",
}

// keptTypes are the types of products that Caffesta knows.
var keptTypes = []string{"product", "tech_map", "sub_product"}
