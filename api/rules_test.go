package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
)

// TestRulesSayHowMuchOfThemARunUses compares the list with the result.
func TestRulesSayHowMuchOfThemARunUses(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	r := finished(t, c, api.RunBody{Basin: "fen-hutuo"})
	a, err := c.Result(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var plain, used api.List[api.RuleItem]
	get(t, c, "/basins/fen-hutuo/rules", &plain)
	get(t, c, "/basins/fen-hutuo/rules?run="+r.ID, &used)
	if len(plain.Items) < 5 || len(used.Items) != len(plain.Items) {
		t.Fatalf("%d rules, %d with their use", len(plain.Items), len(used.Items))
	}
	uses := 0
	for i, rule := range used.Items {
		var figures struct{ ID, Kind string }
		if err := json.Unmarshal(rule.Rule, &figures); err != nil || figures.ID != rule.ID || figures.Kind != rule.Kind || rule.Name == "" || rule.Type == "" {
			t.Errorf("%+v, %v", rule, err)
		}
		if plain.Items[i].Use != nil {
			t.Errorf("%s: a use without a run", rule.ID)
		}
		at := 0
		for _, q := range a.Quotas {
			if q.ID != rule.ID {
				continue
			}
			if at >= len(rule.Use) || rule.Use[at].Used != q.Used || rule.Use[at].Limit != q.Limit || rule.Use[at].Binding != q.Binding {
				t.Errorf("%s: %+v, the result has %+v", rule.ID, rule.Use, q)
			}
			at++
		}
		uses += at
	}
	if uses == 0 {
		t.Error("no rule is used")
	}
	if err := c.Do(ctx, http.MethodGet, "/basins/fen-hutuo/rules?run=nothing", nil, nil); statusOf(err) != http.StatusNotFound {
		t.Errorf("an unknown run: %v", err)
	}
}
