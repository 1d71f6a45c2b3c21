package network

// Text is a sentence or label in the two languages of the product.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Lang is a display language.
type Lang string

// The display languages.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// In returns the text in language l, or the other language where l is empty.
func (t Text) In(l Lang) string {
	if l == EN && t.EN != "" || t.ZH == "" {
		return t.EN
	}
	return t.ZH
}
