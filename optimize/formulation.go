package optimize

// family is one set of columns and rows. All columns are made before the first
// row, because families meet in shared rows.
type family struct {
	name    string
	columns func(*model)
	rows    func(*model)
}

// formulation is the ordered list of families: a new one is one file and one
// line here.
var formulation = []family{
	{"flows", flowColumns, nil},
	{"storage", storageColumns, storageRows},
	{"wants", wantColumns, wantRows},
	{"balance", func(*model) {}, balanceRows},
	{"limits", func(*model) {}, limitRows},
	{"equity", equityColumns, equityRows},
	{"targets", targetColumns, targetRows},
}
