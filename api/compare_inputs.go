package api

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"fenhu/api/request"
	"fenhu/api/store"
)

const (
	// mostDifferences is how many differences of documents are listed.
	mostDifferences = 1000
	// longestList is how many numbers of a list are shown; a longer one is
	// described by its length and its hash.
	longestList = 40
)

// optionChanges are the fields of the requests that differ.
func optionChanges(runs []store.Run) ([]InputChange, error) {
	each := make([]map[string]any, len(runs))
	for i, r := range runs {
		each[i] = map[string]any{}
		if err := json.Unmarshal(r.Request, &each[i]); err != nil {
			return nil, err
		}
		each[i]["basin"], each[i]["basin_version"], each[i]["scenario_id"] = r.BasinID, r.BasinVersion, value(r.ScenarioID)
	}
	out, _ := differences(each, len(runs[0].Request)+mostDifferences)
	return out, nil
}

// documentChanges are the paths at which the documents of the runs differ, after
// all changes; more is how many are not listed.
func (s *Server) documentChanges(ctx context.Context, runs []store.Run, shown []Compared) (list []InputChange, more int, err error) {
	each := make([]map[string]any, len(runs))
	for i, r := range runs {
		if i > 0 && shown[i].Hash == shown[0].Hash {
			each[i] = each[0]
			continue
		}
		document, _, err := s.Store.BasinDocument(ctx, r.BasinID, r.BasinVersion)
		if err != nil {
			return nil, 0, err
		}
		var asked request.Request
		if err := json.Unmarshal(r.Request, &asked); err != nil {
			return nil, 0, err
		}
		n, _, err := asked.Network(document, nil)
		if err != nil {
			return nil, 0, fmt.Errorf("inputs of run %s: %v", r.ID, err) //nolint:errorlint // a run that was made has no faults of this request
		}
		data, err := n.EncodeJSON()
		if err != nil {
			return nil, 0, err
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			return nil, 0, err
		}
		each[i] = map[string]any{}
		flatten(tree, "", each[i])
	}
	list, more = differences(each, mostDifferences)
	return list, more, nil
}

// flatten collects the values of a document by their path: items of lists by
// their id, as the change "set" names them, lists of values whole.
func flatten(v any, path string, out map[string]any) {
	join := func(key string) string {
		if path == "" {
			return key
		}
		return path + "." + key
	}
	switch x := v.(type) {
	case map[string]any:
		for k, item := range x {
			flatten(item, join(k), out)
		}
	case []any:
		if len(x) > 0 {
			if _, isObject := x[0].(map[string]any); isObject {
				for i, item := range x {
					flatten(item, join(keyOf(item, i)), out)
				}
				return
			}
		}
		out[path] = v
	default:
		out[path] = v
	}
}

// keyOf names an item of a list by its id, else by its number.
func keyOf(item any, i int) string {
	if x, ok := item.(map[string]any); ok {
		if id, ok := x["id"].(string); ok {
			return id
		}
	}
	return strconv.Itoa(i)
}

// differences are the keys with values that are not all equal, in order, at most
// most of them.
func differences(each []map[string]any, most int) (out []InputChange, more int) {
	keys := map[string]bool{}
	for _, m := range each {
		for k := range m {
			keys[k] = true
		}
	}
	out = []InputChange{}
	for _, k := range sortedKeys(keys) {
		values := make([]any, len(each))
		for i, m := range each {
			values[i] = m[k]
		}
		if !slices.ContainsFunc(values, func(v any) bool { return !reflect.DeepEqual(v, values[0]) }) {
			continue
		}
		if len(out) == most {
			more++
			continue
		}
		for i, v := range values {
			values[i] = short(v)
		}
		out = append(out, InputChange{Path: k, Values: values})
	}
	return out, more
}

// short describes a value that is too long to be shown.
func short(v any) any {
	switch x := v.(type) {
	case []any:
		if len(x) > longestList {
			return fmt.Sprintf("[%d …]", len(x))
		}
	case string:
		return clip(x, 200)
	default:
	}
	return v
}
