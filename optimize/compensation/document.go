package compensation

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	yaml "go.yaml.in/yaml/v3"

	"fenhu/network"
)

// maxDocument bounds a file of agreements [bytes].
const maxDocument = 4 << 20

// document is the file of agreements.
type document struct {
	Agreements []Agreement `yaml:"agreements"`
}

// DecodeAgreements reads a YAML or JSON document with a list agreements. Unknown
// keys are refused. The error is network.Faults with every fault of every
// agreement.
func DecodeAgreements(data []byte) ([]Agreement, error) {
	if len(data) > maxDocument {
		return nil, network.Faults{said("", "文件超过 %d MB", "the file is larger than %d MB", maxDocument>>20)}
	}
	var d document
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(&d)
	if typed, ok := errors.AsType[*yaml.TypeError](err); ok {
		var wrong network.Faults
		for _, line := range typed.Errors {
			line = strings.ReplaceAll(line, " in type compensation.Agreement", "")
			wrong = append(wrong, said("", "%s", "%s", line))
		}
		return nil, wrong
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, network.Faults{said("", "%v", "%v", err)}
	}
	if len(d.Agreements) == 0 {
		return nil, network.Faults{said("agreements", "没有协议", "there is no agreement")}
	}
	var wrong network.Faults
	seen := map[string]bool{}
	for i := range d.Agreements {
		a := &d.Agreements[i]
		at := fmt.Sprintf("agreements[%d]", i)
		for _, f := range a.Check() {
			f.Path = at + "." + f.Path
			wrong = append(wrong, f)
		}
		if seen[a.ID] {
			wrong = append(wrong, said(at+".id", "协议编号 %q 重复", "the id %q is there twice", a.ID))
		}
		seen[a.ID] = true
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return d.Agreements, nil
}

func said(path, zh, en string, args ...any) network.Fault {
	return network.Fault{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}
