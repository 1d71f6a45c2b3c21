package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/network"
)

// Prefix is where the resources lie.
const Prefix = "/api/v1"

// Route is a route of the API: what it is called and who may use it.
type Route struct {
	Method string
	Path   string // below Prefix
	// Role is the least role that may use it.
	Role auth.Role
	// Group and Title are for the reference page.
	Group string
	ID    string
	Title network.Text

	register func(*Server, huma.API, huma.Operation)
}

// Routes returns all routes with the roles they need.
func Routes() []Route { return routes() }

// routes is the ordered table of routes: a new one is one line here.
func routes() []Route {
	const get, post, put, patch, remove = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	text := func(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }
	return []Route{
		{post, "/setup", auth.Anyone, "session", "set-up", text("用首次启动的链接建立管理员", "make the first admin from the set-up link"), do((*Server).setUp)},
		{post, "/session", auth.Anyone, "session", "log-in", text("登录", "log in"), do((*Server).logIn)},
		{get, "/session", auth.Viewer, "session", "get-session", text("当前用户", "who is logged in"), do((*Server).getSession)},
		{remove, "/session", auth.Viewer, "session", "log-out", text("退出", "log out"), do((*Server).logOut)},
		{put, "/session/password", auth.Viewer, "session", "change-password", text("修改自己的密码", "change one's own password"), do((*Server).changePassword)},

		{get, "/basins", auth.Viewer, "basins", "list-basins", text("流域列表", "list basins"), do((*Server).listBasins)},
		{post, "/basins", auth.Engineer, "basins", "create-basin", text("新建流域；dry_run=true 只检查", "create a basin; dry_run=true only checks"), do((*Server).createBasin)},
		{get, "/basins/{id}", auth.Viewer, "basins", "get-basin", text("流域", "get a basin"), do((*Server).getBasin)},
		{patch, "/basins/{id}", auth.Admin, "basins", "set-basin", text("移入或移出项目", "move a basin into a project or out of it"), do((*Server).setBasin)},
		{remove, "/basins/{id}", auth.Engineer, "basins", "delete-basin", text("删除没有计算的流域", "delete a basin without runs"), do((*Server).deleteBasin)},
		{get, "/basins/{id}/versions", auth.Viewer, "basins", "list-basin-versions", text("流域的版本", "list the versions of a basin"), do((*Server).listVersions)},
		{post, "/basins/{id}/versions", auth.Engineer, "basins", "add-basin-version", text("上传新版本；dry_run=true 只检查", "add a version; dry_run=true only checks"), do((*Server).addVersion)},
		{get, "/basins/{id}/rules", auth.Viewer, "basins", "list-rules", text("规则与指标；run= 给出计算中的执行量", "the rules and quotas; run= says how much a run uses"), do((*Server).listRules)},
		{get, "/basins/{id}/network.geojson", auth.Viewer, "basins", "get-basin-map", text("流域网络（GeoJSON）", "the network as GeoJSON"), do((*Server).getBasinMap)},
		{get, "/basins/{id}/document", auth.Viewer, "basins", "get-basin-document", text("流域文档（YAML、JSON 或 Excel 工作簿）", "get the document as YAML, JSON or an Excel workbook"), do((*Server).getDocument)},
		{get, "/template", auth.Viewer, "basins", "get-template", text("只有表头的 Excel 工作簿", "get an Excel workbook of headings alone"), do((*Server).getTemplate)},
		{get, "/schema", auth.Viewer, "basins", "get-schema", text("流域文档的 JSON Schema", "the JSON Schema of documents"), do((*Server).getSchema)},

		{get, "/observations", auth.Viewer, "observations", "list-observations", text("观测值", "list what was measured"), do((*Server).listObservations)},
		{post, "/observations", auth.Engineer, "observations", "add-observations", text("导入观测值（CSV 或 JSON），整份导入或不导入", "store measured values from CSV or JSON, all or none"), do((*Server).addObservations)},
		{get, "/observations/latest", auth.Viewer, "observations", "latest-observations", text("各节点最近的观测值", "the last value of each node"), do((*Server).latestObservations)},
		{get, "/observations/files/{file}", auth.Viewer, "observations", "get-observation-file", text("观测值文件，如 observations.csv", "measured values as a file, such as observations.csv"), do((*Server).getObservationFile)},

		{get, "/scenarios", auth.Viewer, "scenarios", "list-scenarios", text("情景列表", "list scenarios"), do((*Server).listScenarios)},
		{post, "/scenarios", auth.Engineer, "scenarios", "create-scenario", text("新建情景", "create a scenario"), do((*Server).createScenario)},
		{get, "/scenarios/{id}", auth.Viewer, "scenarios", "get-scenario", text("情景", "get a scenario"), do((*Server).getScenario)},
		{put, "/scenarios/{id}", auth.Engineer, "scenarios", "update-scenario", text("修改情景", "replace a scenario"), do((*Server).updateScenario)},
		{remove, "/scenarios/{id}", auth.Engineer, "scenarios", "delete-scenario", text("删除情景", "delete a scenario"), do((*Server).deleteScenario)},
		{get, "/scenarios/{id}/effective", auth.Viewer, "scenarios", "get-effective-changes", text("含上级情景的全部变更", "all changes, those of its ancestors included"), do((*Server).getEffective)},

		{get, "/schedules", auth.Viewer, "schedules", "list-schedules", text("定时计算列表", "list schedules"), do((*Server).listSchedules)},
		{post, "/schedules", auth.Engineer, "schedules", "create-schedule", text("新建定时计算", "create a schedule"), do((*Server).createSchedule)},
		{get, "/schedules/{id}", auth.Viewer, "schedules", "get-schedule", text("定时计算及其下次时间", "a schedule with its next ticks"), do((*Server).getSchedule)},
		{put, "/schedules/{id}", auth.Engineer, "schedules", "update-schedule", text("修改定时计算", "replace a schedule"), do((*Server).updateSchedule)},
		{remove, "/schedules/{id}", auth.Engineer, "schedules", "delete-schedule", text("删除定时计算及其历史，计算保留", "delete a schedule with its history; the runs stay"), do((*Server).deleteSchedule)},
		{post, "/schedules/{id}/pause", auth.Engineer, "schedules", "pause-schedule", text("暂停", "pause a schedule"), do((*Server).pauseSchedule)},
		{post, "/schedules/{id}/resume", auth.Engineer, "schedules", "resume-schedule", text("继续；暂停期间的不补做", "let a schedule go on; what passed is not caught up"), do((*Server).resumeSchedule)},
		{post, "/schedules/{id}/run", auth.Engineer, "schedules", "fire-schedule", text("立即计算一次", "do the work of a schedule now"), do((*Server).fireSchedule)},
		{get, "/schedules/{id}/firings", auth.Viewer, "schedules", "list-firings", text("历次触发及其计算", "the history of a schedule, with its runs"), do((*Server).listFirings)},

		{get, "/alerts", auth.Viewer, "alerts", "list-alerts", text("预警列表", "list alerts"), do((*Server).listAlerts)},
		{get, "/alerts/{id}", auth.Viewer, "alerts", "get-alert", text("预警及其经过、送达情况", "an alert, what happened to it and who was told"), do((*Server).getAlert)},
		{post, "/alerts/{id}/acknowledge", auth.Engineer, "alerts", "acknowledge-alert", text("确认预警", "acknowledge an alert"), do((*Server).acknowledgeAlert)},

		{get, "/compensation/presets", auth.Viewer, "compensation", "list-presets", text("补偿规则及其参数", "the schemes of compensation with their figures"), do((*Server).listPresets)},
		{get, "/agreements", auth.Viewer, "compensation", "list-agreements", text("补偿协议列表", "list agreements"), do((*Server).listAgreements)},
		{post, "/agreements", auth.Engineer, "compensation", "create-agreement", text("新建补偿协议", "create an agreement"), do((*Server).createAgreement)},
		{get, "/agreements/{id}", auth.Viewer, "compensation", "get-agreement", text("补偿协议", "get an agreement"), do((*Server).getAgreement)},
		{put, "/agreements/{id}", auth.Engineer, "compensation", "update-agreement", text("保存协议的新版本，旧版本保留", "store the next version of an agreement; the old ones stay"), do((*Server).updateAgreement)},
		{get, "/agreements/{id}/versions", auth.Viewer, "compensation", "list-agreement-versions", text("协议的版本", "list the versions of an agreement"), do((*Server).listAgreementVersions)},
		{get, "/agreements/{id}/records", auth.Viewer, "compensation", "list-records", text("协议断面一年的考核记录", "what an agreement would be settled from"), do((*Server).listRecords)},
		{post, "/agreements/{id}/trial", auth.Viewer, "compensation", "try-agreement", text("试算：换规则、参数或断面情况，并与原结果比较", "settle otherwise: another rule, other figures, what if; with the difference"), do((*Server).tryAgreement)},
		{get, "/statements", auth.Viewer, "compensation", "list-statements", text("结算单列表", "list statements"), do((*Server).listStatements)},
		{post, "/statements", auth.Engineer, "compensation", "draw-statement", text("编制结算单；dry_run=true 只计算", "draw up a statement; dry_run=true only computes"), do((*Server).drawStatement)},
		{get, "/statements/{id}", auth.Viewer, "compensation", "get-statement", text("结算单", "get a statement"), do((*Server).getStatement)},
		{post, "/statements/{id}/confirm", auth.Approver, "compensation", "confirm-statement", text("确认他人编制的结算单并入账", "confirm a statement that somebody else drew up, and post it"), do((*Server).confirmStatement)},
		{post, "/statements/{id}/reject", auth.Approver, "compensation", "reject-statement", text("退回结算单", "reject a statement"), do((*Server).rejectStatement)},
		{post, "/statements/{id}/replay", auth.Viewer, "compensation", "replay-statement", text("重算结算单，可换规则、版本或数据", "settle the period of a statement again, under any rule"), do((*Server).replayStatement)},
		{get, "/statements/{id}/files/{file}", auth.Viewer, "compensation", "get-statement-file", text("结算单文件，如 statement.xlsx", "a statement as a file, such as statement.xlsx"), do((*Server).getStatementFile)},
		{get, "/ledger", auth.Viewer, "compensation", "get-ledger", text("台账：分录与各期期初、期末余额", "the ledger: entries, and opening and closing balances"), do((*Server).getLedger)},
		{get, "/ledger/files/{file}", auth.Viewer, "compensation", "get-ledger-file", text("台账文件，如 ledger.xlsx", "the ledger as a file, such as ledger.xlsx"), do((*Server).getLedgerFile)},
		{post, "/ledger/payments", auth.Engineer, "compensation", "add-payment", text("登记支付或预付", "record a payment or a prepayment"), do((*Server).addPayment)},

		{get, "/runs", auth.Viewer, "runs", "list-runs", text("计算列表", "list runs"), do((*Server).listRuns)},
		{post, "/runs", auth.Engineer, "runs", "submit-run", text("提交计算", "submit a run"), do((*Server).submitRun)},
		{get, "/runs/{id}", auth.Viewer, "runs", "get-run", text("计算的状态与进度", "status and progress of a run"), do((*Server).getRun)},
		{patch, "/runs/{id}", auth.Engineer, "runs", "set-run", text("修改标题或保留标记", "change title or pin"), do((*Server).setRun)},
		{remove, "/runs/{id}", auth.Engineer, "runs", "delete-run", text("删除已结束的计算", "delete a run that is over"), do((*Server).deleteRun)},
		{post, "/runs/{id}/cancel", auth.Engineer, "runs", "cancel-run", text("取消计算", "cancel a run"), do((*Server).cancelRun)},
		{post, "/runs/{id}/rerun", auth.Engineer, "runs", "rerun", text("以相同输入重算", "run the same inputs again"), do((*Server).rerun)},
		{get, "/runs/{id}/events", auth.Viewer, "runs", "get-run-events", text("进度（服务器推送事件）", "progress as server-sent events"), do((*Server).getEvents)},

		{get, "/runs/{id}/result", auth.Viewer, "results", "get-result", text("结果（JSON）", "the result as JSON"), do((*Server).getResult)},
		{get, "/runs/{id}/summary", auth.Viewer, "results", "get-summary", text("结果摘要：指标、工程、优先序、总水量平衡", "the summary of the result: indicators, projects, levels, mass balance"), do((*Server).getSummary)},
		{get, "/runs/{id}/tables", auth.Viewer, "results", "list-tables", text("可用的表", "list the tables"), do((*Server).listTables)},
		{get, "/runs/{id}/tables/{file}", auth.Viewer, "results", "get-table", text("表文件，如 balance.csv、levels.json、all.xlsx", "a table as a file, such as balance.csv, levels.json or all.xlsx"), do((*Server).getTable)},
		{get, "/runs/{id}/brief.html", auth.Viewer, "results", "get-brief", text("滚动计算的旱情简报（单个 HTML 文件）", "the drought brief of a rolling run, as one HTML page"), do((*Server).getBriefPage)},
		{get, "/runs/{id}/brief.xlsx", auth.Viewer, "results", "get-brief-workbook", text("旱情简报的表（Excel）", "the tables of the drought brief as a workbook"), do((*Server).getBriefBook)},
		{get, "/runs/{id}/ensemble", auth.Viewer, "results", "get-ensemble", text("多情景计算的结果：概率、保证率、风险、蓄水与响应级别", "the result of an ensemble: probabilities, reliability, risk, storages, drought levels"), do((*Server).getEnsemble)},
		{get, "/runs/{id}/figures", auth.Viewer, "results", "list-figures", text("多情景计算的图", "list the figures of an ensemble"), do((*Server).listFigures)},
		{get, "/runs/{id}/figures/{file}", auth.Viewer, "results", "get-figure", text("图文件，如 shortage.svg、curve.png", "a figure as a file, such as shortage.svg or curve.png"), do((*Server).getFigure)},
		{get, "/runs/{id}/network.geojson", auth.Viewer, "results", "get-run-map", text("网络与各处水量（GeoJSON）", "the network with its flows as GeoJSON"), do((*Server).getRunMap)},
		{get, "/runs/{id}/transfer", auth.Viewer, "compensation", "get-run-transfer", text("跨流域调水补偿（JSON）：水量、单价、检验、各分摊键与结算", "what is owed for water of another basin, as JSON: volumes, values, test, keys and settlement"), do((*Server).getTransfer)},
		{get, "/runs/{id}/transfer/{file}", auth.Viewer, "compensation", "get-run-transfer-table", text("跨流域调水补偿的表文件，如 transfer-keys.csv、all.xlsx", "a table of it as a file, such as transfer-keys.csv or all.xlsx"), do((*Server).getTransferTable)},
		{get, "/runs/{id}/certificate", auth.Viewer, "results", "get-certificate", text("核验所需的证明", "the certificate of the result"), do((*Server).getCertificate)},
		{post, "/runs/{id}/verify", auth.Viewer, "results", "verify-run", text("不用求解器核验结果", "prove the result without a solver"), do((*Server).verifyRun)},
		{get, "/compare", auth.Viewer, "results", "compare-runs", text("比较两次或多次计算", "compare two or more runs"), do((*Server).compare)},
		{get, "/compare/{file}", auth.Viewer, "results", "compare-runs-file", text("比较表文件，如 comparison.xlsx", "the comparison as a file, such as comparison.xlsx"), do((*Server).getCompareFile)},

		{get, "/keys", auth.Viewer, "keys", "list-keys", text("自己的 API 密钥；管理员可看全部", "one's API keys; an admin sees all"), do((*Server).listKeys)},
		{post, "/keys", auth.Viewer, "keys", "create-key", text("新建 API 密钥，只显示一次", "create an API key, which is shown once"), do((*Server).createKey)},
		{remove, "/keys/{id}", auth.Viewer, "keys", "revoke-key", text("撤销 API 密钥", "revoke an API key"), do((*Server).revokeKey)},

		{get, "/projects", auth.Viewer, "projects", "list-projects", text("自己参加的项目；管理员可看全部", "the projects one is a member of; an admin sees all"), do((*Server).listProjects)},
		{post, "/projects", auth.Admin, "projects", "create-project", text("新建项目", "create a project"), do((*Server).createProject)},
		{get, "/projects/{id}", auth.Viewer, "projects", "get-project", text("项目", "get a project"), do((*Server).getProject)},
		{patch, "/projects/{id}", auth.Admin, "projects", "set-project", text("修改项目的名称或说明", "change the names or the note of a project"), do((*Server).setProject)},
		{remove, "/projects/{id}", auth.Admin, "projects", "delete-project", text("删除没有流域的项目", "delete a project without basins"), do((*Server).deleteProject)},
		{get, "/projects/{id}/members", auth.Viewer, "projects", "list-members", text("项目成员", "list the members of a project"), do((*Server).listMembers)},
		{put, "/projects/{id}/members/{user}", auth.Admin, "projects", "put-member", text("加入成员或修改其角色", "add a member or change the member's role"), do((*Server).putMember)},
		{remove, "/projects/{id}/members/{user}", auth.Admin, "projects", "remove-member", text("移除成员", "remove a member"), do((*Server).removeMember)},

		{get, "/users", auth.Admin, "users", "list-users", text("用户列表", "list users"), do((*Server).listUsers)},
		{post, "/users", auth.Admin, "users", "create-user", text("新建用户", "create a user"), do((*Server).createUser)},
		{patch, "/users/{id}", auth.Admin, "users", "set-user", text("修改用户的角色、密码或停用", "change a user's role or password, or disable it"), do((*Server).setUser)},
		{get, "/audit", auth.Admin, "audit", "list-audit", text("审计记录", "the audit trail"), do((*Server).listAudit)},
	}
}

// do makes the registration of a handler.
func do[I, O any](handle func(*Server, context.Context, *I) (*O, error)) func(*Server, huma.API, huma.Operation) {
	return func(s *Server, to huma.API, op huma.Operation) {
		huma.Register(to, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := handle(s, ctx, in)
			if err != nil {
				// A database that is interrupted does not always say so in these words.
				err = errors.Join(err, ctx.Err())
				return nil, answer(s.problem(ctx, err), err)
			}
			return out, nil
		})
	}
}

// echoOf is echo's side of huma's context.
func echoOf(hc huma.Context) echo.Context { return humaecho.Unwrap(hc) }

// describe registers all routes and returns their OpenAPI document.
func (s *Server) describe() *huma.OpenAPI {
	c := huma.DefaultConfig("Fenhu 汾滹", or(s.Version, "dev"))
	c.Info.Description = "流域水资源优化配置服务 / Water allocation for river basins. Volumes 万m³, flows m³/s, money 万元, values 元/m³."
	c.DocsPath, c.SchemasPath, c.OpenAPIPath = "", "", Prefix+"/openapi"
	c.CreateHooks = nil
	c.Transformers = []huma.Transformer{s.localise}
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "http", Scheme: "bearer", Description: "API key fk_<prefix>_<secret>"},
		"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "POST /session; changes need the header " + csrfHeader},
	}
	api := humaecho.New(s.echo, c)
	group := huma.NewGroup(api, Prefix)
	for _, r := range routes() {
		op := huma.Operation{
			OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Title.ZH + " / " + r.Title.EN, Tags: []string{r.Group},
			MaxBodyBytes: s.BodyLimit, BodyReadTimeout: s.Timeout,
			Middlewares: huma.Middlewares{s.require(r.Role), s.within(r)},
			Errors:      []int{http.StatusBadRequest, http.StatusTooManyRequests},
			Extensions:  map[string]any{"x-least-role": string(or(r.Role, "anyone"))},
		}
		if r.Role != auth.Anyone {
			op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
			op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		}
		if strings.Contains(r.Path, "{") {
			op.Errors = append(op.Errors, http.StatusNotFound)
		}
		describeStored(api, &op)
		r.register(s, group, op)
	}
	return api.OpenAPI()
}

// The shapes of requests and answers.
type (
	// None is a request without parameters.
	None struct{}

	// ByID is a request for one thing.
	ByID struct {
		ID string `path:"id" maxLength:"100" doc:"id"`
	}

	// Paged is a request for a part of a list.
	Paged struct {
		Limit  int    `query:"limit" minimum:"0" maximum:"500" doc:"most items; 0 = 50"`
		Cursor string `query:"cursor" maxLength:"500" doc:"next of the part before"`
	}

	// With is a request with a body.
	With[T any] struct{ Body T }

	// Reply is an answer with a body.
	Reply[T any] struct{ Body T }

	// Empty is an answer without a body.
	Empty struct{}

	// Made is an answer about something new.
	Made[T any] struct {
		Status   int
		Location string `header:"Location"`
		Body     T
	}

	// List is a part of a list.
	List[T any] struct {
		Items []T    `json:"items"`
		Next  string `json:"next,omitempty" doc:"cursor of the part that follows; absent = this is the last"`
	}
)

func (p Paged) page() store.Page { return store.Page{Limit: p.Limit, Cursor: p.Cursor} }

func reply[T any](v T) *Reply[T] { return &Reply[T]{Body: v} }

func list[T any](items []T, next string) *Reply[List[T]] {
	if items == nil {
		items = []T{}
	}
	return reply(List[T]{Items: items, Next: next})
}

// timestamp reads an optional time of a query.
func timestamp(path, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, wrong("query."+path, "时间 %q 应为 2025-01-31 或 RFC 3339", "time %q is not like 2025-01-31 or RFC 3339", s)
}
