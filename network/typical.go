package network

import "fenhu/network/frequency"

// Typical is a real year whose shape the design year takes (RULES DR-06): every
// month is multiplied by the same factor, or, when a control period is given,
// the period is brought to its own volume of the same frequency and the rest of
// the year to what is left.
type Typical struct {
	Year    int       `json:"year" min:"1800" max:"2200" doc:"the year it was observed" zh:"年份"`
	Months  []float64 `json:"months" req:"true" by:"month" unit:"万m³" min:"0" max:"1e8" doc:"observed volume of each month, January first" zh:"各月水量"`
	Control *Control  `json:"control" doc:"control period of the same-frequency method" zh:"控制时段"`
}

// Control is the control period of the same-frequency method, such as March to
// June for irrigation.
type Control struct {
	Months []int   `json:"months" req:"true" min:"1" max:"12" doc:"months of the period" zh:"月份"`
	Mean   float64 `json:"mean" req:"true" unit:"万m³" min:"0" max:"1e8" doc:"mean volume of the period" zh:"时段多年平均水量"`
	Cv     float64 `json:"cv" unit:"-" min:"0" max:"3" doc:"coefficient of variation of the period's volume" zh:"变差系数"`
	Cs     float64 `json:"cs" unit:"-" min:"0" max:"10" doc:"coefficient of skew; 0 = twice Cv" zh:"偏态系数"`
}

func (y *Typical) check(c *checker) {
	if len(y.Months) != 12 {
		c.fault("typical.months", say("有 %d 个数，应为 12 个", "has %d numbers, want 12", len(y.Months)), Text{"自一月起逐月填写", "give one for each month from January"})
		return
	}
	total, control := 0.0, 0.0
	for _, v := range y.Months {
		total += v
	}
	if total <= 0 {
		c.fault("typical.months", Text{"全年水量为零，无法缩放", "the year has no water and cannot be scaled"}, Text{"选用有水的年份", "choose a year with water"})
	}
	if y.Control == nil {
		return
	}
	seen := map[int]bool{}
	for _, m := range y.Control.Months {
		if seen[m] || m < 1 || m > 12 {
			c.fault("typical.control.months", say("%d月重复或不存在", "month %d is given twice or does not exist", m), Text{"各月只写一次", "give each month once"})
			return
		}
		seen[m] = true
		control += y.Months[m-1]
	}
	if control <= 0 || control >= total {
		c.fault("typical.control.months", Text{"控制时段须有水，且不能占全年水量的全部", "the control period must hold some of the year's water and not all of it"}, Text{"调整月份", "change the months"})
	}
}

// scaled is the typical year brought to an annual volume [万m³] at exceedance p
// [%]: twelve volumes whose sum is annual. A control volume above the year's is
// cut to it.
func (y *Typical) scaled(annual, p float64) []float64 {
	if y.Control == nil {
		s, err := frequency.SameRatio(y.Months, annual)
		if err != nil {
			return nil // check reports why
		}
		return s.Values
	}
	steps := make([]int, len(y.Control.Months))
	for i, m := range y.Control.Months {
		steps[i] = m - 1
	}
	volume := min(annual, designVolume(y.Control.Mean, y.Control.Cv, y.Control.Cs, p))
	s, err := frequency.SameFrequency(y.Months, steps, volume, annual)
	if err != nil {
		return nil
	}
	return s.Values
}
