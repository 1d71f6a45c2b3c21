package api

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"fenhu/api/store"
	"fenhu/network"
)

// problem is the one place where an error becomes an RFC 9457 problem. What is
// not known here is logged with the id of the request and shown as an internal
// error.
func (s *Server) problem(ctx context.Context, err error) *huma.ErrorModel {
	if known, ok := errors.AsType[*huma.ErrorModel](err); ok {
		return known
	}
	l := lang(ctx)
	p := &huma.ErrorModel{Status: http.StatusInternalServerError}
	say := func(status int, zh, en string) { p.Status, p.Detail = status, network.Text{ZH: zh, EN: en}.In(l) }
	if r, ok := errors.AsType[*refusal](err); ok {
		say(r.status, r.text.ZH, r.text.EN)
		return p
	}
	if errors.Is(err, store.ErrCursor) {
		err = wrong("query.cursor", "翻页标记不属于该列表", "the cursor is not one of this list")
	}
	if faults, ok := errors.AsType[network.Faults](err); ok {
		say(http.StatusUnprocessableEntity, "输入有误，共 "+strconv.Itoa(len(faults))+" 处", "the input is faulty in "+strconv.Itoa(len(faults))+" places")
		p.Errors = details(faults, l)
		return p
	}
	tooLong, isTooLong := errors.AsType[*http.MaxBytesError](err)
	web, isWeb := errors.AsType[*echo.HTTPError](err)
	switch {
	case errors.Is(err, store.ErrNotFound):
		say(http.StatusNotFound, "没有所请求的对象", "what was asked for does not exist")
	case errors.Is(err, store.ErrConflict):
		say(http.StatusConflict, "与现有数据冲突："+err.Error(), "in conflict with what is stored: "+err.Error())
	case errors.Is(err, store.ErrInvalid):
		say(http.StatusUnprocessableEntity, "输入有误："+err.Error(), "faulty input: "+err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		say(http.StatusServiceUnavailable, "处理超时，请稍后再试", "it took too long; try again later")
	case errors.Is(err, context.Canceled):
		say(499, "请求已被客户端取消", "the client went away")
	case isTooLong:
		say(http.StatusRequestEntityTooLarge, "请求体超过 "+size(tooLong.Limit), "the body is larger than "+size(tooLong.Limit))
	case isWeb:
		p.Status = web.Code
		if web.Code == http.StatusInternalServerError {
			s.logError(ctx, err)
		}
	default:
		s.logError(ctx, err)
	}
	return p
}

func (s *Server) logError(ctx context.Context, err error) {
	s.log.Error().Err(err).Str("request", requestID(ctx)).Msg("request failed")
}

func size(bytes int64) string { return strconv.FormatInt(bytes>>20, 10) + " MiB" }

// details are the faults of a document or request: where, what, and what to do.
func details(faults network.Faults, l network.Lang) []*huma.ErrorDetail {
	out := make([]*huma.ErrorDetail, 0, len(faults))
	for _, f := range faults {
		where := f
		where.Path, where.ID = "", ""
		if f.Path == "" {
			f.Path = f.Cell
		}
		out = append(out, &huma.ErrorDetail{Location: f.Path, Message: strings.TrimPrefix(where.In(l), ": "), Value: value(f.ID)})
	}
	return out
}

// value leaves out what is empty.
func value(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// localise completes a problem: its title and the texts of huma's own checks in
// the language of the request, and the request's id.
func (s *Server) localise(hc huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	return complete(hc.Context(), p), nil
}

func complete(ctx context.Context, p *huma.ErrorModel) *huma.ErrorModel {
	l := lang(ctx)
	if t, ok := titles()[p.Status]; ok {
		p.Title = t.In(l)
		if p.Detail == "" {
			p.Detail = p.Title
		}
	}
	if id := requestID(ctx); id != "" {
		p.Instance = "urn:fenhu:request:" + id
	}
	if l == network.ZH {
		p.Detail = inChinese(p.Detail)
		for _, e := range p.Errors {
			e.Message = inChinese(e.Message)
		}
	}
	return p
}

// titles are the titles of problems by status.
func titles() map[int]network.Text {
	return map[int]network.Text{
		http.StatusBadRequest:            {ZH: "请求无法读取", EN: "the request cannot be read"},
		http.StatusUnauthorized:          {ZH: "需要登录", EN: "log in first"},
		http.StatusForbidden:             {ZH: "没有权限", EN: "not allowed"},
		http.StatusNotFound:              {ZH: "不存在", EN: "not found"},
		http.StatusMethodNotAllowed:      {ZH: "不支持该方法", EN: "method not allowed"},
		http.StatusNotAcceptable:         {ZH: "不支持所要求的格式", EN: "not acceptable"},
		http.StatusConflict:              {ZH: "冲突", EN: "conflict"},
		http.StatusPreconditionFailed:    {ZH: "条件不成立", EN: "precondition failed"},
		http.StatusRequestEntityTooLarge: {ZH: "请求体过大", EN: "the body is too large"},
		http.StatusUnsupportedMediaType:  {ZH: "不支持该内容类型", EN: "unsupported media type"},
		http.StatusUnprocessableEntity:   {ZH: "输入有误", EN: "faulty input"},
		http.StatusTooManyRequests:       {ZH: "请求过于频繁", EN: "too many requests"},
		http.StatusInternalServerError:   {ZH: "内部错误", EN: "internal error"},
		http.StatusServiceUnavailable:    {ZH: "暂时不可用", EN: "not available now"},
	}
}

// inChinese translates the messages of huma's own checks; others stay as they are.
func inChinese(s string) string {
	for _, x := range [][2]string{
		{"validation failed", "输入不符合要求"},
		{"unexpected property", "未知的字段"},
		{"unknown query parameter", "未知的查询参数"},
		{"request body is required", "缺少请求体"},
		{"expected required property ", "缺少字段 "},
		{"expected value to be one of ", "取值应为 "},
		{"expected number >= ", "数值应 ≥ "},
		{"expected number <= ", "数值应 ≤ "},
		{"expected length >= ", "长度应 ≥ "},
		{"expected length <= ", "长度应 ≤ "},
		{"expected array length <= ", "项数应 ≤ "},
		{"expected string", "应为字符串"},
		{"expected number", "应为数值"},
		{"expected integer", "应为整数"},
		{"expected boolean", "应为布尔值"},
		{"expected object", "应为对象"},
		{"expected array", "应为数组"},
		{"invalid integer", "不是整数"},
		{"invalid boolean", "不是布尔值"},
		{"invalid float", "不是数值"},
	} {
		if rest, ok := strings.CutPrefix(s, x[0]); ok {
			return x[1] + strings.TrimSuffix(rest, " to be present")
		}
	}
	return s
}

// writeError answers with the problem of an error outside huma.
func (s *Server) writeError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	ctx := c.Request().Context()
	p := complete(ctx, s.problem(ctx, err))
	if r, ok := errors.AsType[*refusal](err); ok {
		maps.Copy(c.Response().Header(), r.header)
	}
	if c.Request().Method == http.MethodHead {
		err = c.NoContent(p.Status)
	} else {
		c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
		err = c.JSON(p.Status, p)
	}
	if err != nil {
		s.log.Debug().Err(err).Msg("answer not written")
	}
}

// answer brings the headers of a refusal along with its problem.
func answer(p *huma.ErrorModel, err error) error {
	if r, ok := errors.AsType[*refusal](err); ok && r.header != nil {
		return huma.ErrorWithHeaders(p, r.header)
	}
	return p
}
