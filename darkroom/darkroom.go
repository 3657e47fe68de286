// Package darkroom takes uploads in and makes renditions of them: pictures in
// the widths and formats that screens want, sound and film without what the
// camera wrote into them. Uploads are strangers' bytes: what they are is read
// from themselves, what they will cost is counted before anything is decoded,
// and whatever decodes them is a child process within limits.
package darkroom

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// The jobs of the darkroom. Refining waits until a picture has what every
// browser reads, and holds up no other picture's rendering. Sound and film are
// remuxed: what readers get has none of their private metadata.
const (
	Render = "develop"
	Refine = "refine"
	Remux  = "remux"
)

// Darkroom takes uploads and makes their renditions.
type Darkroom struct {
	Store  *store.Store
	Bucket blob.Bucket
	Tmp    string // the folder of files at work; what a crash leaves there is swept
	Tool   Tool
	Now    func() time.Time

	inspections admission
}

// Upload saves an upload: the bytes, what they are, and the job that makes their
// renditions, acknowledged only when all of it is safe. The same bytes again are the
// same asset, which is then known: its words stay as they are, and the caller
// offers those of about (newsroom.Offer); what has been lost of it is taken
// again. about says what the uploader knows: Alt, Credit, Licence, Source, and
// Unstripped where they agree that a sound or film keeps its metadata if they
// cannot be taken out here.
func (d *Darkroom) Upload(ctx context.Context, by *staff.Person, file io.Reader, filename string, about media.Asset) (a *media.Asset, known bool, err error) {
	if !by.MayWrite() {
		return nil, false, fault.New(fault.Forbidden, msg.FaultForbidden())
	}
	for _, text := range about.Words().All() {
		if utf8.RuneCountInString(text) > story.MaxNote {
			return nil, false, fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
		}
	}
	in := bufio.NewReaderSize(file, 4096)
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, false, err
	}
	what, err := Sniff(head)
	if err != nil {
		return nil, false, err
	}
	taken, err := d.Bucket.Take(ctx, in, what.Kind.MaxBytes())
	if err != nil {
		return nil, false, err
	}
	defer taken.Drop()
	if have, err := d.Store.AssetByHash(ctx, taken.Hash); err == nil {
		return have, true, d.repair(ctx, have, taken)
	} else if !fault.Is(err, fault.NotFound) {
		return nil, false, err
	}
	a = &media.Asset{ID: media.ID(id.New()), Hash: taken.Hash, Kind: what.Kind, Type: what.Type, Ext: what.Ext, Size: taken.Size,
		Filename: cleanName(filename), Alt: about.Alt, Credit: about.Credit, Licence: about.Licence, Source: about.Source,
		By: by.ID, Created: d.now()}
	if err := d.inspect(ctx, a, taken.Path, about.Unstripped != ""); err != nil {
		return nil, false, err
	}
	if err := taken.Keep(ctx); err != nil {
		return nil, false, err
	}
	return d.record(ctx, a)
}

func (d *Darkroom) now() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }

// inspect measures a file and makes sure that it is what its first bytes say.
// agreed is whether it may be served with its metadata.
func (d *Darkroom) inspect(ctx context.Context, a *media.Asset, path string, agreed bool) error {
	done, err := d.inspections.take(ctx, a.By)
	if err != nil {
		return err
	}
	defer done()
	if a.Kind == media.Picture {
		seen, err := inspect(ctx, path, a.Ext)
		a.Width, a.Height, a.Colour = seen.Width, seen.Height, seen.Colour
		return err
	}
	if err := refuseArchive(path, a.Size); err != nil {
		return err
	}
	if demuxers[a.Ext] == "mov" {
		if err := checkMP4(path, a.Size); err != nil {
			return err
		}
	}
	facts, err := d.Tool.Probe(ctx, path, a.Ext)
	if err != nil {
		return err
	}
	if a.Kind == media.Audio && facts.Width > 0 {
		return wrongType()
	}
	a.Duration, a.Width, a.Height = facts.Duration, facts.Width, facts.Height
	if a.Kind == media.Video && facts.Known && facts.Width == 0 {
		a.Kind, a.Type, a.Ext = media.M4A.Kind, media.M4A.Type, media.M4A.Ext // an MP4 without a picture is sound
	}
	if !facts.Known { // nothing here can take its metadata out either
		if !agreed {
			return fault.New(fault.Invalid, msg.FaultUploadMetadataStays())
		}
		a.Unstripped = a.By
	}
	return nil
}

// record saves what is known of an upload, or finds the asset that somebody
// made of the same bytes in the meantime, which is then known.
func (d *Darkroom) record(ctx context.Context, a *media.Asset) (recorded *media.Asset, known bool, err error) {
	err = d.Store.InTx(ctx, func(tx *store.Tx) error {
		have, err := tx.AssetByHash(ctx, a.Hash)
		if err == nil || !fault.Is(err, fault.NotFound) {
			recorded, known = have, true
			return err
		}
		recorded, known = a, false
		if err := tx.PutAsset(ctx, a); err != nil {
			return err
		}
		if a.Kind == media.Picture || a.Unstripped == "" {
			if err := d.queue(ctx, tx, a); err != nil {
				return err
			}
		}
		_, err = tx.Record(ctx, event.Event{Kind: event.AssetChanged, Subject: string(a.ID), At: a.Created})
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return recorded, known, nil
}

// queue puts in line the job that begins an asset's renditions. People take turns.
func (d *Darkroom) queue(ctx context.Context, tx *store.Tx, a *media.Asset) error {
	kind := Remux
	if a.Kind == media.Picture {
		kind = Render
	}
	due, err := tx.Turn(ctx, kind, a.By, d.now())
	if err != nil {
		return err
	}
	return tx.PutJob(ctx, store.Job{ID: id.New(), Kind: kind, Subject: string(a.ID), Due: due})
}

// cleanName is a file's name as people may see it: its last part, without
// controls, 120 characters at most.
func cleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return strings.TrimSpace(name)
}
