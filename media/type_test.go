package media_test

import (
	"testing"

	"dateline/media"
)

func TestAFileIsTakenByItsKindTypeAndExtensionTogether(t *testing.T) {
	for _, good := range []media.FileType{media.JPEG, media.PNG, media.WebP, media.MP3, media.Ogg, media.M4A, media.MP4} {
		if !good.Taken() {
			t.Errorf("%+v is not taken", good)
		}
	}
	for name, bad := range map[string]media.FileType{
		"nothing":              {},
		"SVG":                  {Kind: media.Picture, Type: "image/svg+xml", Ext: "svg"},
		"a picture as a page":  {Kind: media.Picture, Type: "image/jpeg", Ext: "html"},
		"a page as a picture":  {Kind: media.Picture, Type: "text/html", Ext: "jpg"},
		"a film said to sound": {Kind: media.Audio, Type: "video/mp4", Ext: "mp4"},
	} {
		if bad.Taken() {
			t.Errorf("%s is taken: %+v", name, bad)
		}
	}
}
