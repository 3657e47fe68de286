package desk

import (
	"strconv"
	"strings"
	"time"

	"dateline/address"
	"dateline/edition"
	"dateline/media"
)

// previewWidths are the widths in pixels of the four size classes.
func previewWidths() []int { return []int{360, 640, 992, 1280} }

// shown are the widths that the preview shows at once.
func (p Previewed) shown() []int {
	if p.Light {
		return []int{360}
	}
	if p.Width != 0 {
		return []int{p.Width}
	}
	return previewWidths()
}

// public is where readers find the story.
func (e Edit) public() string {
	head := e.Revision.Document.Head
	return address.Story(e.Edition.Slug, edition.Slug(head.Section), e.Story.ID, head.Headline)
}

// largest is the address of the largest JPEG of a picture; empty until there is one.
func largest(a *media.Asset) string {
	best := 0
	for _, r := range a.Renditions {
		if r.Ext == "jpg" && r.Width > best {
			best = r.Width
		}
	}
	if best == 0 {
		return ""
	}
	return address.Rendition(a.Hash, best, "jpg")
}

func file(a *media.Asset) string { return address.File(a.Hash, a.Ext) }

// dataBlock is a data block of a page: nothing in the JSON can end it.
func dataBlock(id, json string) string {
	safe := strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(json)
	return `<script type="application/json" id="` + id + `">` + safe + `</script>`
}

// iso is the duration of an asset as documents have it: PT3M15S; empty for pictures.
func iso(a *media.Asset) string {
	if a.Duration <= 0 {
		return ""
	}
	return "PT" + strings.ToUpper(a.Duration.Round(time.Second).String())
}

// pagePath is the readers' page of the revision, for a frame.
func (p Previewed) pagePath() string {
	path := storyPath(p.Story.ID) + "/page?revision=" + strconv.Itoa(p.Revision)
	if p.Light {
		path += "&light=1"
	}
	return path
}

// address is this screen at another width, or as the light page.
func (p Previewed) address(width int, light bool) string {
	path := storyPath(p.Story.ID) + "/preview?revision=" + strconv.Itoa(p.Revision)
	if width != 0 {
		path += "&width=" + strconv.Itoa(width)
	}
	if light {
		path += "&light=1"
	}
	return path
}

// sectionLines are an edition's sections as its form has them.
func sectionLines(sections []edition.Section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(string(s.Slug) + " " + s.Name + "\n")
	}
	return b.String()
}

func slugOrNew(s EditionForm) string {
	if s.Fresh {
		return "new"
	}
	return string(s.Edition.Slug)
}
