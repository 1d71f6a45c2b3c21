package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"fenhu/network"
)

// Bounds of a workbook that is read. The seed's takes a hundredth of them.
const (
	maxFile    = 32 << 20 // bytes
	maxUnzip   = 64 << 20 // bytes, over all parts
	maxEntries = 2000     // parts of the file
	maxSheets  = 200
	maxCells   = 1_000_000 // with a value, over all sheets
	maxColumns = 2000
	maxRows    = 200_000 // number of the last row
	maxText    = 32_767  // characters of a cell, as in Excel
)

// MediaType is the media type of a workbook.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Is says whether data begins like a workbook: a zip archive, or the container
// of old and of encrypted Excel files, which Read refuses with a reason.
func Is(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06")) || bytes.HasPrefix(data, oleMagic)
}

var oleMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

// refused is why a workbook as a whole cannot be read.
type refused struct{ problem, remedy network.Text }

func (r refused) Error() string { return r.problem.EN }

func refuse(zh, en, remedyZH, remedyEN string) error {
	return refused{text(zh, en), text(remedyZH, remedyEN)}
}

func damaged(part string, err error) error {
	return refuse(fmt.Sprintf("工作簿的 %s 已损坏：%v", part, err), fmt.Sprintf("%s of the workbook is damaged: %v", part, err),
		"用 Excel 或 WPS 打开后另存为 .xlsx", "open it in Excel or WPS and save it again as .xlsx")
}

var errTooLarge = errors.New("too large")

// archive is an open workbook.
type archive struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

func openArchive(data []byte) (*archive, error) {
	switch {
	case bytes.HasPrefix(data, oleMagic):
		return nil, refuse("这是旧版 .xls 文件或有密码的工作簿", "this is an old .xls file or a workbook with a password", "去掉密码，另存为 .xlsx", "take the password off and save it as .xlsx")
	case len(data) > maxFile:
		return nil, refuse(fmt.Sprintf("文件超过 %d MB", maxFile>>20), fmt.Sprintf("the file is larger than %d MB", maxFile>>20), "删去图片与不用的工作表", "take out pictures and sheets that are not needed")
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse("不是 Excel 工作簿（.xlsx）", "this is not an Excel workbook (.xlsx)", "用 Excel 或 WPS 另存为 .xlsx", "save it as .xlsx in Excel or WPS")
	}
	if len(r.File) > maxEntries {
		return nil, tooLarge()
	}
	a := &archive{files: map[string]*zip.File{}, left: maxUnzip}
	for _, f := range r.File {
		a.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	return a, nil
}

func tooLarge() error {
	return refuse(fmt.Sprintf("工作簿解压后超过 %d MB，或有 %d 个以上的单元格", maxUnzip>>20, maxCells), fmt.Sprintf("the workbook unpacks to more than %d MB, or has more than %d cells", maxUnzip>>20, maxCells),
		"删去不用的工作表与数据区以外的格式", "take out sheets that are not needed, and formats outside the tables")
}

// budget counts what is unpacked against what may be.
type budget struct {
	r io.Reader
	a *archive
}

func (b budget) Read(p []byte) (int, error) {
	if b.a.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.a.left)])
	b.a.left -= int64(n)
	return n, err
}

// walk calls visit for the tokens of a part; a part that does not exist has none.
func (a *archive) walk(part string, visit func(*xml.Decoder, xml.Token) error) error {
	f := a.files[part]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return damaged(part, err)
	}
	defer r.Close()
	d := xml.NewDecoder(budget{r, a})
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(d, token)
		}
		if errors.Is(err, errTooLarge) {
			return tooLarge()
		}
		if _, ok := errors.AsType[refused](err); ok {
			return err
		}
		if err != nil {
			return damaged(part, err)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations maps the ids and the types of a part's relations to parts.
func (a *archive) relations(part string) (byID, byType map[string]string, err error) {
	byID, byType = map[string]string{}, map[string]string{}
	dir, name := path.Split(part)
	err = a.walk(dir+"_rels/"+name+".rels", func(_ *xml.Decoder, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(e, "Target")
		if rest, absolute := strings.CutPrefix(target, "/"); absolute {
			target = rest
		} else {
			target = path.Join(dir, target)
		}
		byID[attribute(e, "Id")] = target
		byType[path.Base(attribute(e, "Type"))] = target
		return nil
	})
	return byID, byType, err
}

// characters collects the text of the element that d has just entered, with
// the elements named skip left out.
func characters(d *xml.Decoder, skip string) (string, error) {
	var b strings.Builder
	depth, hidden := 1, 0
	for depth > 0 {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == skip || hidden > 0 {
				hidden++
			}
		case xml.EndElement:
			depth--
			if hidden > 0 {
				hidden--
			}
		case xml.CharData:
			if hidden == 0 {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}
