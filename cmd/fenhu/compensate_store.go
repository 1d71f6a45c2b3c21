package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/export"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize/compensation"
)

// storedNetwork reads the network of a stored basin.
func storedNetwork(ctx context.Context, db *store.DB, basin string) (*network.Network, error) {
	document, _, err := db.BasinDocument(ctx, basin, 0)
	if err != nil {
		return nil, err
	}
	n, _, err := network.Decode(document, nil)
	return n, err
}

// newCompensateAgreementsCmd lists and stores agreements.
func newCompensateAgreementsCmd(a *app) *cobra.Command {
	var basin, file, note string
	cmd := a.onStore(&cobra.Command{
		Use:   "agreements",
		Short: a.say("列出数据库中的协议；--import 存入 YAML 文件，已有的存为新版本", "list the stored agreements; --import stores a YAML file, known ones as their next version"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		if file != "" {
			if err := importAgreements(ctx, a, db, basin, file, note); err != nil {
				return err
			}
		}
		n, err := storedNetwork(ctx, db, basin)
		if err != nil {
			return err
		}
		l, err := db.Agreements(ctx, store.SeeAll(), basin, store.Page{Limit: 500})
		if err != nil {
			return err
		}
		list := make([]export.AgreementLine, len(l.Items))
		for i, x := range l.Items {
			list[i] = export.AgreementLine{ID: x.ID, Version: x.Version}
			if list[i].Agreement, err = api.ReadAgreement(x); err != nil {
				return err
			}
		}
		format, _ := export.FormatByID("table")
		return format.Write(a.out, export.Document{Tables: []export.Table{export.AgreementsTable(list, api.PlaceNames(n))}, Lang: a.lang})
	})
	cmd.Flags().StringVar(&basin, "basin", defaultBasin, a.say("流域标识", "basin id"))
	cmd.Flags().StringVar(&file, "import", "", a.say("协议文件（YAML）；有任何错误则都不存入", "file of agreements (YAML); none is stored while one has a fault"))
	cmd.Flags().StringVar(&note, "note", "", a.say("版本说明", "why this version"))
	return cmd
}

func importAgreements(ctx context.Context, a *app, db *store.DB, basin, file, note string) error {
	data, err := a.file("--import", file)
	if err != nil {
		return err
	}
	list, err := compensation.DecodeAgreements(data)
	if err != nil {
		return err
	}
	n, err := storedNetwork(ctx, db, basin)
	if err != nil {
		return err
	}
	var wrong network.Faults
	checked := make([]store.AgreementVersion, len(list))
	for i, x := range list {
		if checked[i], err = api.CheckAgreement(x, n, note); err != nil {
			wrong = append(wrong, asFaults(err)...)
		}
		checked[i].BasinID = basin
	}
	if len(wrong) > 0 {
		return wrong
	}
	for _, x := range checked {
		if was, err := db.AgreementByCode(ctx, basin, x.Code); err == nil {
			x.ID = was.ID
			if _, err := db.AddAgreementVersion(ctx, cliActor(), 0, x); err != nil {
				return err
			}
		} else if _, err := db.CreateAgreement(ctx, cliActor(), x); err != nil {
			return err
		}
	}
	return nil
}

func asFaults(err error) network.Faults {
	if f, ok := errors.AsType[network.Faults](err); ok {
		return f
	}
	return network.Faults{{Problem: network.Text{ZH: err.Error(), EN: err.Error()}}}
}

// newCompensateDrawCmd draws up a statement.
func newCompensateDrawCmd(a *app) *cobra.Command {
	var basin, note string
	cmd := a.onStore(&cobra.Command{
		Use:   "draw AGREEMENT PERIOD",
		Short: a.say("从数据库中的观测数据编制结算单，待服务中的审核人确认", "draw up a statement from the stored observations; an approver confirms it in the service"),
		Args:  a.args(2, 2),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		period, ok := compensation.ParsePeriod(args[1])
		if !ok {
			return faulty("考核期 %q 应为 2025 或 2025-07", "the period %q is not like 2025 or 2025-07", args[1])
		}
		stored, err := db.AgreementByCode(ctx, basin, args[0])
		if err != nil {
			return err
		}
		agreement, err := api.ReadAgreement(stored)
		if err != nil {
			return err
		}
		n, err := storedNetwork(ctx, db, basin)
		if err != nil {
			return err
		}
		b, err := api.StoredBasis(ctx, db, agreement, n, period.Year, nil, "")
		if err != nil {
			return err
		}
		s, err := compensation.Settle(&agreement, period, b.Records)
		if err != nil {
			return err
		}
		x, err := api.NewStatement(stored, s, "", note)
		if err != nil {
			return err
		}
		if x, err = db.CreateStatement(ctx, cliActor(), x); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, x.ID)
		return err
	})
	cmd.Flags().StringVar(&basin, "basin", defaultBasin, a.say("流域标识", "basin id"))
	cmd.Flags().StringVar(&note, "note", "", a.say("说明", "note"))
	return cmd
}

// newCompensateStatementsCmd lists statements, or writes one.
func newCompensateStatementsCmd(a *app) *cobra.Command {
	var (
		basin, status string
		out           outputFlags
	)
	cmd := &cobra.Command{
		Use:   "statements [ID]",
		Short: a.say("列出数据库中的结算单；给出编号则输出该结算单", "list the stored statements, or write one"),
		Args:  a.args(0, 1),
	}
	a.onStore(cmd, func(ctx context.Context, db *store.DB, args []string) error {
		format, err := out.check(a, cmd)
		if err != nil {
			return err
		}
		if len(args) > 0 {
			return writeStatement(ctx, a, db, args[0], format, &out)
		}
		l, err := db.Statements(ctx, store.SeeAll(), store.StatementFilter{BasinID: basin, Status: store.StatementStatus(status), Page: store.Page{Limit: 500}})
		if err != nil {
			return err
		}
		lines := make([]export.StatementLine, len(l.Items))
		for i, x := range l.Items {
			lines[i] = export.StatementLine{Signatures: api.Signatures(&x), Agreement: x.Code, Period: x.Period, RuleVersion: x.RuleVersion, Grade: x.Grade, Total: compensation.Money(x.Total)}
		}
		return out.writeDocument(a, format, export.Document{Tables: []export.Table{export.StatementsTable(lines)}, Data: l.Items})
	})
	cmd.Flags().StringVar(&basin, "basin", defaultBasin, a.say("流域标识", "basin id"))
	cmd.Flags().StringVar(&status, "status", "", a.say("只列 drawn 待确认、confirmed 已确认或 rejected 已退回", "only drawn, confirmed or rejected ones"))
	out.addFile(a, cmd)
	return cmd
}

func writeStatement(ctx context.Context, a *app, db *store.DB, id string, format export.Format, out *outputFlags) error {
	x, err := db.Statement(ctx, id)
	if err != nil {
		return err
	}
	v := api.StatementView{StatementRecord: x, Content: new(compensation.Statement)}
	if err := json.Unmarshal(x.Body, v.Content); err != nil {
		return err
	}
	n, err := storedNetwork(ctx, db, x.BasinID)
	if err != nil {
		return err
	}
	v.Names = api.SettlementNames(n, v.Content)
	by := api.Signatures(&x)
	entries, err := db.Ledger(ctx, store.LedgerFilter{BasinID: x.BasinID, Code: x.Code}, api.MostEntries)
	if err != nil {
		return err
	}
	by.Cleared = compensation.Clear(v.Content, api.LedgerEntries(entries))
	return out.writeDocument(a, format, export.Document{Tables: export.StatementTables(v.Content, by, api.PlaceNames(n)), Data: v})
}

// newCompensateLedgerCmd writes the ledger.
func newCompensateLedgerCmd(a *app) *cobra.Command {
	var (
		filter  store.LedgerFilter
		byMonth bool
		out     outputFlags
	)
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: a.say("补偿台账：期初、期末余额与分录", "the ledger: opening and closing balances, and entries"),
		Args:  a.args(0, 0),
	}
	a.onStore(cmd, func(ctx context.Context, db *store.DB, _ []string) error {
		format, err := out.check(a, cmd)
		if err != nil {
			return err
		}
		n, err := storedNetwork(ctx, db, filter.BasinID)
		if err != nil {
			return err
		}
		entries, err := db.Ledger(ctx, filter, api.MostEntries)
		if err != nil {
			return err
		}
		v := api.ViewLedger(entries, n, byMonth)
		return out.writeDocument(a, format, export.Document{Tables: api.LedgerTables(v, n), Data: v})
	})
	cmd.Flags().StringVar(&filter.BasinID, "basin", defaultBasin, a.say("流域标识", "basin id"))
	cmd.Flags().StringVar(&filter.Code, "agreement", "", a.say("协议编号（默认全部）", "id of the agreement (default all)"))
	cmd.Flags().StringVar(&filter.Party, "party", "", a.say("付款方或收款方（默认全部）", "payer or payee (default all)"))
	cmd.Flags().BoolVar(&byMonth, "by-month", false, a.say("按月结账（默认按年）", "books by the month (default by the year)"))
	out.addFile(a, cmd)
	return cmd
}
