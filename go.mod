module fenhu

go 1.26

require (
	github.com/google/go-cmp v0.7.0
	github.com/lanl/highs v1.0.0
	go.yaml.in/yaml/v3 v3.0.6
	gonum.org/v1/gonum v0.17.0
	pgregory.net/rapid v1.3.0
)

require golang.org/x/exp v0.0.0-20221217163422-3c43f8badb15 // indirect
