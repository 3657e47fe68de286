package media

import "slices"

// FileType is a type of uploaded files.
type FileType struct {
	Kind Kind
	Type string // media type
	Ext  string // without a dot
}

// The types of files that are taken.
var (
	JPEG = FileType{Picture, "image/jpeg", "jpg"}
	PNG  = FileType{Picture, "image/png", "png"}
	WebP = FileType{Picture, "image/webp", "webp"}
	MP3  = FileType{Audio, "audio/mpeg", "mp3"}
	Ogg  = FileType{Audio, "audio/ogg", "ogg"}
	M4A  = FileType{Audio, "audio/mp4", "m4a"}
	MP4  = FileType{Video, "video/mp4", "mp4"}
)

// Taken tells whether files of the type are taken.
func (t FileType) Taken() bool {
	return slices.Contains([]FileType{JPEG, PNG, WebP, MP3, Ogg, M4A, MP4}, t)
}
