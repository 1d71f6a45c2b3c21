package api

import (
	"mime"
	"net/http"
	"strings"

	"fenhu/api/auth"
)

// Conditional is a request that names what the client has.
type Conditional struct {
	IfNoneMatch string `header:"If-None-Match" doc:"an ETag; 304 when nothing changed"`
}

// matches says whether the client has what the tag stands for.
func (c Conditional) matches(tag string) bool {
	for t := range strings.SplitSeq(c.IfNoneMatch, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == "*" || t == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// File is an answer that is no JSON made here.
type File struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	Encoding     string `header:"Content-Encoding"`
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Disposition  string `header:"Content-Disposition"`
	Policy       string `header:"Content-Security-Policy"` // empty = that of every answer
	Body         []byte
}

// etag is a tag for what is made of something with a hash. It is weak, since
// the bytes depend on the compression.
func etag(parts ...string) string {
	return `W/"` + auth.HashToken(strings.Join(parts, "\x00"))[:32] + `"`
}

// file is an answer with a file; results never change, but who may see them may.
func file(media, tag, name string, data []byte) *File {
	f := &File{Status: http.StatusOK, ContentType: media, ETag: tag, CacheControl: "private, no-cache", Body: data}
	if name != "" {
		f.Disposition = mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	return f
}

func unchanged(tag string) *File {
	return &File{Status: http.StatusNotModified, ETag: tag, CacheControl: "private, no-cache"}
}
