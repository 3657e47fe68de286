package site

import (
	"bytes"
	"context"
	"encoding/binary"
	"html"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"unicode"

	"dateline/address"
	"dateline/lang"
	"dateline/page/dist"
)

// fixed are the answers that never change while the program runs: style
// sheets, scripts, the icon that browsers ask for unasked, robots.txt.
func (s *Site) staticFiles() map[string]*response {
	all := make(map[string]*response)
	for path, f := range dist.Files() {
		all[path] = newResponse(path, &header{status: http.StatusOK, ctype: []string{f.Type}, cache: immutable}, f.Body)
	}
	all[address.Favicon()] = newResponse(address.Favicon(), &header{status: http.StatusOK, ctype: []string{"image/x-icon"}, cache: oneDay, plain: true}, favicon())
	robots := "User-agent: *\nDisallow: /desk/\nDisallow: /live/\n\nSitemap: " + s.house.Origin.URL(address.Sitemaps()) + "\n"
	all[address.Robots()] = newResponse(address.Robots(), &header{status: http.StatusOK, ctype: []string{"text/plain; charset=utf-8"}, cache: oneDay}, []byte(robots))
	return all
}

var ink, paper = color.NRGBA{0x16, 0x16, 0x1a, 0xff}, color.NRGBA{0xff, 0xfd, 0xf9, 0xff}

// favicon is a front page seen from afar: a masthead, a lead, two columns, as a
// PNG within an ICO.
func favicon() []byte {
	const size = 32
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	fill := func(x0, y0, x1, y1 int, c color.NRGBA) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				img.SetNRGBA(x, y, c)
			}
		}
	}
	fill(0, 0, size, size, ink)
	for _, r := range [][4]int{{5, 5, 27, 9}, {5, 12, 27, 14}, {5, 17, 15, 27}, {18, 17, 27, 19}, {18, 21, 27, 23}, {18, 25, 27, 27}} {
		fill(r[0], r[1], r[2], r[3], paper)
	}
	var picture, ico bytes.Buffer
	_ = png.Encode(&picture, img) // a buffer takes everything
	directory := []any{uint16(0), uint16(1), uint16(1), uint8(size), uint8(size), uint8(0), uint8(0), uint16(1), uint16(32),
		uint32(picture.Len()), uint32(22)}
	for _, field := range directory {
		_ = binary.Write(&ico, binary.LittleEndian, field)
	}
	return append(ico.Bytes(), picture.Bytes()...)
}

var okSVG = &header{status: http.StatusOK, ctype: []string{"image/svg+xml"}, cache: oneDay}

// icon is the first letter of an edition's name in its own script, on ink.
func (s *Site) icon(ctx context.Context, rend *rendering, p address.Place) (*response, error) {
	e, err := rend.edition(ctx, p.Edition)
	if err != nil {
		return nil, err
	}
	l := e.Language()
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#16161a"/>` +
		`<text x="32" y="` + baseline(l) + `" font-size="40" font-weight="700" font-family="` + html.EscapeString(l.Type.Serif) +
		`" text-anchor="middle" fill="#fffdf9" xml:lang="` + html.EscapeString(string(l.Tag)) + `">` + html.EscapeString(initial(e.Name)) + `</text></svg>`
	return newResponse(address.Icon(e.Slug), okSVG, []byte(svg)), nil
}

// baseline is where a letter stands so that it looks centred: scripts whose
// letters hang low stand higher.
func baseline(l *lang.Language) string {
	switch l.Script {
	case "Arab", "Mymr":
		return "40"
	}
	return "46"
}

// initial is the first letter of a name with the marks that belong to it.
func initial(name string) string {
	first := ""
	for _, r := range name {
		switch {
		case first == "" && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			first = string(unicode.ToUpper(r))
		case first != "" && unicode.IsMark(r):
			first += string(r)
		case first != "":
			return first
		}
	}
	return first
}
