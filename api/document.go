package api

import (
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"fenhu/optimize"
)

// Document is the OpenAPI document of the API, without a service behind it.
func Document(version string) ([]byte, error) {
	s := &Server{Config: Config{Version: version}, echo: echo.New()}
	return json.MarshalIndent(s.describe(), "", " ")
}

// stored are the answers whose bytes are sent as they are stored, with the type
// they were made from, so that the document describes them too.
func stored() map[string]any {
	return map[string]any{
		"get-result":  optimize.Allocation{},
		"get-summary": optimize.Allocation{},
	}
}

// describeStored gives an operation the schema of a stored answer.
func describeStored(api huma.API, op *huma.Operation) {
	v, ok := stored()[op.OperationID]
	if !ok {
		return
	}
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
	op.Responses = map[string]*huma.Response{"200": {
		Description: http.StatusText(http.StatusOK),
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}},
	}}
}
