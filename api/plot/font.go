package plot

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
)

// Font is a typeface with Chinese glyphs.
type Font struct{ face *opentype.Font }

// ParseFont reads a TrueType or OpenType font or the first font of a collection that
// is meant for simplified Chinese, else the first. It fails on other data and on
// fonts without the characters of the labels.
func ParseFont(data []byte) (*Font, error) {
	list, err := opentype.ParseCollection(data)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	var chosen *opentype.Font
	for i := range list.NumFonts() {
		face, err := list.Font(i)
		if err != nil {
			return nil, fmt.Errorf("font %d of the collection: %w", i, err)
		}
		name, err := face.Name(nil, sfnt.NameIDFamily)
		simplified := err == nil && strings.HasSuffix(name, " SC") && !strings.Contains(name, "Mono")
		if chosen == nil || simplified {
			chosen = face
		}
		if simplified {
			break
		}
	}
	if chosen == nil {
		return nil, errors.New("font: the collection is empty")
	}
	for _, r := range "频率水库旱" {
		if i, err := chosen.GlyphIndex(nil, r); err != nil || i == 0 {
			return nil, fmt.Errorf("font: has no glyph for %c", r)
		}
	}
	return &Font{chosen}, nil
}

// FontPaths are the places where Linux distributions put their Chinese fonts, the
// best first.
func FontPaths() []string {
	return []string{
		"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/adobe-source-han-sans/SourceHanSansCN-Regular.otf",
		"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
		"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
		"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
	}
}

// SystemFont is the first usable font of the paths, nil when there is none.
func SystemFont(paths []string) *Font {
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if f, err := ParseFont(data); err == nil {
			return f
		}
	}
	return nil
}

// fonts are the faces that a figure is measured and painted with. Titles are bold
// only in Liberation: the Chinese collection has its weights in other files.
func fonts(chinese *Font) (*font.Cache, error) {
	var list font.Collection
	add := func(weight xfont.Weight, face *opentype.Font) {
		list = append(list, font.Face{Font: font.Font{Typeface: typeface, Weight: weight}, Face: face})
	}
	if chinese != nil {
		add(xfont.WeightNormal, chinese.face)
		add(xfont.WeightBold, chinese.face)
		return font.NewCache(list), nil
	}
	for _, x := range []struct {
		weight xfont.Weight
		data   []byte
	}{{xfont.WeightNormal, liberationsansregular.TTF}, {xfont.WeightBold, liberationsansbold.TTF}} {
		face, err := opentype.Parse(x.data)
		if err != nil {
			return nil, err
		}
		add(x.weight, face)
	}
	return font.NewCache(list), nil
}

const typeface = "Figure"

// families names the fonts of an SVG for whatever machine shows it: Liberation Sans
// or Arial for Latin, and the common Chinese fonts.
func families(svg []byte) []byte {
	const list = "font-family:Arial,'Liberation Sans','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',SimHei,sans-serif;"
	return bytes.ReplaceAll(svg, []byte("font-family:Liberation Sans;"), []byte(list))
}

// wide says whether a rune takes a full em, as Chinese characters do.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFF00 && r <= 0xFF60 || r >= 0x20000
}

// narrow is the text without its wide runes, and their number.
func narrow(s string) (rest string, n int) {
	runes := slices.DeleteFunc([]rune(s), wide)
	return string(runes), len([]rune(s)) - len(runes)
}
