package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"fenhu/api/export"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize/transfer"
)

// checkTransfer finds faults of the terms of a run, so that a run that was
// accepted is one that can be made.
func checkTransfer(data []byte, n *network.Network) error {
	if data == nil {
		return nil
	}
	t, err := transfer.DecodeTerms(data)
	faults, ok := errors.AsType[network.Faults](err)
	if err != nil && !ok {
		return err
	}
	faults = append(slices.Clone(faults), t.Fit(n)...)
	if len(faults) == 0 {
		return nil
	}
	for i := range faults {
		faults[i].Path = strings.TrimSuffix("body.transfer."+faults[i].Path, ".")
	}
	return faults
}

// getTransfer sends what is owed for water of another basin as it is stored.
func (s *Server) getTransfer(ctx context.Context, in *ResultQuery) (*File, error) {
	return s.part(ctx, in, store.PartTransfer, "")
}

// getTransferTable sends a table of it as a file.
func (s *Server) getTransferTable(ctx context.Context, in *TableQuery) (*File, error) {
	name := string(in.File)
	format, err := formatOf(name)
	if err != nil {
		return nil, err
	}
	id := strings.TrimSuffix(strings.ToLower(name), format.Extension)
	content, err := s.resultTag(ctx, in.ID, []string{store.PartTransfer})
	if err != nil {
		return nil, err
	}
	l := asked(ctx, in.Lang)
	tag := etag(content, name, string(l), s.Version)
	if in.matches(tag) {
		return unchanged(tag), nil
	}
	p, err := s.stored(ctx, in.ID, store.PartTransfer)
	if err != nil {
		return nil, err
	}
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	var study transfer.Study
	if err := json.Unmarshal(data, &study); err != nil {
		return nil, fmt.Errorf("transfer of run %s: %w", in.ID, err)
	}
	tables := export.TransferTables(&study)
	if id != "all" || format.Single || format.ID == "json" {
		i := slices.IndexFunc(tables, func(t export.Table) bool { return t.ID == id })
		if i < 0 {
			ids := make([]string, len(tables))
			for k := range tables {
				ids[k] = tables[k].ID
			}
			return nil, refuse(http.StatusNotFound, "没有表 %q；可选：%s", "there is no table %q; choose %s", clip(id, 60), strings.Join(ids, ", "))
		}
		tables = tables[i : i+1]
	}
	var b bytes.Buffer
	if format.ID == "json" {
		err = json.NewEncoder(&b).Encode(tableJSON(&tables[0], l))
	} else {
		err = format.Write(&b, export.Document{Tables: tables, Data: &study, Lang: l, ByteOrderMark: true})
	}
	if err != nil {
		return nil, err
	}
	return file(format.MediaType, tag, in.ID[:min(8, len(in.ID))]+"-transfer-"+strings.TrimPrefix(id, "transfer-")+format.Extension, b.Bytes()), nil
}
