package transfer

// Income is what an opportunity cost is reckoned from (RULES AC-01): incomes per
// head [元/a] of towns and villages at the source and where it is compared with,
// and the people at the source [万人].
type Income struct {
	UrbanReference float64 `json:"urban_reference" yaml:"urban_reference"`
	Urban          float64 `json:"urban" yaml:"urban"`
	UrbanPeople    float64 `json:"urban_people" yaml:"urban_people"`
	RuralReference float64 `json:"rural_reference" yaml:"rural_reference"`
	Rural          float64 `json:"rural" yaml:"rural"`
	RuralPeople    float64 `json:"rural_people" yaml:"rural_people"`
	// Caused is the share γ of the gap that protecting the source causes [-].
	Caused float64 `json:"caused" yaml:"caused"`
	// Project limits it to the sources of one project; empty = all.
	Project string `json:"project,omitempty" yaml:"project"`
	Grade   string `json:"grade" yaml:"grade"`
	Source  string `json:"source" yaml:"source"`
}

// OpportunityCost is what the people at a source forgo in a year (RULES AC-01):
//
//	C = [(Iu_ref − Iu)·Nu + (Ir_ref − Ir)·Nr]·γ   [万元]
func (x *Income) OpportunityCost() float64 {
	return ((x.UrbanReference-x.Urban)*x.UrbanPeople + (x.RuralReference-x.Rural)*x.RuralPeople) * x.Caused
}

// Load is one pollutant that the water would carry without protection.
type Load struct {
	Indicator string  `json:"indicator" yaml:"indicator"`
	Without   float64 `json:"without" yaml:"without"` // C0 [mg/L]
	With      float64 `json:"with" yaml:"with"`       // C [mg/L]
	Price     float64 `json:"price" yaml:"price"`     // of treating it [万元/t]
	Grade     string  `json:"grade" yaml:"grade"`
	Source    string  `json:"source" yaml:"source"`
}

// Replacement is what treating the loads of a volume would cost (RULES AC-02):
//
//	V = Σ (C0 − C)·W·0.01·p   [万元], W in 万m³
func Replacement(loads []Load, volume float64) float64 {
	v := 0.0
	for _, l := range loads {
		v += (l.Without - l.With) * volume * 0.01 * l.Price
	}
	return v
}

// Worth is the value of a transferred volume (RULES AC-03):
//
//	V = W·p·α·(1 + δ·(T − G))   [万元]
//
// of W 万m³ at p 元/m³, of which α is not paid by prices and taxes already, with a
// bonus δ for each class by which the water G is better than wanted T.
func Worth(volume, value, unpaid, bonus float64, wanted, class int) float64 {
	return volume * value * unpaid * Quality(bonus, wanted, class)
}

// Quality is the factor 1 + δ·(T − G), never below zero.
func Quality(bonus float64, wanted, class int) float64 {
	return max(0, 1+bonus*float64(wanted-class))
}
